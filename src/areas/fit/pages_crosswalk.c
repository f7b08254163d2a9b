/* The crosswalk of trades, open to correction by the office: what is related to what, and what the region changed. */
#include "areas/fit/pages.h"

#include "areas/audit/audit.h"
#include "base/check.h"
#include "base/number.h"
#include "text/text.h"

#include <stdlib.h>

enum { REASON_MOST = 200 };

struct crosswalk {
    struct request *request;
    struct trade_correction *list;
    size_t count;
    struct trade_correction correction; /* to be stored */
    bool remove;
    int64_t change_id;
};

static struct result read_corrections(struct store_session *session, void *context)
{
    struct crosswalk *crosswalk = context;
    return trade_correction_list(crosswalk->request->arena, session, crosswalk->request->region_id, &crosswalk->list,
                                 &crosswalk->count);
}

static const char *trade_name(const struct request *request, const char *code)
{
    uint16_t trade;
    bool known = reading_find_trade(request->catalogue, span_of(code), &trade);
    return known ? reading_trade_name(request->catalogue, trade, fit_request_is_english(request)) : code;
}

static json_t *corrections_document(const struct crosswalk *crosswalk)
{
    json_t *list = json_array();
    for (size_t index = 0; index < crosswalk->count; index++) {
        const struct trade_correction *row = &crosswalk->list[index];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:I}", "from_code", row->from_trade, "from",
                                        trade_name(crosswalk->request, row->from_trade), "to_code", row->to_trade, "to",
                                        trade_name(crosswalk->request, row->to_trade), "value_permille",
                                        (int)row->value, "reason", row->reason, "at_ms", (json_int_t)row->at_ms));
    }
    return list;
}

/* All trades, for the choice lists. */
static json_t *trades_document(const struct request *request, struct span shown)
{
    json_t *list = json_array();
    size_t count = reading_trade_count(request->catalogue);
    for (size_t trade = 0; trade < count; trade++) {
        const char *code = reading_trade_code(request->catalogue, (uint16_t)trade);
        json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "code", code, "name", trade_name(request, code),
                                              "current", (int)span_is(shown, code)));
    }
    return list;
}

static int compare_values(const void *left, const void *right)
{
    const struct fit_relation *a = left;
    const struct fit_relation *b = right;
    return a->value != b->value ? (a->value < b->value) - (a->value > b->value) : (a->to > b->to) - (a->to < b->to);
}

/* What one trade is related to, as the region has it now; the nearest first. */
static json_t *relations_document(struct request *request, struct span code)
{
    json_t *list = json_array();
    uint16_t trade;
    if (!reading_find_trade(request->catalogue, code, &trade)) {
        return list;
    }
    struct fit_service *service = fit_service_of(request);
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    struct fit_relation *related =
        ARENA_ARRAY(request->arena, struct fit_relation, service->state.rules->trade_count + 1);
    size_t count = 0;
    for (size_t index = 0; index < service->state.rules->relation_count; index++) {
        if (service->state.rules->relations[index].from == trade) {
            related[count++] = service->state.rules->relations[index];
        }
    }
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    if (count > 1) {
        qsort(related, count, sizeof *related, compare_values);
    }
    for (size_t index = 0; index < count; index++) {
        const char *to = reading_trade_code(request->catalogue, related[index].to);
        json_array_append_new(list, json_pack("{s:s, s:s, s:i}", "code", to, "name", trade_name(request, to),
                                              "value_permille", (int)related[index].value));
    }
    return list;
}

static struct result fill_page(struct request *request, struct response *response, const struct problems *problems)
{
    struct crosswalk crosswalk = {.request = request};
    struct result result = store_read(request->store, read_corrections, &crosswalk);
    if (result_failed(result)) {
        return result;
    }
    uint16_t trade;
    struct span shown = request_query(request, "trade");
    shown.length = reading_find_trade(request->catalogue, shown, &trade) ? shown.length : 0;
    response->document =
        json_pack("{s:o, s:o, s:o, s:s, s:s, s:b, s:o}", "corrections", corrections_document(&crosswalk), "trades",
                  trades_document(request, shown), "relations", relations_document(request, shown), "shown_code",
                  arena_copy(request->arena, shown), "shown", trade_name(request, arena_copy(request->arena, shown)),
                  "has_shown", (int)(shown.length > 0), "problems", problems_document(problems));
    response->view = "fit/crosswalk";
    response->title = "fit.crosswalk.title";
    response->no_store = true;
    return result_ok();
}

struct result fit_show_crosswalk(struct request *request, struct response *response)
{
    struct problems none = {0};
    return fill_page(request, response, &none);
}

static struct result write_correction(struct store_session *session, void *context)
{
    struct crosswalk *crosswalk = context;
    struct request *request = crosswalk->request;
    const struct trade_correction *correction = &crosswalk->correction;
    struct result result =
        crosswalk->remove
            ? trade_correction_delete(session, request->region_id, correction->from_trade, correction->to_trade)
            : trade_correction_put(session, request->region_id, correction, request->actor->person_id);
    if (!result_failed(result)) {
        result =
            audit_note(session, crosswalk->change_id, request, "fit.correct", (struct audit_subject){"setting", 0, 0});
    }
    return result_failed(result) ? result : fit_rules_set_changed(session, request->region_id, crosswalk->change_id);
}

static const char *read_trade(struct request *request, const char *field, struct problems *problems)
{
    struct span typed = span_trim(request_form(request, field));
    uint16_t trade;
    if (reading_find_trade(request->catalogue, typed, &trade)) {
        return reading_trade_code(request->catalogue, trade);
    }
    problems_add(problems, (struct problem){field, "fit.error.trade_unknown", arena_copy(request->arena, typed), NULL});
    return "";
}

struct result fit_submit_correction(struct request *request, struct response *response)
{
    struct problems problems = {0};
    struct crosswalk crosswalk = {.request = request,
                                  .remove = request_form(request, "remove").length > 0,
                                  .change_id = store_next_id(request->store)};
    struct trade_correction *correction = &crosswalk.correction;
    correction->from_trade = read_trade(request, "from", &problems);
    correction->to_trade = read_trade(request, "to", &problems);
    correction->reason = arena_copy(request->arena, span_trim(request_form(request, "reason")));
    correction->at_ms = request->now_ms;
    int64_t percent = 0;
    struct span typed = span_trim(request_form(request, "percent"));
    if (!crosswalk.remove && (!number_parse(typed, &percent) || percent < 0 || percent > 100)) {
        problems_add(&problems,
                     (struct problem){"percent", "fit.error.percent", arena_copy(request->arena, typed), NULL});
    }
    if (utf8_count(span_of(correction->reason)) > REASON_MOST) {
        problems_add(&problems, (struct problem){"reason", "fit.error.reason_long", NULL, NULL});
    }
    if (problems.count == 0 && strcmp(correction->from_trade, correction->to_trade) == 0) {
        problems_add(&problems, (struct problem){"to", "fit.error.same_trade", NULL, NULL});
    }
    if (problems.count > 0) {
        response->status = 422;
        return fill_page(request, response, &problems);
    }
    correction->value = (uint16_t)(percent * 10);
    struct result result = store_write(request->store, write_correction, &crosswalk);
    response->location = arena_format(request->arena, "/office/crosswalk?trade=%s", correction->from_trade);
    return result_failed(result) ? result : fit_service_reload(fit_service_of(request));
}
