/* Entering and changing a policy: the form, the answer to it, and two people who change the same one. */
#include "areas/policies/form.h"

#include "areas/audit/audit.h"
#include "areas/files/files.h"
#include "areas/submissions/submissions.h"
#include "base/id.h"
#include "base/number.h"
#include "web/field.h"
#include "web/versions.h"

/* One form on its way: shown, sent, refused, stored, overtaken. */
struct editing {
    struct request *request;
    int64_t id; /* 0: a new one */
    struct policy_form form;
    struct policy stored; /* as it is now; empty for a new one */
    struct policy policy; /* as the form says */
    struct policy base;   /* which the form began with, where it is known */
    bool has_base;
    struct revision revision; /* who made the stored version */
    struct problems problems;
    struct file *files;
    size_t file_count;
    struct span token;
    const char *location;
    int64_t trace_id;
};

/* --- the page of the form -------------------------------------------------------------------------------------------- */

static json_t *files_document(const struct editing *editing)
{
    json_t *list = json_array();
    for (size_t index = 0; index < editing->file_count; index++) {
        char id[ID_TEXT_SIZE];
        struct arena *arena = editing->request->arena;
        json_t *one = file_document(&editing->files[index]);
        policy_set_text(one, "url",
                        arena_format(arena, "%s/files/%s", policy_url(arena, editing->id),
                                     id_format(editing->files[index].id, id)));
        (void)json_array_append_new(list, one);
    }
    return list;
}

/* Allowed, and said: it may be a slip. */
static bool has_odd_number(const struct editing *editing)
{
    struct policy_number number;
    const char *text = editing->policy.number;
    return text[0] != '\0' && !policy_number_parse(editing->request->arena, span_of(text), &number);
}

/* merge: taken over; NULL without. */
static void show_form(const struct editing *editing, struct response *response, json_t *merge)
{
    struct request *request = editing->request;
    bool is_new = editing->id == 0;
    const char *title = is_new ? "policies.page.new" : "policies.page.edit";
    json_t *document = json_object();
    json_t *problems = problems_document(&editing->problems);
    policy_set(document, "is_new", json_boolean(is_new));
    policy_set(document, "form", policy_form_document(&editing->form, &editing->problems));
    field_label_problems(problems, json_object_get(document, "form"));
    policy_set(document, "problems", problems);
    policy_set(document, "token", json_string_nocheck(submission_new_token(request->arena)));
    policy_set(document, "version", json_integer(merge != NULL ? editing->stored.version : editing->policy.version));
    policy_set_text(document, "action", is_new ? "/policies" : policy_url(request->arena, editing->id));
    if (!is_new) {
        policy_set(document, "policy", policy_row_document(request, &editing->stored));
        policy_set(document, "files", files_document(editing));
    }
    if (merge != NULL) {
        policy_set(document, "merge", merge);
    }
    policy_set(document, "number_odd", json_boolean(has_odd_number(editing)));
    policy_set(document, "breadcrumb", policy_breadcrumb(request, is_new ? NULL : &editing->stored, title));
    response->document = document;
    response->view = "policies/edit";
    response->title = title;
    response->no_store = true;
    response->status = merge != NULL ? 409 : editing->problems.count > 0 ? 422 : 200;
}

struct result policy_show_new(struct request *request, struct response *response)
{
    struct policy empty = policy_empty();
    struct editing editing = {.request = request, .policy = empty, .stored = empty};
    editing.form = policy_form_of_policy(request->arena, &empty);
    editing.policy.version = 1;
    show_form(&editing, response, NULL);
    return result_ok();
}

/* --- reading what is there ------------------------------------------------------------------------------------------- */

static struct result read_base(struct store_session *session, struct editing *editing)
{
    struct request *request = editing->request;
    struct revision *revisions = NULL;
    size_t count = 0;
    struct result result =
        policy_list_revisions(request->arena, session, request->region_id, editing->id, &revisions, &count);
    editing->has_base = false;
    for (size_t index = 0; !result_failed(result) && index < count; index++) {
        if (revisions[index].version == editing->policy.version) {
            editing->has_base = policy_from_stored(request->arena, revisions[index].document, &editing->base);
        }
        if (revisions[index].version == editing->stored.version) {
            editing->revision = revisions[index];
        }
    }
    return result;
}

/* Errors: INVALID "policies.error.retracted", so that a form that comes too late is shown again with all that it holds. */
static struct result find_editable(struct store_session *session, struct editing *editing)
{
    struct request *request = editing->request;
    struct result result = policy_find(request->arena, session, request->region_id, editing->id, &editing->stored);
    if (!result_failed(result) && strcmp(editing->stored.status, "retracted") == 0) {
        return result_invalid("title", "policies.error.retracted");
    }
    return result;
}

static struct result read_stored(struct store_session *session, void *context)
{
    struct editing *editing = context;
    struct request *request = editing->request;
    struct result result = policy_find(request->arena, session, request->region_id, editing->id, &editing->stored);
    return result_failed(result) ? result
                                 : file_list(request->arena, session, request->region_id, "policy", editing->id,
                                             &editing->files, &editing->file_count);
}

static struct result read_overtaken(struct store_session *session, void *context)
{
    struct editing *editing = context;
    struct result result = read_stored(session, editing);
    return result_failed(result) ? result : read_base(session, editing);
}

