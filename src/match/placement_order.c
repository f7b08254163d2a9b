/* Shape of a placement problem, and the order of its lots (a stable radix sort, eleven bits at a time). */
#include "match/placement_order.h"

#include <stdlib.h>

enum { DIGIT_BITS = 11, DIGITS = 3, DIGIT_VALUES = 1 << DIGIT_BITS };

static size_t digit_of(uint64_t record, int digit)
{
    return (size_t)(record >> (32 + digit * DIGIT_BITS)) & (DIGIT_VALUES - 1);
}

void placement_sort(uint64_t *records, uint64_t *spare, size_t count)
{
    size_t counts[DIGITS][DIGIT_VALUES] = {{0}};
    for (size_t i = 0; i < count; i++) {
        counts[0][digit_of(records[i], 0)]++;
        counts[1][digit_of(records[i], 1)]++;
        counts[2][digit_of(records[i], 2)]++;
    }
    uint64_t *from = records;
    uint64_t *to = spare;
    for (int pass = 0; pass < DIGITS; pass++) {
        size_t *place = counts[pass];
        if (count == 0 || place[digit_of(from[0], pass)] == count) {
            continue; /* all alike here */
        }
        for (size_t value = 0, start = 0; value < DIGIT_VALUES; value++) {
            size_t here = place[value];
            place[value] = start;
            start += here;
        }
        for (size_t i = 0; i < count; i++) {
            to[place[digit_of(from[i], pass)]++] = from[i];
        }
        uint64_t *other = from;
        from = to;
        to = other;
    }
    if (from != records) {
        memcpy(records, from, count * sizeof *records);
    }
}

/* --- order by lot, and by score and lot ----------------------------------------------------------------------------- */

struct range {
    uint64_t least;
    int bits; /* of the largest less the least */
};

static int bits_of(uint64_t number)
{
    return number == 0 ? 0 : 64 - __builtin_clzll(number);
}

static struct range range_of_lots(const struct placement_problem *problem)
{
    uint64_t least = UINT64_MAX;
    uint64_t largest = 0;
    for (size_t a = 0; a < problem->applicant_count; a++) {
        least = problem->lots[a] < least ? problem->lots[a] : least;
        largest = problem->lots[a] > largest ? problem->lots[a] : largest;
    }
    return (struct range){least, least > largest ? 0 : bits_of(largest - least)};
}

/* What a full comparison looks at. */
struct full {
    const uint64_t *lots;
    const uint32_t *scores; /* NULL: lots alone */
};

static int compare_fully(const void *left, const void *right, void *context)
{
    const struct full *full = context;
    const uint64_t *records[] = {left, right};
    uint32_t a = (uint32_t)*records[0];
    uint32_t b = (uint32_t)*records[1];
    if (full->scores != NULL && full->scores[a] != full->scores[b]) {
        return full->scores[a] > full->scores[b] ? -1 : 1;
    }
    return (full->lots[a] > full->lots[b]) - (full->lots[a] < full->lots[b]);
}

/* Sorts by the upper halves, which hold what fits in of score and lot, then settles the few that are alike there. */
static void sort_and_settle(uint64_t *records, uint64_t *spare, size_t count, struct full full, bool all_fits)
{
    placement_sort(records, spare, count);
    for (size_t start = 0, end; !all_fits && start < count; start = end) {
        for (end = start + 1; end < count && records[end] >> 32 == records[start] >> 32;) {
            end++;
        }
        if (end - start > 1) {
            qsort_r(records + start, end - start, sizeof *records, compare_fully, &full);
        }
    }
}

void placement_sort_people(const struct placement_problem *problem, const uint32_t *scores, uint64_t *records,
                           uint64_t *spare)
{
    struct range lots = range_of_lots(problem);
    uint32_t least = UINT32_MAX;
    uint32_t largest = 0;
    for (size_t a = 0; scores != NULL && a < problem->applicant_count; a++) {
        least = scores[a] < least ? scores[a] : least;
        largest = scores[a] > largest ? scores[a] : largest;
    }
    int room = 32 - (scores == NULL || least > largest ? 0 : bits_of(largest - least));
    int shift = lots.bits > room ? lots.bits - room : 0;
    for (size_t a = 0; a < problem->applicant_count; a++) {
        uint64_t lot = shift > 63 ? 0 : (problem->lots[a] - lots.least) >> shift;
        uint64_t score = scores == NULL ? 0 : largest - scores[a];
        records[a] = (score << room | lot) << 32 | a;
    }
    sort_and_settle(records, spare, problem->applicant_count, (struct full){problem->lots, scores}, shift == 0);
}

