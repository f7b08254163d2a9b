/* The best listings of the other side. */
#include "match/fit_index.h"

#include <string.h>

static void insert_match(struct fit_match *matches, size_t *count, size_t most, const struct fit_match *match)
{
    size_t at = *count < most ? (*count)++ : most - 1;
    while (at > 0 && fit_is_better(match->score.total, match->id, matches[at - 1].score.total, matches[at - 1].id)) {
        matches[at] = matches[at - 1];
        at--;
    }
    matches[at] = *match;
}

struct result fit_solve(struct arena *arena, const struct fit_index *index, const struct fit_listing *listing,
                        size_t most, struct fit_match **out, size_t *count)
{
    struct result checked = fit_listing_check(index->rules, listing);
    if (result_failed(checked)) {
        return checked;
    }
    size_t others = index->counts[1 - listing->side];
    most = most < others ? most : others;
    struct fit_match *matches = ARENA_ARRAY(arena, struct fit_match, most);
    size_t found = 0;
    for (size_t i = 0; i < index->capacity && most > 0; i++) {
        struct fit_match match;
        if (index->table[i] == NULL || index->table[i]->listing.side == listing->side ||
            !fit_score_sides(index->rules, listing, &index->table[i]->listing, &match.score)) {
            continue;
        }
        match.id = index->table[i]->listing.id;
        const struct fit_match *last = found == most ? &matches[most - 1] : NULL;
        if (last == NULL || fit_is_better(match.score.total, match.id, last->score.total, last->id)) {
            insert_match(matches, &found, most, &match);
        }
    }
    *out = matches;
    *count = found;
    return result_ok();
}
