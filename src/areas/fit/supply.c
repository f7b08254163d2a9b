/* Supply against demand, counted from the listings in memory: one pass, one cell per trade and place. */
#include "areas/fit/service.h"

#include "base/check.h"

struct counting {
    struct fit_supply *cells; /* trades × (places + 1) */
    size_t place_count;
};

const struct fit_mention *fit_strongest_mention(const struct fit_listing *listing)
{
    const struct fit_mention *best = NULL;
    for (size_t index = 0; index < listing->mention_count; index++) {
        const struct fit_mention *mention = &listing->mentions[index];
        best = best == NULL || mention->strength > best->strength ? mention : best;
    }
    return best;
}

static void count_listing(struct counting *counting, const struct fit_listing *listing)
{
    const struct fit_mention *mention = fit_strongest_mention(listing);
    if (mention == NULL || listing->headcount <= 0) {
        return;
    }
    size_t place = listing->place == FIT_NO_PLACE ? counting->place_count : listing->place;
    struct fit_supply *cell = &counting->cells[mention->trade * (counting->place_count + 1) + place];
    if (listing->side == FIT_NEED) {
        cell->need_count++;
        cell->need_people += listing->headcount;
    } else {
        cell->offer_count++;
        cell->offer_people += listing->headcount;
    }
}

static void count_side(struct counting *counting, const struct fit_index *index, enum fit_side side)
{
    struct arena arena;
    arena_init(&arena);
    int64_t *ids;
    size_t count = fit_index_list(&arena, index, side, &ids);
    for (size_t at = 0; at < count; at++) {
        count_listing(counting, fit_index_find(index, ids[at]));
    }
    arena_release(&arena);
}

struct result fit_service_supply(struct arena *arena, struct fit_service *service, struct fit_supply **out,
                                 size_t *count)
{
    struct result result = fit_service_refresh(service);
    if (result_failed(result)) {
        return result;
    }
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    struct counting counting = {.place_count = service->state.rules->place_count};
    size_t cell_count = service->state.rules->trade_count * (counting.place_count + 1);
    counting.cells = ARENA_ARRAY(arena, struct fit_supply, cell_count + 1);
    count_side(&counting, service->state.index, FIT_NEED);
    count_side(&counting, service->state.index, FIT_OFFER);
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    size_t used = 0;
    for (size_t at = 0; at < cell_count; at++) {
        struct fit_supply cell = counting.cells[at];
        if (cell.need_count + cell.offer_count > 0) {
            size_t place = at % (counting.place_count + 1);
            cell.trade = (uint16_t)(at / (counting.place_count + 1));
            cell.place = place == counting.place_count ? FIT_NO_PLACE : (uint16_t)place;
            counting.cells[used++] = cell;
        }
    }
    *out = counting.cells;
    *count = used;
    return result_ok();
}
