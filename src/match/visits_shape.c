/* What solver and checker must agree about: the shape of the input; and the shortest ways. */
#include "match/visits_seating.h"

static struct result bad(const char *field)
{
    return result_invalid(field, "visits.error.shape");
}

static struct result check_sizes(const struct visits_problem *problem)
{
    const struct {
        const char *name;
        size_t count, least, most;
    } sizes[] = {
        {"delegate_count", problem->delegate_count, 1, VISITS_DELEGATES_MOST},
        {"site_count", problem->site_count, 1, VISITS_SITES_MOST},
        {"place_count", problem->place_count, problem->site_count, VISITS_PLACES_MOST},
        {"window_count", problem->window_count, 0, VISITS_WINDOWS_MOST},
        {"bus_count", problem->bus_count, 1, VISITS_BUSES_MOST},
        {"organisation_count", problem->organisation_count, 1, VISITS_DELEGATES_MOST},
        {"rival_count", problem->rival_count, 0, VISITS_RIVALS_MOST},
        {"tour_count", problem->tour_count, 0, (size_t)VISITS_BUSES_MOST * VISITS_STOPS_MOST},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (sizes[i].count < sizes[i].least || sizes[i].count > sizes[i].most) {
            return bad(sizes[i].name);
        }
    }
    return result_ok();
}

static struct result check_delegates(const struct visits_problem *problem)
{
    if (problem->wish_starts[0] != 0 || problem->wish_starts[problem->delegate_count] > VISITS_WISHES_MOST) {
        return bad("wish_starts");
    }
    for (size_t d = 0; d < problem->delegate_count; d++) {
        if (problem->organisations[d] >= problem->organisation_count) {
            return bad("organisations");
        }
        uint32_t begin = problem->wish_starts[d];
        uint32_t end = problem->wish_starts[d + 1];
        if (end < begin || end - begin > problem->site_count || end > VISITS_WISHES_MOST) {
            return bad("wish_starts");
        }
        uint64_t seen[(VISITS_SITES_MOST + 63) / 64] = {0};
        for (uint32_t w = begin; w < end; w++) {
            uint32_t site = problem->wishes[w];
            if (site >= problem->site_count || (seen[site / 64] >> (site % 64) & 1) != 0) {
                return bad("wishes");
            }
            seen[site / 64] |= 1ULL << (site % 64);
        }
        if (problem->kept != NULL && problem->kept[d] != VISITS_NONE && problem->kept[d] >= problem->bus_count) {
            return bad("kept");
        }
    }
    return result_ok();
}

static bool ascends(const struct visits_window *before, const struct visits_window *after)
{
    if (before->site != after->site) {
        return before->site < after->site;
    }
    return before->open != after->open ? before->open < after->open : before->close <= after->close;
}

static struct result check_windows(const struct visits_problem *problem)
{
    for (size_t w = 0; w < problem->window_count; w++) {
        const struct visits_window *window = &problem->windows[w];
        if (window->site >= problem->site_count || window->close > VISITS_DAY_MOST || window->open > window->close ||
            window->dwell > window->close - window->open || window->capacity == 0 ||
            (w > 0 && !ascends(window - 1, window))) {
            return bad("windows");
        }
    }
    return result_ok();
}

static struct result check_buses(const struct visits_problem *problem)
{
    for (size_t b = 0; b < problem->bus_count; b++) {
        const struct visits_bus *bus = &problem->buses[b];
        if (bus->place >= problem->place_count || bus->seats == 0 || bus->start > bus->back ||
            bus->back > VISITS_DAY_MOST || bus->stops_most == 0 || bus->stops_most > VISITS_STOPS_MOST) {
            return bad("buses");
        }
    }
    for (size_t i = 0; i < problem->place_count * problem->place_count; i++) {
        if (problem->travel[i] != VISITS_FAR && problem->travel[i] > VISITS_DAY_MOST) {
            return bad("travel");
        }
    }
    return result_ok();
}

static struct result check_tours(const struct visits_problem *problem)
{
    size_t stops = 0;
    for (size_t t = 0; problem->tours != NULL && t < problem->tour_count; t++) {
        const struct visits_call *call = &problem->tours[t];
        bool same = t > 0 && call[-1].bus == call->bus;
        stops = same ? stops + 1 : 1;
        if (call->bus >= problem->bus_count || call->site >= problem->site_count ||
            stops > problem->buses[call->bus].stops_most || (same && call[-1].site >= call->site) ||
            (t > 0 && call[-1].bus > call->bus)) {
            return bad("tours");
        }
        uint32_t held = problem->held == NULL ? VISITS_NONE : problem->held[t];
        if (held != VISITS_NONE && (held >= problem->window_count || problem->windows[held].site != call->site)) {
            return bad("held");
        }
    }
    return result_ok();
}

struct result visits_check_shape(const struct visits_problem *problem)
{
    struct result r = check_sizes(problem);
    r = result_failed(r) ? r : check_delegates(problem);
    r = result_failed(r) ? r : check_windows(problem);
    r = result_failed(r) ? r : check_buses(problem);
    r = result_failed(r) ? r : check_tours(problem);
    for (size_t k = 0; !result_failed(r) && k < problem->rival_count; k++) {
        const struct visits_rival *rival = &problem->rivals[k];
        if (rival->organisation >= problem->organisation_count || rival->other == rival->organisation ||
            (rival->other != VISITS_NONE && rival->other >= problem->organisation_count) ||
            (rival->site != VISITS_NONE && rival->site >= problem->site_count)) {
            return bad("rivals");
        }
    }
    return r;
}

void visits_fill_travel(uint32_t *travel, size_t place_count)
{
    struct arena work;
    arena_init(&work);
    uint32_t *way = ARENA_ARRAY(&work, uint32_t, place_count * place_count + 1);
    for (size_t i = 0; i < place_count * place_count; i++) {
        way[i] = travel[i];
    }
    for (size_t k = 0; k < place_count; k++) {
        for (size_t i = 0; i < place_count; i++) {
            uint32_t first = way[i * place_count + k];
            for (size_t j = 0; first != VISITS_FAR && j < place_count; j++) {
                uint32_t second = way[k * place_count + j];
                uint64_t over = (uint64_t)first + second;
                if (second != VISITS_FAR && over <= VISITS_DAY_MOST && over < way[i * place_count + j]) {
                    way[i * place_count + j] = (uint32_t)over;
                }
            }
        }
    }
    for (size_t i = 0; i < place_count * place_count; i++) {
        travel[i] = travel[i] == VISITS_FAR ? way[i] : travel[i];
    }
    arena_release(&work);
}
