/* Cut-offs, and why an applicant got the place and not another. */
#include "match/placement_quotas.h"

static uint32_t score_at(const struct placement_problem *problem, uint32_t applicant, uint32_t wish)
{
    return problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[wish];
}

static void lower(struct placement_cutoff *cutoff, uint32_t applicant, uint32_t score, uint64_t lot)
{
    bool worse = score != cutoff->score ? score < cutoff->score : lot > cutoff->lot;
    if (cutoff->held++ == 0 || worse) {
        *cutoff = (struct placement_cutoff){
            .lot = lot, .score = score, .applicant = applicant, .held = cutoff->held, .full = false};
    }
}

/* The last that got in counts only where nobody else would get in. */
static void close_cutoff(struct placement_cutoff *cutoff, uint32_t capacity)
{
    cutoff->full = capacity != PLACEMENT_NO_TOTAL && cutoff->held >= capacity;
    if (!cutoff->full || capacity == 0) {
        *cutoff = (struct placement_cutoff){.applicant = PLACEMENT_NONE, .held = cutoff->held, .full = cutoff->full};
    }
}

static void count_place(const struct placement_problem *problem, struct placement_cutoffs *cutoffs, uint32_t applicant,
                        uint32_t seat)
{
    uint32_t wish = problem->wish_starts[applicant];
    while (wish < problem->wish_starts[applicant + 1] && problem->wishes[wish] != seat) {
        wish++;
    }
    if (wish == problem->wish_starts[applicant + 1]) {
        return;
    }
    uint32_t score = score_at(problem, applicant, wish);
    lower(&cutoffs->seats[seat], applicant, score, problem->lots[applicant]);
    if (cutoffs->enterprises != NULL) {
        lower(&cutoffs->enterprises[problem->enterprises[seat]], applicant, score, problem->lots[applicant]);
    }
}

void placement_build_cutoffs(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                             struct placement_cutoffs *out)
{
    if (problem->quotas != NULL) {
        placement_cut_quotas(arena, problem, places, out);
        return;
    }
    struct placement_cutoffs cutoffs = {.seats = ARENA_ARRAY(arena, struct placement_cutoff, problem->seat_count)};
    if (problem->enterprises != NULL) {
        cutoffs.enterprises = ARENA_ARRAY(arena, struct placement_cutoff, problem->enterprise_count);
    }
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        if (places[a] < problem->seat_count) {
            count_place(problem, &cutoffs, a, places[a]);
        }
    }
    for (size_t s = 0; s < problem->seat_count; s++) {
        close_cutoff(&cutoffs.seats[s], problem->capacities[s]);
    }
    for (size_t e = 0; cutoffs.enterprises != NULL && e < problem->enterprise_count; e++) {
        close_cutoff(&cutoffs.enterprises[e], problem->totals[e]);
    }
    *out = cutoffs;
}

/* Is there no place left for this score and lot? The last that got in is let in, of course. */
static bool shuts_out(const struct placement_cutoff *cutoff, uint32_t score, uint64_t lot)
{
    if (!cutoff->full || cutoff->applicant == PLACEMENT_NONE) {
        return cutoff->full;
    }
    return score != cutoff->score ? score < cutoff->score : lot > cutoff->lot;
}

/* What the quotas say about one wish. */
struct ruling {
    const struct placement_problem *problem;
    const struct placement_cutoffs *cutoffs;
    struct quota_index index; /* only with quotas */
    uint64_t lot;
};

static void name_quota(const struct ruling *ruling, struct placement_reason *reason, uint32_t quota)
{
    reason->quota = quota;
    reason->quota_cutoff = ruling->cutoffs->quotas[quota];
}

/* The reserve of the seat whose last holder goes behind this score and lot, or which keeps places empty. */
static uint32_t find_reserve_before(const struct ruling *ruling, const struct placement_reason *reason)
{
    const struct placement_quotas *quotas = ruling->problem->quotas;
    uint32_t found = PLACEMENT_NONE;
    for (uint32_t q = 0; quotas != NULL && q < quotas->quota_count; q++) {
        const struct placement_quota *quota = &quotas->list[q];
        struct placement_cutoff last = ruling->cutoffs->quotas[q];
        if (quota->kind == PLACEMENT_AT_MOST || quota->place != reason->seat) {
            continue;
        }
        bool empty = quota->kind == PLACEMENT_KEPT && !last.full;
        last.full = true;
        bool behind = last.applicant != PLACEMENT_NONE && !shuts_out(&last, reason->score, ruling->lot);
        found = behind || (empty && found == PLACEMENT_NONE) ? q : found;
    }
    return found;
}