struct result policy_show_edit(struct request *request, struct response *response)
{
    struct editing editing = {.request = request};
    struct result result = request_id(request, 0, &editing.id);
    result = result_failed(result) ? result : store_read(request->store, read_stored, &editing);
    if (!result_failed(result) && strcmp(editing.stored.status, "retracted") == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "policies.error.retracted", NULL);
    }
    if (!result_failed(result)) {
        editing.form = policy_form_of_policy(request->arena, &editing.stored);
        editing.policy = editing.stored;
        show_form(&editing, response, NULL);
    }
    return result;
}

/* --- storing ------------------------------------------------------------------------------------------------------------ */

/* What is wrong is no failure of the transaction: it ends without having written. */
static struct result write_policy(struct store_session *session, void *context)
{
    struct editing *editing = context;
    struct request *request = editing->request;
    struct arena *arena = request->arena;
    struct policy_act act = {request->actor, ""};
    bool is_new = editing->id == 0;
    struct result result = submission_begin(arena, session, request->region_id, editing->token, &editing->location);
    if (result_failed(result) || editing->location != NULL) {
        return result;
    }
    result = is_new ? result_ok() : find_editable(session, editing);
    if (!result_failed(result)) {
        result = policy_form_read(request, session, &editing->form, &editing->policy, &editing->problems);
    }
    if (result_failed(result) || editing->problems.count > 0) {
        return result_failed(result) ? result : result_invalid(NULL, "policies.error.form");
    }
    editing->policy.status = is_new ? "draft" : editing->stored.status;
    editing->policy.reason = editing->stored.reason;
    editing->policy.publish_ms = editing->stored.publish_ms;
    result = is_new ? policy_insert(arena, session, request->region_id, &editing->policy, &act)
                    : policy_update(arena, session, request->region_id, &editing->policy, &act);
    if (!result_failed(result)) {
        result = audit_note(session, editing->trace_id, request, is_new ? "policy.create" : "policy.change",
                            (struct audit_subject){"policy", editing->policy.id, 0});
    }
    if (result_failed(result)) {
        return result;
    }
    editing->location = is_new ? arena_format(arena, "%s/edit", policy_url(arena, editing->policy.id))
                               : policy_url(arena, editing->policy.id);
    return submission_finish(session, request->region_id, editing->token, editing->location, request->now_ms);
}

/* A rule of the store about one field (the circle) is shown beside it. */
static bool become_problem(struct editing *editing, struct result result)
{
    if (result.code != RESULT_INVALID) {
        return false;
    }
    if (result.field != NULL) {
        problems_add(&editing->problems, (struct problem){result.field, result.message, NULL, NULL});
    }
    return editing->problems.count > 0;
}

struct result policy_submit_new(struct request *request, struct response *response)
{
    struct editing editing = {.request = request,
                              .form = policy_form_of_request(request),
                              .stored = policy_empty(),
                              .policy = policy_empty(),
                              .token = request_form(request, "token"),
                              .trace_id = store_next_id(request->store)};
    editing.policy.id = store_next_id(request->store);
    editing.policy.version = 1;
    editing.policy.actor_id = request->actor->person_id;
    editing.policy.created_ms = request->now_ms;
    editing.policy.updated_ms = request->now_ms;
    struct result result = store_write(request->store, write_policy, &editing);
    if (become_problem(&editing, result)) {
        show_form(&editing, response, NULL);
        return result_ok();
    }
    response->location = result_failed(result) ? NULL : editing.location;
    return result;
}

/* The other one was first: what they changed, what differs from mine, and a form that holds mine with what only they changed. */
static void show_conflict(struct editing *editing, struct response *response)
{
    struct request *request = editing->request;
    struct policy_form mine = policy_form_of_policy(request->arena, &editing->policy);
    struct policy_form theirs = policy_form_of_policy(request->arena, &editing->stored);
    struct policy_form base = editing->has_base ? policy_form_of_policy(request->arena, &editing->base) : theirs;
    bool both[POLICY_FIELD_COUNT];
    versions_merge(base.values, mine.values, theirs.values, POLICY_FIELD_COUNT, editing->form.values, both);
    json_t *merge = json_object();
    policy_set(merge, "theirs", policy_form_changes(request, &base, &theirs, both));
    policy_set(merge, "mine", policy_form_changes(request, &theirs, &editing->form, both));
    policy_set_text(merge, "by", editing->revision.actor_name);
    policy_set(merge, "at_ms", json_integer(editing->stored.updated_ms));
    policy_set(merge, "body", json_string_nocheck(editing->stored.body));
    show_form(editing, response, merge);
}

struct result policy_submit_edit(struct request *request, struct response *response)
{
    struct editing editing = {.request = request,
                              .form = policy_form_of_request(request),
                              .token = request_form(request, "token"),
                              .trace_id = store_next_id(request->store)};
    int64_t version = 0;
    (void)number_parse(request_form(request, "version"), &version);
    struct result result = request_id(request, 0, &editing.id);
    result = result_failed(result) ? result : store_read(request->store, read_stored, &editing);
    if (result_failed(result)) {
        return result;
    }
    editing.policy = editing.stored;
    editing.policy.version = version > 0 && version < INT32_MAX ? (int32_t)version : 0;
    editing.policy.updated_ms = request->now_ms;
    result = store_write(request->store, write_policy, &editing);
    if (become_problem(&editing, result)) {
        show_form(&editing, response, NULL);
        return result_ok();
    }
    bool overtaken = result.code == RESULT_CONFLICT && result.message != NULL &&
                     strcmp(result.message, "policies.error.changed_meanwhile") == 0;
    if (!overtaken) {
        response->location = result_failed(result) ? NULL : editing.location;
        return result;
    }
    result = store_read(request->store, read_overtaken, &editing);
    if (!result_failed(result)) {
        show_conflict(&editing, response);
    }
    return result;
}
