/* Cut-offs where there are quotas: who holds a reserved place, and of the open ones the last that got in. */
#include "match/placement_quotas.h"

#include <stdlib.h>

/* Somebody placed where a reserve means them. */
struct member {
    uint64_t lot;
    uint32_t quota, score, applicant;
};

struct cutting {
    const struct placement_problem *problem;
    const uint32_t *places;
    struct quota_index index;
    struct placement_cutoffs cutoffs;
    unsigned char *reserved; /* n: holds a reserved place */
};

/* PLACEMENT_NONE when the place is not wished for. */
static uint32_t wish_of(const struct placement_problem *problem, uint32_t applicant, uint32_t seat)
{
    uint32_t end = problem->wish_starts[applicant + 1];
    for (uint32_t w = problem->wish_starts[applicant]; seat < problem->seat_count && w < end; w++) {
        if (problem->wishes[w] == seat) {
            return w;
        }
    }
    return PLACEMENT_NONE;
}

static uint32_t score_of(const struct placement_problem *problem, uint32_t applicant, uint32_t wish)
{
    return problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[wish];
}

static int compare_members(const void *left, const void *right)
{
    const struct member *a = left;
    const struct member *b = right;
    if (a->quota != b->quota) {
        return a->quota < b->quota ? -1 : 1;
    }
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    return (a->lot > b->lot) - (a->lot < b->lot);
}

static void count_pair(struct placement_cutoff *cutoff, uint32_t applicant, uint32_t score, uint64_t lot, bool lowers)
{
    bool worse =
        cutoff->applicant == PLACEMENT_NONE || score < cutoff->score || (score == cutoff->score && lot > cutoff->lot);
    cutoff->held++;
    if (lowers && worse) {
        cutoff->applicant = applicant;
        cutoff->score = score;
        cutoff->lot = lot;
    }
}

/* The members that go first, up to the number, hold the reserved places. */
static void find_reserved(struct arena *arena, struct cutting *cutting)
{
    const struct placement_problem *problem = cutting->problem;
    struct member *members = ARENA_ARRAY(arena, struct member, problem->applicant_count);
    struct pair_quotas quotas;
    size_t count = 0;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        uint32_t wish = wish_of(problem, a, cutting->places[a]);
        if (wish != PLACEMENT_NONE) {
            quota_index_of_pair(&cutting->index, problem, a, cutting->places[a], &quotas);
            if (quotas.reserve != PLACEMENT_NONE) {
                members[count++] = (struct member){problem->lots[a], quotas.reserve, score_of(problem, a, wish), a};
            }
        }
    }
    if (count > 0) {
        qsort(members, count, sizeof *members, compare_members);
    }
    for (size_t i = 0; i < count; i++) {
        struct placement_cutoff *cutoff = &cutting->cutoffs.quotas[members[i].quota];
        if (cutoff->held < problem->quotas->list[members[i].quota].number) {
            count_pair(cutoff, members[i].applicant, members[i].score, members[i].lot, true);
            cutting->reserved[members[i].applicant] = 1;
        }
    }
}

static void count_place(struct cutting *cutting, uint32_t applicant, uint32_t wish)
{
    const struct placement_problem *problem = cutting->problem;
    uint32_t seat = problem->wishes[wish];
    uint32_t score = score_of(problem, applicant, wish);
    uint64_t lot = problem->lots[applicant];
    bool open = !cutting->reserved[applicant];
    struct pair_quotas quotas;
    quota_index_of_pair(&cutting->index, problem, applicant, seat, &quotas);
    count_pair(&cutting->cutoffs.seats[seat], applicant, score, lot, open);
    if (cutting->cutoffs.enterprises != NULL) {
        count_pair(&cutting->cutoffs.enterprises[problem->enterprises[seat]], applicant, score, lot, open);
    }
    for (uint32_t i = 0; i < quotas.count; i++) {
        count_pair(&cutting->cutoffs.quotas[quotas.at_most[i]], applicant, score, lot, open);
    }
}

/* The last that got in counts only where nobody else would get in. */
static void close_cutoff(struct placement_cutoff *cutoff, uint64_t capacity)
{
    cutoff->full = capacity != PLACEMENT_NO_TOTAL && cutoff->held >= capacity;
    if (!cutoff->full) {
        *cutoff = (struct placement_cutoff){.applicant = PLACEMENT_NONE, .held = cutoff->held};
    }
}

/* Kept places that nobody holds are not there for others. */
static void close_all(struct arena *arena, struct cutting *cutting)
{
    const struct placement_problem *problem = cutting->problem;
    struct placement_cutoffs *cutoffs = &cutting->cutoffs;
    uint64_t *empty = ARENA_ARRAY(arena, uint64_t, problem->seat_count);
    for (size_t q = 0; q < problem->quotas->quota_count; q++) {
        const struct placement_quota *quota = &problem->quotas->list[q];
        if (quota->kind == PLACEMENT_AT_MOST) {
            close_cutoff(&cutoffs->quotas[q], quota->number);
            continue;
        }
        cutoffs->quotas[q].full = cutoffs->quotas[q].held >= quota->number;
        empty[quota->place] += quota->kind == PLACEMENT_KEPT ? quota->number - cutoffs->quotas[q].held : 0;
    }
    for (size_t s = 0; s < problem->seat_count; s++) {
        uint64_t capacity = problem->capacities[s];
        close_cutoff(&cutoffs->seats[s], capacity > empty[s] ? capacity - empty[s] : 0);
    }
    for (size_t e = 0; cutoffs->enterprises != NULL && e < problem->enterprise_count; e++) {
        close_cutoff(&cutoffs->enterprises[e], problem->totals[e]);
    }
}

static struct placement_cutoff *make_cutoffs(struct arena *arena, size_t count)
{
    struct placement_cutoff *cutoffs = ARENA_ARRAY(arena, struct placement_cutoff, count);
    for (size_t i = 0; i < count; i++) {
        cutoffs[i].applicant = PLACEMENT_NONE;
    }
    return cutoffs;
}

void placement_cut_quotas(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                          struct placement_cutoffs *out)
{
    struct arena scratch;
    arena_init(&scratch);
    struct cutting cutting = {.problem = problem, .places = places};
    quota_index_init(&scratch, problem, &cutting.index);
    cutting.cutoffs.seats = make_cutoffs(arena, problem->seat_count);
    cutting.cutoffs.quotas = make_cutoffs(arena, problem->quotas->quota_count);
    cutting.cutoffs.enterprises = problem->enterprises == NULL ? NULL : make_cutoffs(arena, problem->enterprise_count);
    cutting.reserved = ARENA_ARRAY(&scratch, unsigned char, problem->applicant_count);
    find_reserved(&scratch, &cutting);
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        uint32_t wish = wish_of(problem, a, places[a]);
        if (wish != PLACEMENT_NONE) {
            count_place(&cutting, a, wish);
        }
    }
    close_all(&scratch, &cutting);
    arena_release(&scratch);
    *out = cutting.cutoffs;
}
