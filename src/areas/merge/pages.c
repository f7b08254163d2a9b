/* The office merges: two fields, the preview, the deed, the list with its undo. */
#include "areas/merge/moves.h"

#include "areas/audit/audit.h"
#include "base/id.h"
#include "web/field.h"

struct merging {
    struct request *request;
    struct merge_plan plan;
    struct merge_deed deed;
    struct span from, into; /* as typed: an id, a code or a name */
    int64_t from_id, into_id, audit_id;
    struct result wrong; /* of the preview */
    bool planned;
    json_t *list;
};

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static struct result find_typed(struct store_session *session, const struct request *request, struct span typed,
                                const char *field, int64_t *id)
{
    struct organisation found;
    const char *text = arena_copy(request->arena, typed);
    int64_t number = 0;
    struct result result = result_fail(RESULT_NOT_FOUND, NULL, "", NULL);
    if (id_parse(typed, &number)) {
        result = organisation_find(request->arena, session, request->region_id, number, &found);
    }
    if (result.code == RESULT_NOT_FOUND) {
        result = organisation_find_by_code(request->arena, session, request->region_id, text, &found);
    }
    if (result.code == RESULT_NOT_FOUND) {
        result = organisation_find_by_name(request->arena, session, request->region_id, text, &found);
    }
    if (result.code == RESULT_NOT_FOUND) {
        return result_invalid(field, "merge.error.unknown");
    }
    if (!result_failed(result)) {
        *id = found.id;
    }
    return result;
}

