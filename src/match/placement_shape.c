/* The shape of a problem: what every solver relies on, looked at once before solving. */
#include "match/placement_order.h"

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
