/* Documents attached to a policy: files of owner kind "policy". */
#include "areas/policies/pages.h"

#include "areas/audit/audit.h"
#include "areas/files/files.h"
#include "base/id.h"

struct adding {
    struct request *request;
    int64_t id, trace_id;
    int64_t removed_id; /* 0: one is added */
    struct policy policy;
    struct file_limits limits;
    struct file file;
    struct span bytes;
};

static struct result read_target(struct store_session *session, void *context)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    struct result result = policy_find(request->arena, session, request->region_id, adding->id, &adding->policy);
    return result_failed(result) ? result : file_limits_find(session, request->region_id, &adding->limits);
}

/* A file of this policy; NOT_FOUND otherwise. */
static struct result find_file(struct arena *arena, struct store_session *session, int64_t region_id, int64_t policy_id,
                               int64_t id, struct file *out)
{
    struct result result = file_find(arena, session, region_id, id, out);
    bool other = !result_failed(result) && (strcmp(out->owner_kind, "policy") != 0 || out->owner_id != policy_id);
    return other ? result_fail(RESULT_NOT_FOUND, NULL, "files.error.not_found", "a file of another thing") : result;
}

static struct result change_files(struct store_session *session, void *context)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    bool removes = adding->removed_id != 0;
    struct result result = result_ok();
    if (removes) {
        result = find_file(request->arena, session, request->region_id, adding->id, adding->removed_id, &adding->file);
        result = result_failed(result) ? result : file_delete(session, request->region_id, adding->removed_id);
    } else {
        result = file_store(session, request->region_id, &adding->file, adding->bytes);
    }
    return result_failed(result)
               ? result
               : audit_note(session, adding->trace_id, request, removes ? "policy.remove_file" : "policy.add_file",
                            (struct audit_subject){"policy", adding->id, 0});
}

static struct result take_file(struct adding *adding)
{
    struct request *request = adding->request;
    const struct upload *upload = request_upload(request, "file");
    struct result result =
        file_read(request->arena, upload, FILE_DOCUMENT | FILE_IMAGE, &adding->limits, &adding->file, &adding->bytes);
    if (!result_failed(result)) {
        adding->file.id = store_next_id(request->store);
        adding->file.owner_kind = "policy";
        adding->file.owner_id = adding->id;
        adding->file.actor_id = request->actor->person_id;
        adding->file.created_ms = request->now_ms;
    }
    return result;
}

struct result policy_submit_file(struct request *request, struct response *response)
{
    struct adding adding = {.request = request, .trace_id = store_next_id(request->store)};
    struct result result = request_id(request, 0, &adding.id);
    result = result_failed(result) ? result : store_read(request->store, read_target, &adding);
    if (!result_failed(result) && !id_parse(request_form(request, "remove"), &adding.removed_id)) {
        result = take_file(&adding);
    }
    result = result_failed(result) ? result : store_write(request->store, change_files, &adding);
    if (!result_failed(result)) {
        response->location = arena_format(request->arena, "%s/edit", policy_url(request->arena, adding.id));
    }
    return result;
}

/* --- the bytes ----------------------------------------------------------------------------------------------------- */

struct serving {
    struct request *request;
    int64_t id, file_id;
    struct policy policy;
    struct file file;
};

static struct result read_file(struct store_session *session, void *context)
{
    struct serving *serving = context;
    struct request *request = serving->request;
    struct result result = policy_find_visible(request, session, serving->id, &serving->policy);
    bool hidden =
        !result_failed(result) && strcmp(serving->policy.status, "retracted") == 0 && !policy_may_manage(request);
    if (hidden || result.code == RESULT_NOT_FOUND) {
        return result_fail(RESULT_NOT_FOUND, NULL, "files.error.not_found", "of a policy that is not public");
    }
    return result_failed(result)
               ? result
               : find_file(request->arena, session, request->region_id, serving->id, serving->file_id, &serving->file);
}

struct result policy_show_file(struct request *request, struct response *response)
{
    struct serving serving = {.request = request};
    struct result result = request_id(request, 0, &serving.id);
    result = result_failed(result) ? result : request_id(request, 1, &serving.file_id);
    result = result_failed(result) ? result : store_read(request->store, read_file, &serving);
    if (result_failed(result)) {
        return result;
    }
    response->no_store = strcmp(serving.policy.status, "published") != 0;
    return file_serve(request, response, &serving.file);
}
