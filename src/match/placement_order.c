/* Shape of a placement problem, and the order of its lots (a stable radix sort, eleven bits at a time). */
#include "match/placement_order.h"

#include <stdlib.h>

enum { DIGIT_BITS = 11, DIGITS = 3, DIGIT_VALUES = 1 << DIGIT_BITS, SHORT_LIST = 32 };

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

/* The applicants by lot, in the lower halves of `records`: by the lower half of the lot, then by the upper. */
static void sort_by_lot(const uint64_t *lots, size_t count, uint64_t *records, uint64_t *spare)
{
    uint64_t largest = 0;
    for (size_t a = 0; a < count; a++) {
        largest = lots[a] > largest ? lots[a] : largest;
        records[a] = lots[a] << 32 | a;
    }
    placement_sort(records, spare, count);
    if (largest <= UINT32_MAX) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t applicant = (uint32_t)records[i];
        records[i] = (lots[applicant] >> 32 << 32) | applicant;
    }
    placement_sort(records, spare, count);
}

struct result placement_order_lots(struct arena *arena, const struct placement_problem *problem,
                                   struct placement_order *out)
{
    size_t count = problem->applicant_count;
    struct arena spare;
    arena_init(&spare);
    uint64_t *records = ARENA_ARRAY(&spare, uint64_t, count);
    sort_by_lot(problem->lots, count, records, ARENA_ARRAY(&spare, uint64_t, count));
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

static bool list_is_sound(const uint32_t *list, size_t length, size_t seat_count, uint32_t *last_seen, uint32_t stamp)
{
    for (size_t i = 0; i < length; i++) {
        if (list[i] >= seat_count) {
            return false;
        }
        if (last_seen != NULL) {
            if (last_seen[list[i]] == stamp) {
                return false;
            }
            last_seen[list[i]] = stamp;
            continue;
        }
        for (size_t j = 0; j < i; j++) {
            if (list[j] == list[i]) {
                return false;
            }
        }
    }
    return true;
}

/* Short lists are compared pair by pair; the marks, one a seat, are made only when there is a long one. */
static bool wishes_are_sound(const struct placement_problem *problem)
{
    const uint32_t *starts = problem->wish_starts;
    struct arena arena;
    uint32_t *marks = NULL;
    arena_init(&arena);
    bool sound = starts[0] == 0;
    for (size_t a = 0; sound && a < problem->applicant_count; a++) {
        if (starts[a + 1] < starts[a]) {
            sound = false;
            break;
        }
        size_t length = starts[a + 1] - starts[a];
        if (length > problem->seat_count) {
            sound = false;
            break;
        }
        if (length > SHORT_LIST && marks == NULL) {
            marks = ARENA_ARRAY(&arena, uint32_t, problem->seat_count);
        }
        sound = list_is_sound(problem->wishes + starts[a], length, problem->seat_count,
                              length > SHORT_LIST ? marks : NULL, (uint32_t)a + 1);
    }
    arena_release(&arena);
    return sound;
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
