/* The office sets the weights of its region: a form, a live preview of what would change, the saving. */
#include "areas/fit/pages.h"

#include "base/number.h"

enum { SHOWN_ROWS = 20 };

/* Points as people type them, "12.5" at most one decimal, to tenths. */
static bool read_tenths(struct span text, uint16_t *out)
{
    text = span_trim(text);
    int64_t hundredths;
    if (!money_parse_fen(text, &hundredths) || hundredths % 10 != 0 || hundredths < 0 || hundredths > 10000) {
        return false;
    }
    *out = (uint16_t)(hundredths / 10);
    return true;
}

static void read_weights(struct request *request, struct fit_weights *weights, struct problems *problems)
{
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        struct span typed = request_form(request, fit_point_names[point]);
        if (!read_tenths(typed, &weights->tenths[point])) {
            problems_add(problems, (struct problem){fit_point_names[point], "fit.error.weight_range",
                                                    arena_copy(request->arena, typed), NULL});
        }
    }
    if (problems->count > 0) {
        return;
    }
    struct result checked = fit_weights_check(weights);
    if (result_failed(checked)) {
        unsigned sum = 0;
        for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
            sum += weights->tenths[point];
        }
        problems_add(problems, (struct problem){checked.field, checked.message,
                                                arena_format(request->arena, "%u.%u", sum / 10, sum % 10), NULL});
    }
}

static json_t *form_document(const struct fit_weights *weights, const struct problems *problems)
{
    return json_pack("{s:o, s:o}", "weights", fit_weights_document(weights), "problems", problems_document(problems));
}

/* What was typed goes back as it was typed. */
static void keep_typed(struct request *request, json_t *document)
{
    json_t *list = json_object_get(document, "weights");
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        struct span typed = request_form(request, fit_point_names[point]);
        json_object_set_new(json_array_get(list, point), "typed",
                            json_stringn(typed.at == NULL ? "" : typed.at, typed.length));
    }
}

static void fill_typed_from_weights(struct request *request, json_t *document, const struct fit_weights *weights)
{
    json_t *list = json_object_get(document, "weights");
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        unsigned tenths = weights->tenths[point];
        const char *text = tenths % 10 == 0 ? arena_format(request->arena, "%u", tenths / 10)
                                            : arena_format(request->arena, "%u.%u", tenths / 10, tenths % 10);
        json_object_set_new(json_array_get(list, point), "typed", json_string(text));
    }
}

struct result fit_edit_weights(struct request *request, struct response *response)
{
    struct problems none = {0};
    struct fit_weights weights = fit_service_weights(fit_service_of(request));
    response->document = form_document(&weights, &none);
    fill_typed_from_weights(request, response->document, &weights);
    if (request_query(request, "saved").length > 0) {
        json_object_set_new(response->document, "saved",
                            json_pack("{s:s, s:s}", "kind", "done", "message", "fit.weights.saved"));
    }
    response->view = "fit/weights";
    response->title = "fit.weights.title";
    response->no_store = true;
    return result_ok();
}

/* --- preview -------------------------------------------------------------------------------------------------------- */

struct preview {
    struct request *request;
    struct fit_preview_row *rows;
    size_t shown;
    json_t *list;
};

static json_t *card_or_null(struct store_session *session, struct request *request, int64_t id)
{
    struct listing listing = {0};
    if (id == 0 || result_failed(listing_find(request->arena, session, request->region_id, id, &listing))) {
        return json_null();
    }
    return fit_listing_card(request->catalogue, &listing);
}

static struct result read_preview(struct store_session *session, void *context)
{
    struct preview *preview = context;
    struct request *request = preview->request;
    json_array_clear(preview->list);
    for (size_t index = 0; index < preview->shown; index++) {
        const struct fit_preview_row *row = &preview->rows[index];
        json_array_append_new(preview->list, json_pack("{s:o, s:o, s:o, s:i, s:i, s:b}", "need",
                                                       card_or_null(session, request, row->need_id), "before",
                                                       card_or_null(session, request, row->before_id), "after",
                                                       card_or_null(session, request, row->after_id), "before_tenths",
                                                       (int)row->before, "after_tenths", (int)row->after, "changed",
                                                       (int)(row->before_id != row->after_id)));
    }
    return result_ok();
}

static struct result build_preview(struct request *request, const struct fit_weights *weights, json_t **out)
{
    struct preview preview = {.request = request};
    size_t count;
    struct result result = fit_service_preview(request->arena, fit_service_of(request), weights, &preview.rows, &count);
    if (result_failed(result)) {
        return result;
    }
    size_t changed = 0;
    while (changed < count && preview.rows[changed].before_id != preview.rows[changed].after_id) {
        changed++;
    }
    preview.shown = count < SHOWN_ROWS ? count : SHOWN_ROWS;
    preview.list = json_array();
    result = store_read(request->store, read_preview, &preview);
    if (result_failed(result)) {
        json_decref(preview.list);
        return result;
    }
    *out =
        json_pack("{s:i, s:i, s:o}", "sample_count", (int)count, "changed_count", (int)changed, "rows", preview.list);
    return result_ok();
}

struct result fit_preview_weights(struct request *request, struct response *response)
{
    struct problems problems = {0};
    struct fit_weights weights = fit_service_weights(fit_service_of(request));
    read_weights(request, &weights, &problems);
    response->document = form_document(&weights, &problems);
    keep_typed(request, response->document);
    if (problems.count > 0) {
        response->status = 422;
    } else {
        json_t *preview;
        struct result result = build_preview(request, &weights, &preview);
        if (result_failed(result)) {
            return result;
        }
        json_object_set_new(response->document, "preview", preview);
    }
    response->view = request->fragment ? "fit/weights_preview" : "fit/weights";
    response->title = "fit.weights.title";
    response->no_store = true;
    return result_ok();
}

struct result fit_submit_weights(struct request *request, struct response *response)
{
    struct problems problems = {0};
    struct fit_weights weights = fit_service_weights(fit_service_of(request));
    read_weights(request, &weights, &problems);
    if (problems.count > 0) {
        response->document = form_document(&weights, &problems);
        keep_typed(request, response->document);
        response->view = "fit/weights";
        response->title = "fit.weights.title";
        response->status = 422;
        return result_ok();
    }
    response->location = "/office/weights?saved=1";
    return fit_service_set_weights(fit_service_of(request), &weights, request->actor, request->now_ms);
}
