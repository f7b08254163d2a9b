/* Is an answer of fit_solve right? Scores every pair of the other side by the plain definition and selects by counting
 * who is better, without postings, bounds or heap: so a fault in those cannot hide here.
 */
#include "match/fit_index.h"

#include <string.h>

static struct result differs(const char *what)
{
    return result_internal(what);
}

static bool scores_are_equal(const struct fit_score *one, const struct fit_score *other)
{
    if (one->total != other->total) {
        return false;
    }
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        const struct fit_part *a = &one->parts[point];
        const struct fit_part *b = &other->parts[point];
        if (a->points != b->points || a->value != b->value || a->stated != b->stated) {
            return false;
        }
    }
    return true;
}

/* Each match is what it says, and stands behind the one before it. */
static struct result check_matches(const struct fit_index *index, const struct fit_listing *listing,
                                   const struct fit_match *matches, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct fit_listing *other = fit_index_find(index, matches[i].id);
        struct fit_score score;
        if (other == NULL || other->side == listing->side) {
            return differs("fit: a match that is not in the index");
        }
        if (!fit_score_sides(index->rules, listing, other, &score)) {
            return differs("fit: a match that is no fit");
        }
        if (!scores_are_equal(&score, &matches[i].score)) {
            return differs("fit: a match with another score");
        }
        if (i > 0 && !fit_is_better(matches[i - 1].score.total, matches[i - 1].id, score.total, matches[i].id)) {
            return differs("fit: matches out of order");
        }
    }
    return result_ok();
}

/* How many listings of the other side fit, and how many of them stand at or before the last match. */
struct census {
    size_t fitting, before_last;
};

static struct census count_fitting(const struct fit_index *index, const struct fit_listing *listing,
                                   const struct fit_match *last)
{
    struct census census = {0, 0};
    for (size_t i = 0; i < index->capacity; i++) {
        const struct fit_stored *stored = index->table[i];
        struct fit_score score;
        if (stored == NULL || stored->listing.side == listing->side ||
            !fit_score_sides(index->rules, listing, &stored->listing, &score)) {
            continue;
        }
        census.fitting++;
        if (last != NULL && !fit_is_better(last->score.total, last->id, score.total, stored->listing.id)) {
            census.before_last++;
        }
    }
    return census;
}

struct result fit_check(const struct fit_index *index, const struct fit_listing *listing, size_t most,
                        const struct fit_match *matches, size_t count)
{
    struct result checked = fit_listing_check(index->rules, listing);
    if (result_failed(checked)) {
        return checked;
    }
    struct result each = check_matches(index, listing, matches, count);
    if (result_failed(each)) {
        return each;
    }
    struct census census = count_fitting(index, listing, count > 0 ? &matches[count - 1] : NULL);
    if (count != (census.fitting < most ? census.fitting : most)) {
        return differs("fit: a number of matches that is not right");
    }
    return census.before_last == count ? result_ok() : differs("fit: a better listing is missing");
}
