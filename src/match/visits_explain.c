/* Why a delegate rides where: for each higher wish, and each bus that visits it, what stood in the way. */
#include "match/visits_seating.h"

#include <string.h>

struct looking {
    struct arena *arena;
    const struct visits_problem *problem;
    const struct visits_plan *plan;
    struct visits_seating seating; /* only those who count */
    uint32_t delegate;
    const struct visits_findings *findings;
};

static bool is_before(const struct visits_problem *problem, uint32_t one, uint32_t other)
{
    return problem->lots[one] != problem->lots[other] ? problem->lots[one] < problem->lots[other] : one < other;
}

static bool stayed(const struct looking *looking, uint32_t delegate)
{
    const uint32_t *kept = looking->problem->kept;
    return kept != NULL && kept[delegate] != VISITS_NONE && kept[delegate] == looking->plan->buses[delegate];
}

static bool counts(const struct looking *looking, uint32_t delegate)
{
    return delegate != looking->delegate && looking->plan->buses[delegate] != VISITS_NONE &&
           (looking->problem->aim == VISITS_COST || stayed(looking, delegate) ||
            is_before(looking->problem, delegate, looking->delegate));
}

/* Of those who count and use the window (NONE: ride on the bus), the one with the highest lot. */
static uint32_t find_last(const struct looking *looking, uint32_t bus, uint32_t window)
{
    uint32_t last = VISITS_NONE;
    for (uint32_t d = 0; looking->problem->aim == VISITS_STABLE && d < looking->problem->delegate_count; d++) {
        bool there = looking->plan->buses[d] == bus;
        for (size_t s = 0; window != VISITS_NONE && s < looking->plan->stop_count; s++) {
            there = there || (looking->plan->stops[s].window == window &&
                              looking->plan->stops[s].bus == looking->plan->buses[d]);
        }
        if (there && counts(looking, d) && (last == VISITS_NONE || is_before(looking->problem, last, d))) {
            last = d;
        }
    }
    return last;
}

/* A rival aboard, and the site that makes them rivals. */
static bool find_rival(const struct looking *looking, struct visits_reason *reason)
{
    const struct visits_seating *seating = &looking->seating;
    uint32_t own = looking->problem->organisations[looking->delegate];
    for (uint32_t r = seating->rival_starts[own]; r < seating->rival_starts[own + 1]; r++) {
        const struct visits_rival *rival = &seating->rivals[r];
        bool meets = rival->site == VISITS_NONE ||
                     seating->visited[reason->bus * looking->problem->site_count + rival->site] != 0;
        for (uint32_t d = 0; meets && rival->other != VISITS_NONE && d < looking->problem->delegate_count; d++) {
            if (looking->problem->organisations[d] == rival->other && seating->where[d] == reason->bus) {
                reason->hindrance = VISITS_RIVAL;
                reason->where = rival->site;
                reason->other = d;
                return true;
            }
        }
    }
    return false;
}

static void look_at_bus(const struct looking *looking, struct visits_reason *reason)
{
    const struct visits_problem *problem = looking->problem;
    const struct visits_seating *seating = &looking->seating;
    reason->hindrance = VISITS_COULD;
    if (seating->ranks[looking->delegate * seating->buses + reason->bus] == 0) {
        reason->hindrance = VISITS_NOT_FOR;
        return;
    }
    if (seating->riders[reason->bus] >= problem->buses[reason->bus].seats) {
        reason->hindrance = VISITS_FULL;
        reason->last = find_last(looking, reason->bus, VISITS_NONE);
        return;
    }
    for (uint32_t s = seating->stop_starts[reason->bus]; s < seating->stop_starts[reason->bus + 1]; s++) {
        uint32_t window = seating->stops[s].window;
        if (seating->people[window] >= problem->windows[window].capacity) {
            reason->hindrance = VISITS_CROWDED;
            reason->where = seating->stops[s].site;
            reason->last = find_last(looking, reason->bus, window);
            return;
        }
    }
    (void)find_rival(looking, reason);
}

