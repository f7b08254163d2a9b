/* The life of a policy: its steps, and every version with what changed. */
#include "areas/policies/form.h"

#include "areas/audit/audit.h"
#include "base/number.h"

enum { REASON_MOST = 600, HISTORY_CHANGES = 30 };

/* --- steps ----------------------------------------------------------------------------------------------------- */

struct step {
    struct request *request;
    int64_t id, version, trace_id;
    const char *status; /* asked for */
    const char *reason;
    struct policy policy;
};

static struct result check_step(const struct step *step)
{
    if (!policy_status_may_become(step->policy.status, step->status)) {
        return result_invalid("status", "policies.error.step");
    }
    if (step->version != 0 && step->version != step->policy.version) {
        return result_fail(RESULT_CONFLICT, NULL, "policies.error.changed_since", NULL);
    }
    return strcmp(step->status, "retracted") == 0 && step->reason[0] == '\0'
               ? result_invalid("reason", "policies.error.reason_missing")
               : result_ok();
}

static struct result take_step(struct store_session *session, void *context)
{
    struct step *step = context;
    struct request *request = step->request;
    struct policy *policy = &step->policy;
    struct result result = policy_find(request->arena, session, request->region_id, step->id, policy);
    if (result_failed(result) || strcmp(policy->status, step->status) == 0) {
        return result; /* the same button twice */
    }
    result = check_step(step);
    if (result_failed(result)) {
        return result;
    }
    bool publishes = strcmp(step->status, "published") == 0;
    policy->status = step->status;
    policy->reason = step->reason;
    policy->publish_ms = publishes && policy->publish_ms == 0 ? request->now_ms : policy->publish_ms;
    policy->updated_ms = request->now_ms;
    result = policy_update(request->arena, session, request->region_id, policy,
                           &(struct policy_act){request->actor, step->reason});
    return result_failed(result)
               ? result
               : audit_note(session, step->trace_id, request, arena_format(request->arena, "policy.%s", step->status),
                            (struct audit_subject){"policy", step->id, 0});
}

struct result policy_submit_status(struct request *request, struct response *response)
{
    struct span reason = span_trim(request_form(request, "reason"));
    struct step step = {.request = request,
                        .trace_id = store_next_id(request->store),
                        .status = arena_copy(request->arena, request_form(request, "status")),
                        .reason = reason.length > REASON_MOST ? "" : arena_copy(request->arena, reason)};
    (void)number_parse(request_form(request, "version"), &step.version);
    struct result result = request_id(request, 0, &step.id);
    result = result_failed(result) ? result : store_write(request->store, take_step, &step);
    response->location = result_failed(result) ? NULL : policy_url(request->arena, step.id);
    return result;
}

/* --- history ------------------------------------------------------------------------------------------------------ */

struct history {
    struct request *request;
    int64_t id;
    struct policy policy;
    struct revision *revisions;
    size_t count;
};

static struct result read_history(struct store_session *session, void *context)
{
    struct history *history = context;
    struct request *request = history->request;
    struct result result = policy_find(request->arena, session, request->region_id, history->id, &history->policy);
    return result_failed(result) ? result
                                 : policy_list_revisions(request->arena, session, request->region_id, history->id,
                                                         &history->revisions, &history->count);
}

static json_t *revision_document(const struct history *history, size_t index)
{
    const struct revision *revision = &history->revisions[index];
    const struct request *request = history->request;
    struct policy now, before;
    json_t *document = json_object();
    policy_set(document, "version", json_integer(revision->version));
    policy_set_text(document, "actor_name", revision->actor_name);
    policy_set(document, "at_ms", json_integer(revision->at_ms));
    policy_set_text(document, "reason", revision->reason);
    if (!policy_from_stored(request->arena, revision->document, &now)) {
        return document;
    }
    policy_set_text(document, "status", now.status);
    bool has_before = index + 1 < history->count &&
                      policy_from_stored(request->arena, history->revisions[index + 1].document, &before);
    policy_set(document, "is_first", json_boolean(revision->version == 1));
    policy_set(document, "status_changed", json_boolean(has_before && strcmp(before.status, now.status) != 0));
    if (has_before && index < HISTORY_CHANGES) {
        struct policy_form old = policy_form_of_policy(request->arena, &before);
        struct policy_form new = policy_form_of_policy(request->arena, &now);
        policy_set(document, "changes", policy_form_changes(request, &old, &new, NULL));
    }
    return document;
}

struct result policy_show_history(struct request *request, struct response *response)
{
    struct history history = {.request = request};
    struct result result = request_id(request, 0, &history.id);
    result = result_failed(result) ? result : store_read(request->store, read_history, &history);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < history.count; index++) {
        (void)json_array_append_new(list, revision_document(&history, index));
    }
    json_t *document = json_object();
    policy_set(document, "policy", policy_row_document(request, &history.policy));
    policy_set(document, "revisions", list);
    policy_set(document, "breadcrumb", policy_breadcrumb(request, &history.policy, "policies.page.history"));
    response->document = document;
    response->view = "policies/history";
    response->title = "policies.page.history";
    response->no_store = true;
    return result;
}
