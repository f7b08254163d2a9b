/* What other weights would change, before they are saved: the best offer of a sample of needs under both.
 *
 * Every sampled need is scored plainly against every offer of the index under the new weights: no second index. The
 * sample shrinks as offers grow, so that a preview stays about a second.
 */
#include "areas/fit/service.h"

#include "base/check.h"

enum { MOST_SAMPLE = 200, MOST_PAIRS = 2000000, LEAST_SAMPLE = 10 };

static size_t choose_sample(size_t needs, size_t offers)
{
    size_t affordable = offers == 0 ? MOST_SAMPLE : MOST_PAIRS / offers;
    size_t wanted = affordable > MOST_SAMPLE ? MOST_SAMPLE : affordable < LEAST_SAMPLE ? LEAST_SAMPLE : affordable;
    return wanted < needs ? wanted : needs;
}

struct best {
    int64_t id;
    uint16_t total;
};

static struct best best_offer(const struct fit_rules *rules, const struct fit_index *index,
                              const struct fit_listing *need, const int64_t *offers, size_t count)
{
    struct best best = {0, 0};
    for (size_t at = 0; at < count; at++) {
        struct fit_score score;
        const struct fit_listing *offer = fit_index_find(index, offers[at]);
        if (fit_score_pair(rules, need, offer, &score) && score.total > best.total) {
            best = (struct best){offers[at], score.total};
        }
    }
    return best;
}

static void compare_needs(struct fit_service *service, const struct fit_rules *rules,
                          const int64_t *offers, size_t offer_count, struct fit_preview_row *row)
{
    const struct fit_listing *need = fit_index_find(service->state.index, row->need_id);
    struct best before = best_offer(service->state.rules, service->state.index, need, offers, offer_count);
    struct best after = best_offer(rules, service->state.index, need, offers, offer_count);
    row->before_id = before.id;
    row->before = before.total;
    row->after_id = after.id;
    row->after = after.total;
}

/* Rows whose first match changes to the front, both parts in their order. */
static void changed_first(struct arena *arena, struct fit_preview_row *rows, size_t count)
{
    struct fit_preview_row *ordered = ARENA_ARRAY(arena, struct fit_preview_row, count + 1);
    size_t used = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t index = 0; index < count; index++) {
            bool changed = rows[index].before_id != rows[index].after_id;
            if (changed == (pass == 0)) {
                ordered[used++] = rows[index];
            }
        }
    }
    memcpy(rows, ordered, count * sizeof *rows);
}

struct result fit_service_preview(struct arena *arena, struct fit_service *service, const struct fit_weights *weights,
                                  struct fit_preview_row **rows, size_t *row_count)
{
    struct result result = fit_weights_check(weights);
    if (!result_failed(result)) {
        result = fit_service_refresh(service);
    }
    if (result_failed(result)) {
        return result;
    }
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    struct fit_rules rules = *service->state.rules;
    memcpy(rules.weights, weights->tenths, sizeof rules.weights);
    int64_t *needs;
    int64_t *offers;
    size_t need_count = fit_index_list(arena, service->state.index, FIT_NEED, &needs);
    size_t offer_count = fit_index_list(arena, service->state.index, FIT_OFFER, &offers);
    size_t sample = choose_sample(need_count, offer_count);
    struct fit_preview_row *list = ARENA_ARRAY(arena, struct fit_preview_row, sample + 1);
    for (size_t index = 0; index < sample; index++) {
        list[index].need_id = needs[index * need_count / sample];
        compare_needs(service, &rules, offers, offer_count, &list[index]);
    }
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    changed_first(arena, list, sample);
    *rows = list;
    *row_count = sample;
    return result_ok();
}