static struct result read_merges(struct store_session *session, struct merging *merging)
{
    struct request *request = merging->request;
    struct store_rows *rows;
    struct result result = store_query(session, "merge_list", STORE_VALUES(store_integer(request->region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    json_array_clear(merging->list);
    while (store_rows_next(rows)) {
        char id[ID_TEXT_SIZE];
        char into[ID_TEXT_SIZE];
        json_array_append_new(merging->list, json_pack("{s:s, s:s, s:s, s:s, s:I, s:b}", "id",
                                                       id_format(store_rows_integer(rows, 0), id), "into_id",
                                                       id_format(store_rows_integer(rows, 2), into), "from_name",
                                                       store_rows_text(request->arena, rows, 3), "into_name",
                                                       store_rows_text(request->arena, rows, 4), "at",
                                                       (json_int_t)store_rows_integer(rows, 5), "undone",
                                                       (int)(store_rows_integer(rows, 6) != 0)));
    }
    return store_rows_close(rows);
}

static struct result read_page(struct store_session *session, void *context)
{
    struct merging *merging = context;
    struct request *request = merging->request;
    struct result result = read_merges(session, merging);
    merging->planned = false;
    merging->wrong = result_ok();
    if (result_failed(result) || merging->from.length == 0 || merging->into.length == 0) {
        return result;
    }
    result = find_typed(session, request, merging->from, "from", &merging->from_id);
    result = result_failed(result) ? result : find_typed(session, request, merging->into, "into", &merging->into_id);
    result = result_failed(result) ? result
                                   : merge_find_plan(request->arena, session, request->region_id, merging->from_id,
                                                     merging->into_id, &merging->plan);
    merging->planned = !result_failed(result);
    merging->wrong = result;
    return result.code == RESULT_INVALID ? result_ok() : result;
}

/* --- the page ------------------------------------------------------------------------------------------------------------ */

static json_t *side_document(const struct organisation *organisation)
{
    char id[ID_TEXT_SIZE];
    return json_pack("{s:s, s:s, s:s}", "id", id_format(organisation->id, id), "name", organisation->name,
                     "credit_code", organisation->credit_code);
}

static json_t *ending_document(const struct request *request, const struct merge_plan *plan)
{
    json_t *list = json_array();
    for (size_t index = 0; index < plan->ending_count; index++) {
        json_array_append_new(list, proposal_document(&plan->ending[index], request->zone_minutes));
    }
    return list;
}

static json_t *plan_document(const struct request *request, const struct merge_plan *plan)
{
    json_t *rows = json_array();
    for (enum merge_kind kind = 0; kind < MERGE_KINDS; kind++) {
        if (merge_moves[kind].word != NULL) {
            json_array_append_new(rows,
                                  json_pack("{s:s, s:b, s:I, s:I}", "what", merge_moves[kind].word, "any",
                                            (int)(plan->items[kind].moving_count + plan->items[kind].staying_count > 0),
                                            "moving", (json_int_t)plan->items[kind].moving_count, "staying",
                                            (json_int_t)plan->items[kind].staying_count));
        }
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:b}", "from", side_document(&plan->from), "into",
                     side_document(&plan->into), "rows", rows, "ending", ending_document(request, plan), "ending_count",
                     (json_int_t)plan->ending_count, "code_moves", (int)plan->code_moves);
}

static json_t *typed_field(const char *name, const char *label, struct span value, const struct problems *problems)
{
    const struct field_look look = {
        .name = name, .label = label, .hint = "merge.page.which", .width = "long", .required = true};
    return field_document(&look, &value, 1, problems);
}

static struct result show_merge(struct request *request, struct response *response)
{
    struct merging merging = {.request = request,
                              .list = json_array(),
                              .from = span_trim(request_query(request, "from")),
                              .into = span_trim(request_query(request, "into"))};
    struct problems problems = {0};
    struct result result = store_read(request->store, read_page, &merging);
    if (result_failed(result)) {
        json_decref(merging.list);
        return result;
    }
    if (result_failed(merging.wrong)) {
        problems_add(&problems, (struct problem){merging.wrong.field, merging.wrong.message, NULL, NULL});
    }
    json_t *form = json_pack("{s:o, s:o}", "from", typed_field("from", "merge.page.from", merging.from, &problems),
                             "into", typed_field("into", "merge.page.into", merging.into, &problems));
    json_t *list = problems_document(&problems);
    field_label_problems(list, form);
    response->document = json_pack("{s:o, s:o, s:o}", "problems", list, "form", form, "merges", merging.list);
    if (merging.planned) {
        json_object_set_new(response->document, "plan", plan_document(request, &merging.plan));
    }
    response->status = problems.count > 0 ? 422 : 0;
    response->view = "merge/merge";
    response->title = "merge.page.title";
    response->no_store = true;
    return result_ok();
}

/* --- the deed --------------------------------------------------------------------------------------------------------------- */

static void prepare(struct merging *merging)
{
    struct request *request = merging->request;
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, MERGE_IDS);
    for (size_t index = 0; index < MERGE_IDS; index++) {
        ids[index] = store_next_id(request->store);
    }
    merging->audit_id = store_next_id(request->store);
    merging->deed = (struct merge_deed){.region_id = request->region_id,
                                        .id = store_next_id(request->store),
                                        .now_ms = request->now_ms,
                                        .actor = request->actor,
                                        .address = request->address,
                                        .ids = ids};
}

static struct result write_merge(struct store_session *session, void *context)
{
    struct merging *merging = context;
    struct request *request = merging->request;
    const struct audit_subject subject = {"merge", merging->deed.id, merging->into_id};
    struct result result = merge_do(request->arena, session, &merging->deed, merging->from_id, merging->into_id);
    return result_failed(result) ? result
                                 : audit_note(session, merging->audit_id, request, "organisation.merge", subject);
}

static struct result submit_merge(struct request *request, struct response *response)
{
    struct merging merging = {.request = request};
    if (!id_parse(request_form(request, "from"), &merging.from_id) ||
        !id_parse(request_form(request, "into"), &merging.into_id)) {
        return result_invalid("from", "error.bad_request");
    }
    prepare(&merging);
    response->location = "/office/merge";
    return store_write(request->store, write_merge, &merging);
}

static struct result write_undo(struct store_session *session, void *context)
{
    struct merging *merging = context;
    struct request *request = merging->request;
    const struct audit_subject subject = {"merge", merging->deed.id, 0};
    struct result result = merge_undo(request->arena, session, &merging->deed);
    return result_failed(result) ? result
                                 : audit_note(session, merging->audit_id, request, "organisation.merge", subject);
}

static struct result submit_undo(struct request *request, struct response *response)
{
    struct merging merging = {.request = request};
    int64_t id = 0;
    struct result result = request_id(request, 0, &id);
    prepare(&merging);
    merging.deed.id = id;
    response->location = "/office/merge";
    return result_failed(result) ? result : store_write(request->store, write_undo, &merging);
}

const struct route merge_routes[] = {
    {METHOD_GET, "/office/merge", "organisation.merge", 0, show_merge},
    {METHOD_POST, "/office/merge", "organisation.merge", 4096, submit_merge},
    {METHOD_POST, "/office/merge/:id/undo", "organisation.merge", 4096, submit_undo},
    {0},
};