/* By cost: the best plan in which the delegate rides there. */
static struct result price(const struct looking *looking, struct visits_reason *reason, uint32_t rank)
{
    struct visits_problem forced = *looking->problem;
    struct visits_seating seating;
    struct visits_answer answer;
    struct arena work;
    arena_init(&work);
    uint32_t *kept = ARENA_ARRAY(&work, uint32_t, forced.delegate_count);
    uint32_t *lots = ARENA_ARRAY(&work, uint32_t, forced.delegate_count);
    for (uint32_t d = 0; d < forced.delegate_count; d++) {
        kept[d] = stayed(looking, d) ? forced.kept[d] : VISITS_NONE;
        lots[d] = looking->problem->lots[d] == UINT32_MAX ? UINT32_MAX : looking->problem->lots[d] + 1;
    }
    kept[looking->delegate] = reason->bus;
    lots[looking->delegate] = 0;
    forced.kept = kept;
    forced.lots = lots;
    visits_seating_init(&work, &forced, looking->plan->stops, looking->plan->stop_count, &seating);
    visits_seating_keep(&seating);
    visits_seating_by_lot(&seating, NULL);
    struct result r = visits_seating_by_cost(&seating, true, &answer);
    if (!result_failed(r) && seating.where[looking->delegate] == reason->bus) {
        uint64_t cost;
        uint64_t left_out = visits_seating_left_out(&seating, &cost);
        reason->priced = true;
        reason->price = (int64_t)cost - (int64_t)reason->rank - ((int64_t)looking->findings->cost - (int64_t)rank);
        reason->more_left_out = left_out > looking->findings->left_out ? left_out - looking->findings->left_out : 0;
    }
    arena_release(&work);
    return r;
}

static struct result look_at_wishes(const struct looking *looking, struct visits_explanation *out)
{
    const struct visits_problem *problem = looking->problem;
    uint32_t begin = problem->wish_starts[looking->delegate];
    uint32_t count = problem->wish_starts[looking->delegate + 1] - begin;
    uint32_t above = out->rank == 0 ? count : out->rank - 1;
    struct result r = result_ok();
    out->reasons = ARENA_ARRAY(looking->arena, struct visits_reason, (size_t)above * problem->bus_count + 1);
    for (uint32_t w = 0; w < above; w++) {
        struct visits_reason reason = {w + 1,       problem->wishes[begin + w],
                                       VISITS_NONE, VISITS_NOBODY_GOES,
                                       VISITS_NONE, VISITS_NONE,
                                       VISITS_NONE, false,
                                       0,           0};
        size_t before = out->reason_count;
        for (uint32_t b = 0; b < problem->bus_count && !result_failed(r); b++) {
            if (looking->seating.visited[b * problem->site_count + reason.site] == 0) {
                continue;
            }
            struct visits_reason *of = &out->reasons[out->reason_count++];
            *of = reason;
            of->bus = b;
            look_at_bus(looking, of);
            if (problem->aim == VISITS_COST && of->hindrance != VISITS_NOT_FOR) {
                r = price(looking, of, out->rank);
            }
        }
        if (out->reason_count == before) {
            out->reasons[out->reason_count++] = reason;
        }
    }
    return r;
}

struct result visits_explain(struct arena *arena, const struct visits_problem *problem, const struct visits_plan *plan,
                             uint32_t delegate, struct visits_explanation *out)
{
    struct visits_findings findings;
    struct visits_explanation why = {VISITS_NONE, 0, VISITS_NONE, 0, NULL, 0};
    struct result r = visits_check(arena, problem, plan, 0, &findings);
    if (result_failed(r)) {
        return r;
    }
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        if (findings.counts[kind] > 0) {
            return result_invalid("plan", "visits.error.faulty");
        }
    }
    if (delegate >= problem->delegate_count) {
        return result_invalid("delegate", "visits.error.shape");
    }
    struct looking looking = {arena, problem, plan, .delegate = delegate, .findings = &findings};
    visits_seating_init(arena, problem, plan->stops, plan->stop_count, &looking.seating);
    for (uint32_t d = 0; d < problem->delegate_count; d++) {
        if (counts(&looking, d)) {
            visits_seating_put(&looking.seating, d, plan->buses[d]);
        }
        why.riders += plan->buses[d] != VISITS_NONE && plan->buses[d] == plan->buses[delegate];
    }
    why.bus = plan->buses[delegate];
    if (why.bus != VISITS_NONE) {
        why.rank = looking.seating.ranks[delegate * problem->bus_count + why.bus];
        uint32_t wish = problem->wish_starts[delegate] + why.rank - 1;
        why.site = wish < problem->wish_starts[delegate + 1] ? problem->wishes[wish] : VISITS_NONE;
    }
    r = look_at_wishes(&looking, &why);
    if (!result_failed(r)) {
        *out = why;
    }
    return r;
}
