/* Corrections of the crosswalk by the office. */
#include "areas/fit/store.h"

enum { MOST_CORRECTIONS = 10000 };

struct result trade_correction_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                    struct trade_correction **out, size_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "trade_correction_list", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct trade_correction *list = ARENA_ARRAY(arena, struct trade_correction, MOST_CORRECTIONS);
    size_t found = 0;
    while (found < MOST_CORRECTIONS && store_rows_next(rows)) {
        list[found++] = (struct trade_correction){store_rows_text(arena, rows, 0), store_rows_text(arena, rows, 1),
                                                  (uint16_t)store_rows_integer(rows, 2),
                                                  store_rows_text(arena, rows, 3), store_rows_integer(rows, 4)};
    }
    result = store_rows_close(rows);
    if (result_failed(result)) {
        return result;
    }
    *out = list;
    *count = found;
    return result_ok();
}

/* The smaller code first, so that a pair has one row whichever way it was named. */
static void order_pair(const char **from, const char **to)
{
    if (strcmp(*from, *to) > 0) {
        const char *other = *from;
        *from = *to;
        *to = other;
    }
}

struct result trade_correction_put(struct store_session *session, int64_t region_id,
                                   const struct trade_correction *correction, int64_t actor_id)
{
    const char *from = correction->from_trade;
    const char *to = correction->to_trade;
    order_pair(&from, &to);
    return store_execute(session, "trade_correction_put",
                         STORE_VALUES(store_integer(region_id), store_text(from), store_text(to),
                                      store_integer(correction->value), store_text(correction->reason),
                                      store_integer(actor_id), store_integer(correction->at_ms)),
                         NULL);
}

struct result trade_correction_delete(struct store_session *session, int64_t region_id, const char *from_trade,
                                      const char *to_trade)
{
    order_pair(&from_trade, &to_trade);
    return store_execute(session, "trade_correction_delete",
                         STORE_VALUES(store_integer(region_id), store_text(from_trade), store_text(to_trade)), NULL);
}

struct result fit_rules_set_changed(struct store_session *session, int64_t region_id, int64_t change_id)
{
    /* A change row without a listing: in the same order as all others, whoever writes it. */
    return store_execute(session, "listing_change_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(change_id), store_integer(0)), NULL);
}
