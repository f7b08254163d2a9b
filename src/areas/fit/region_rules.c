/* Laying the office's corrections over the crosswalk: a sorted merge of two sorted lists. */
#include "areas/fit/region_rules.h"

#include "base/check.h"

#include <stdlib.h>

static int compare_relations(const void *left, const void *right)
{
    const struct fit_relation *a = left;
    const struct fit_relation *b = right;
    int from = (a->from > b->from) - (a->from < b->from);
    return from != 0 ? from : (a->to > b->to) - (a->to < b->to);
}

/* Both directions of every correction whose trades are known, sorted. */
static size_t corrections_to_relations(const struct catalogue *catalogue, const struct trade_correction *corrections,
                                       size_t count, struct fit_relation *out)
{
    size_t used = 0;
    for (size_t index = 0; index < count; index++) {
        uint16_t from;
        uint16_t to;
        if (reading_find_trade(catalogue, span_of(corrections[index].from_trade), &from) &&
            reading_find_trade(catalogue, span_of(corrections[index].to_trade), &to) && from != to) {
            out[used++] = (struct fit_relation){from, to, corrections[index].value};
            out[used++] = (struct fit_relation){to, from, corrections[index].value};
        }
    }
    if (used > 0) {
        qsort(out, used, sizeof *out, compare_relations);
    }
    return used;
}

struct fit_rules region_rules_build(struct arena *arena, const struct catalogue *catalogue,
                                    const struct fit_weights *weights, const struct trade_correction *corrections,
                                    size_t correction_count)
{
    struct fit_rules rules = reading_rules(catalogue);
    memcpy(rules.weights, weights->tenths, sizeof rules.weights);
    struct fit_relation *own = ARENA_ARRAY(arena, struct fit_relation, 2 * correction_count + 1);
    size_t own_count = corrections_to_relations(catalogue, corrections, correction_count, own);
    if (own_count == 0) {
        return rules;
    }
    struct fit_relation *merged = ARENA_ARRAY(arena, struct fit_relation, rules.relation_count + own_count);
    size_t used = 0;
    size_t base = 0;
    for (size_t index = 0; index <= own_count; index++) {
        while (base < rules.relation_count &&
               (index == own_count || compare_relations(&rules.relations[base], &own[index]) < 0)) {
            merged[used++] = rules.relations[base++];
        }
        if (index == own_count) {
            break;
        }
        if (base < rules.relation_count && compare_relations(&rules.relations[base], &own[index]) == 0) {
            base++; /* replaced */
        }
        if (own[index].value > 0) {
            merged[used++] = own[index];
        }
    }
    rules.relations = merged;
    rules.relation_count = used;
    return rules;
}