static enum placement_outcome judge_full(const struct ruling *ruling, struct placement_reason *reason,
                                         const struct pair_quotas *quotas)
{
    if (shuts_out(&reason->seat_cutoff, reason->score, ruling->lot)) {
        uint32_t reserve = find_reserve_before(ruling, reason);
        if (reserve != PLACEMENT_NONE) {
            name_quota(ruling, reason, reserve);
        }
        return reserve == PLACEMENT_NONE ? PLACEMENT_SEAT_FULL : PLACEMENT_RESERVED_AWAY;
    }
    if (shuts_out(&reason->enterprise_cutoff, reason->score, ruling->lot)) {
        return PLACEMENT_ENTERPRISE_FULL;
    }
    for (uint32_t i = 0; i < quotas->count; i++) {
        if (shuts_out(&ruling->cutoffs->quotas[quotas->at_most[i]], reason->score, ruling->lot)) {
            name_quota(ruling, reason, quotas->at_most[i]);
            return PLACEMENT_QUOTA_FULL;
        }
    }
    return PLACEMENT_BLOCKED;
}

static enum placement_outcome judge(const struct ruling *ruling, uint32_t applicant, struct placement_reason *reason,
                                    bool given)
{
    const struct placement_problem *problem = ruling->problem;
    uint32_t total = problem->totals == NULL ? PLACEMENT_NO_TOTAL : problem->totals[problem->enterprises[reason->seat]];
    struct pair_quotas quotas = {.reserve = PLACEMENT_NONE};
    if (!given && (problem->capacities[reason->seat] == 0 || total == 0)) {
        return PLACEMENT_CLOSED;
    }
    if (problem->quotas != NULL) {
        quota_index_of_pair(&ruling->index, problem, applicant, reason->seat, &quotas);
    }
    bool reserved = quotas.reserve != PLACEMENT_NONE &&
                    !shuts_out(&ruling->cutoffs->quotas[quotas.reserve], reason->score, ruling->lot);
    if (reserved) {
        name_quota(ruling, reason, quotas.reserve);
    }
    if (given || reserved) {
        return given ? PLACEMENT_GIVEN : PLACEMENT_BLOCKED;
    }
    return judge_full(ruling, reason, &quotas);
}

/* Rank and rivals at every seat of one list, in one pass over everybody's wishes. `wanted` has one entry a seat: the
 * number of the reason + 1, or 0. */
static void rank_among_rivals(const struct placement_problem *problem, uint32_t applicant, const uint32_t *wanted,
                              struct placement_reason *reasons)
{
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        for (uint32_t w = problem->wish_starts[a]; w < problem->wish_starts[a + 1]; w++) {
            uint32_t number = wanted[problem->wishes[w]];
            if (number == 0) {
                continue;
            }
            struct placement_reason *reason = &reasons[number - 1];
            uint32_t score = score_at(problem, a, w);
            bool before = score != reason->score ? score > reason->score : problem->lots[a] < problem->lots[applicant];
            reason->rivals++;
            reason->rank += before;
        }
    }
}

struct result placement_explain(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                                uint32_t applicant, struct placement_explanation *out)
{
    if (applicant >= problem->applicant_count) {
        return result_invalid("applicant", "placement.error.shape");
    }
    struct arena scratch;
    arena_init(&scratch);
    struct placement_cutoffs cutoffs;
    placement_build_cutoffs(&scratch, problem, places, &cutoffs);
    struct ruling ruling = {.problem = problem, .cutoffs = &cutoffs, .lot = problem->lots[applicant]};
    if (problem->quotas != NULL) {
        quota_index_init(&scratch, problem, &ruling.index);
    }
    uint32_t first = problem->wish_starts[applicant];
    struct placement_explanation made = {.reason_count = problem->wish_starts[applicant + 1] - first,
                                         .place = places[applicant]};
    made.reasons = ARENA_ARRAY(arena, struct placement_reason, made.reason_count);
    uint32_t *wanted = ARENA_ARRAY(&scratch, uint32_t, problem->seat_count);
    bool placed = false;
    for (uint32_t i = 0; i < made.reason_count; i++) {
        struct placement_reason *reason = &made.reasons[i];
        reason->seat = problem->wishes[first + i];
        reason->score = score_at(problem, applicant, first + i);
        reason->rank = 1;
        reason->quota = PLACEMENT_NONE;
        reason->seat_cutoff = cutoffs.seats[reason->seat];
        if (cutoffs.enterprises != NULL) {
            reason->enterprise_cutoff = cutoffs.enterprises[problem->enterprises[reason->seat]];
        }
        wanted[reason->seat] = i + 1;
        bool given = reason->seat == made.place;
        reason->outcome = placed ? PLACEMENT_NOT_NEEDED : judge(&ruling, applicant, reason, given);
        placed = placed || given;
    }
    rank_among_rivals(problem, applicant, wanted, made.reasons);
    arena_release(&scratch);
    *out = made;
    return result_ok();
}
