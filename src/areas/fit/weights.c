/* The weights of a region: checked, stored as one setting, read back. */
#include "areas/fit/store.h"

#include "base/number.h"

const char *const fit_point_names[FIT_POINT_COUNT] = {"trade",    "skills",      "level",  "numbers", "time",
                                                      "distance", "cooperation", "record", "words"};

static const char SETTING[] = "fit.weights";

struct result fit_weights_check(const struct fit_weights *weights)
{
    unsigned sum = 0;
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        if (weights->tenths[point] > 1000) {
            return result_invalid(fit_point_names[point], "fit.error.weight_range");
        }
        sum += weights->tenths[point];
    }
    if (sum != 1000) {
        return result_invalid("weights", "fit.error.weight_sum");
    }
    if (weights->tenths[FIT_TRADE] == 0) {
        return result_invalid("trade", "fit.error.weight_trade");
    }
    return result_ok();
}

/* "400,200,80,…": what fit_weights_put wrote. What was stored before a point existed does not name it: it counts 0, and
 * the region's scores stay what they were. */
static bool weights_parse(struct span text, struct fit_weights *out)
{
    struct fit_weights weights = {0};
    bool last = false;
    for (size_t point = 0; point < FIT_POINT_COUNT && !last; point++) {
        size_t comma = span_find(text, span_of(","));
        last = comma == SPAN_NOWHERE;
        if (last ? point < FIT_RECORD : point + 1 == FIT_POINT_COUNT) {
            return false;
        }
        size_t length = last ? text.length : comma;
        int64_t value;
        if (!number_parse(span_make(text.at, length), &value) || value < 0 || value > 1000) {
            return false;
        }
        weights.tenths[point] = (uint16_t)value;
        text = last ? text : span_make(text.at + comma + 1, text.length - comma - 1);
    }
    if (result_failed(fit_weights_check(&weights))) {
        return false;
    }
    *out = weights;
    return true;
}

struct result fit_weights_find(struct store_session *session, int64_t region_id, struct fit_weights *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "fit_setting_find", STORE_VALUES(store_integer(region_id), store_text(SETTING)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool broken = store_rows_next(rows) && !weights_parse(store_rows_span(rows, 0), out);
    result = store_rows_close(rows);
    return !result_failed(result) && broken ? result_internal("setting fit.weights is broken") : result;
}

struct result fit_weights_put(struct store_session *session, int64_t region_id, const struct fit_weights *weights,
                              int64_t actor_id, int64_t now_ms)
{
    struct arena arena;
    arena_init(&arena);
    const char *text = "";
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        text = arena_format(&arena, "%s%s%u", text, point == 0 ? "" : ",", (unsigned)weights->tenths[point]);
    }
    struct result result = store_execute(session, "fit_setting_put",
                                         STORE_VALUES(store_integer(region_id), store_text(SETTING), store_text(text),
                                                      store_integer(now_ms), store_integer(actor_id)),
                                         NULL);
    arena_release(&arena);
    return result;
}
