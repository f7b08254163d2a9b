/* What brute force needs for placement problems so small that every answer can be tried: pairs and their order, the answers
 * one after another, and every false list of an applicant. */
#ifndef TESTS_MATCH_PLACEMENT_TINY_H
#define TESTS_MATCH_PLACEMENT_TINY_H

#include "tests/test.h"

#include "tests/match/placement_instance.h"

enum { TINY_MOST = 5 };

struct offer {
    uint32_t applicant, seat, wish, score;
};

static inline bool offer_before(const struct placement_problem *problem, struct offer left, struct offer right)
{
    if (left.score != right.score) {
        return left.score > right.score;
    }
    if (problem->lots[left.applicant] != problem->lots[right.applicant]) {
        return problem->lots[left.applicant] < problem->lots[right.applicant];
    }
    return left.wish < right.wish;
}

static inline void sort_offers(const struct placement_problem *problem, struct offer *offers, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = i; j > 0 && offer_before(problem, offers[j], offers[j - 1]); j--) {
            struct offer kept = offers[j];
            offers[j] = offers[j - 1];
            offers[j - 1] = kept;
        }
    }
}

static inline struct offer offer_of(const struct placement_problem *problem, uint32_t applicant, uint32_t wish)
{
    uint32_t score = problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[wish];
    return (struct offer){applicant, problem->wishes[wish], wish, score};
}

static inline uint32_t wish_of(const struct placement_problem *problem, uint32_t applicant, uint32_t seat)
{
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        if (problem->wishes[w] == seat) {
            return w;
        }
    }
    return PLACEMENT_NONE;
}

static inline uint32_t liking(const struct placement_problem *problem, uint32_t applicant, uint32_t place)
{
    return place == PLACEMENT_NONE ? UINT32_MAX : wish_of(problem, applicant, place);
}

static inline bool same_side(const struct placement_problem *problem, uint32_t one, uint32_t other)
{
    return problem->enterprises == NULL ? one == other : problem->enterprises[one] == problem->enterprises[other];
}

/* What the side of a seat (its enterprise, or the seat alone) has. */
static inline uint32_t gather(const struct placement_problem *problem, const uint32_t *places, uint32_t seat,
                              struct offer *out)
{
    uint32_t count = 0;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        if (places[a] != PLACEMENT_NONE && same_side(problem, places[a], seat)) {
            out[count++] = offer_of(problem, a, wish_of(problem, a, places[a]));
        }
    }
    return count;
}

/* The next combination of wishes (or none), as an odometer; false when all were seen. */
static inline bool next_answer(const struct placement_problem *problem, uint32_t *wheel, uint32_t *places)
{
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        uint32_t length = problem->wish_starts[a + 1] - problem->wish_starts[a];
        wheel[a] = wheel[a] < length ? wheel[a] + 1 : 0;
        places[a] = wheel[a] == 0 ? PLACEMENT_NONE : problem->wishes[problem->wish_starts[a] + wheel[a] - 1];
        if (wheel[a] != 0) {
            return true;
        }
    }
    return false;
}

/* --- false lists ---------------------------------------------------------------------------------------------------- */

typedef struct result placement_way(struct arena *arena, const struct placement_problem *problem,
                                    struct placement_answer *answer);

struct false_list {
    uint32_t liar, count, chosen[3]; /* wishes, by their numbers in the true list */
    placement_way *solve;
};

/* The liar's place if that list were given. */
static inline uint32_t place_under_list(struct arena *arena, const struct placement_problem *problem,
                                        const struct false_list *list)
{
    struct placement_problem told = *problem;
    size_t people = problem->applicant_count;
    size_t room = problem->wish_starts[people];
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, people + 1);
    uint32_t *wishes = ARENA_ARRAY(arena, uint32_t, room);
    uint32_t *scores = ARENA_ARRAY(arena, uint32_t, room);
    for (uint32_t a = 0; a < people; a++) {
        uint32_t first = problem->wish_starts[a];
        uint32_t length = a == list->liar ? list->count : problem->wish_starts[a + 1] - first;
        starts[a + 1] = starts[a] + length;
        for (uint32_t i = 0; i < length; i++) {
            uint32_t from = first + (a == list->liar ? list->chosen[i] : i);
            wishes[starts[a] + i] = problem->wishes[from];
            scores[starts[a] + i] = problem->wish_scores[from];
        }
    }
    told.wish_starts = starts;
    told.wishes = wishes;
    told.wish_scores = scores;
    struct placement_answer answer;
    assert_false(result_failed(list->solve(arena, &told, &answer)));
    return answer.places[list->liar];
}

/* Every ordered choice of up to three wishes: three digits of base four, 0 = nothing. */
static inline uint32_t try_false_lists(struct arena *arena, const struct placement_problem *problem, uint32_t liar,
                                       uint32_t true_place, placement_way *solve)
{
    uint32_t length = problem->wish_starts[liar + 1] - problem->wish_starts[liar];
    uint32_t tried = 0;
    for (uint32_t code = 1; code < 64; code++) {
        struct false_list list = {.liar = liar, .solve = solve};
        bool sound = true;
        for (uint32_t rest = code; rest > 0; rest /= 4) {
            uint32_t wish = rest % 4;
            sound = sound && wish > 0 && wish <= length;
            for (uint32_t i = 0; i < list.count; i++) {
                sound = sound && list.chosen[i] != wish - 1;
            }
            list.chosen[list.count++] = wish - 1;
        }
        if (sound) {
            uint32_t place = place_under_list(arena, problem, &list);
            assert_true(liking(problem, liar, true_place) <= liking(problem, liar, place));
            tried++;
        }
    }
    return tried;
}

#endif