struct result placement_order_lots(struct arena *arena, const struct placement_problem *problem,
                                   struct placement_order *out)
{
    size_t count = problem->applicant_count;
    struct arena spare;
    arena_init(&spare);
    uint64_t *records = ARENA_ARRAY(&spare, uint64_t, count);
    placement_sort_people(problem, NULL, records, ARENA_ARRAY(&spare, uint64_t, count));
    struct placement_order order = {ARENA_ARRAY(arena, uint32_t, count), ARENA_ARRAY(arena, uint32_t, count)};
    bool distinct = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t applicant = (uint32_t)records[i];
        order.applicants[i] = applicant;
        order.ranks[applicant] = (uint32_t)i;
        distinct = distinct && (i == 0 || problem->lots[applicant] != problem->lots[order.applicants[i - 1]]);
    }
    arena_release(&spare);
    if (!distinct) {
        return result_invalid("lots", "placement.error.lots_equal");
    }
    *out = order;
    return result_ok();
}

/* Marks of the lists before: which applicant last had a seat that falls into this place. They fit into the nearest memory;
 * two seats of one list that fall together, which is rare, are told apart by looking. */
enum { MARK_BITS = 11 };

static bool list_is_sound(const uint32_t *list, size_t length, size_t seat_count, uint32_t *marks, uint32_t stamp)
{
    for (size_t i = 0; i < length; i++) {
        if (list[i] >= seat_count) {
            return false;
        }
        uint32_t *mark = &marks[list[i] * 0x9e3779b1U >> (32 - MARK_BITS)];
        for (size_t j = 0; *mark == stamp && j < i; j++) {
            if (list[j] == list[i]) {
                return false;
            }
        }
        *mark = stamp;
    }
    return true;
}

static bool wishes_are_sound(const struct placement_problem *problem)
{
    const uint32_t *starts = problem->wish_starts;
    uint32_t marks[1 << MARK_BITS] = {0};
    if (starts[0] != 0) {
        return false;
    }
    for (size_t a = 0; a < problem->applicant_count; a++) {
        if (starts[a + 1] < starts[a] || starts[a + 1] - starts[a] > problem->seat_count ||
            !list_is_sound(problem->wishes + starts[a], starts[a + 1] - starts[a], problem->seat_count, marks,
                           (uint32_t)a + 1)) {
            return false;
        }
    }
    return true;
}

struct result placement_check_shape(const struct placement_problem *problem)
{
    static const char message[] = "placement.error.shape";
    if (problem->applicant_count > PLACEMENT_MOST) {
        return result_invalid("applicant_count", message);
    }
    if (problem->seat_count > PLACEMENT_MOST) {
        return result_invalid("seat_count", message);
    }
    if (problem->enterprise_count > PLACEMENT_MOST) {
        return result_invalid("enterprise_count", message);
    }
    if (!wishes_are_sound(problem)) {
        return result_invalid("wishes", message);
    }
    if ((problem->enterprises == NULL) != (problem->totals == NULL)) {
        return result_invalid("totals", message);
    }
    for (size_t s = 0; problem->enterprises != NULL && s < problem->seat_count; s++) {
        if (problem->enterprises[s] >= problem->enterprise_count) {
            return result_invalid("enterprises", message);
        }
    }
    return result_ok();
}

bool placement_is_common(const struct placement_problem *problem)
{
    if (problem->wish_scores == NULL) {
        return true;
    }
    for (size_t a = 0; a < problem->applicant_count; a++) {
        uint32_t first = problem->wish_starts[a];
        for (uint32_t w = first; w < problem->wish_starts[a + 1]; w++) {
            if (problem->wish_scores[w] != problem->wish_scores[first]) {
                return false;
            }
        }
    }
    return true;
}
