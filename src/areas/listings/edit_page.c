/* Making and changing a listing: the form, the answer to it, and two people who change the same one. */
#include "areas/listings/edit.h"

#include "areas/audit/audit.h"
#include "areas/submissions/submissions.h"
#include "base/id.h"
#include "text/text.h"
#include "web/field.h"

enum { NAME_BYTES_MOST = 600 };

void listing_document_set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

const char *listing_url(struct arena *arena, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_format(arena, "/listings/%s", id_format(id, text));
}

/* --- in whose name ---------------------------------------------------------------------------------------------- */

static bool is_office(const struct request *request)
{
    return actor_is(request->actor, ROLE_OFFICE | ROLE_ADMINISTRATOR);
}

static const struct actor_organisation *only_membership(const struct actor *actor)
{
    const struct actor_organisation *only = NULL;
    size_t count = 0;
    for (size_t index = 0; index < actor->organisation_count; index++) {
        if (listing_may_create(actor, actor->organisations[index].organisation_id)) {
            only = &actor->organisations[index];
            count++;
        }
    }
    return count == 1 ? only : NULL;
}

bool listing_may_create_any(const struct request *request)
{
    bool any = is_office(request);
    for (size_t index = 0; index < request->actor->organisation_count; index++) {
        any = any || listing_may_create(request->actor, request->actor->organisations[index].organisation_id);
    }
    return any;
}

struct result listing_find_organisation(struct arena *arena, struct store_session *session,
                                        const struct request *request, struct span said, struct organisation *out)
{
    int64_t id = 0;
    const struct actor_organisation *only = only_membership(request->actor);
    if (said.length == 0 && only != NULL && !is_office(request)) {
        id = only->organisation_id;
    }
    if (id != 0 || id_parse(said, &id)) {
        return organisation_find(arena, session, request->region_id, id, out);
    }
    if (said.length == 0) {
        return result_invalid("organisation", "listing.error.organisation_missing");
    }
    struct result result = result_fail(RESULT_NOT_FOUND, NULL, NULL, NULL);
    if (said.length < NAME_BYTES_MOST) {
        const char *text = arena_copy(arena, said);
        result = organisation_find_by_name(arena, session, request->region_id, text, out);
        if (result.code == RESULT_NOT_FOUND) {
            result = organisation_find_by_code(arena, session, request->region_id, text, out);
        }
    }
    return result.code == RESULT_NOT_FOUND ? result_invalid("organisation", "listing.error.organisation_unknown")
                                           : result;
}

/* A text for the office, a choice for who belongs to several, nothing to choose for the others. */
json_t *listing_organisation_field(const struct request *request, struct span said, const struct problems *problems)
{
    enum { OWN_MOST = 32 };
    struct field_option options[OWN_MOST];
    struct field_look look = {.name = "organisation", .label = "listing.field.organisation", .width = "long"};
    if (is_office(request)) {
        look.hint = "listing.hint.organisation";
        return field_document(&look, &said, 1, problems);
    }
    for (size_t index = 0; index < request->actor->organisation_count && look.option_count < OWN_MOST; index++) {
        const struct actor_organisation *own = &request->actor->organisations[index];
        char id[ID_TEXT_SIZE];
        if (listing_may_create(request->actor, own->organisation_id)) {
            options[look.option_count++] = (struct field_option){
                arena_text(request->arena, id_format(own->organisation_id, id)), own->name, NULL, -1};
        }
    }
    look.options = options;
    if (said.length == 0 && look.option_count > 0) {
        said = span_of(options[0].value);
    }
    json_t *field = field_document(&look, &said, 1, problems);
    listing_document_set(field, "choice", json_true());
    return field;
}

/* --- the page of the form --------------------------------------------------------------------------------------- */

struct form_page {
    const struct listing_form *form;
    const struct problems *problems;
    const char *side;
    struct span organisation;      /* as said; new ones only */
    const struct listing *listing; /* NULL: a new one */
    int32_t version;
    json_t *merge; /* taken over; NULL without */
};

static void show_form(struct request *request, struct response *response, const struct form_page *page)
{
    json_t *document = json_object();
    bool is_need = strcmp(page->side, "need") == 0;
    listing_document_set(document, "side", json_string_nocheck(page->side));
    listing_document_set(document, "is_need", json_boolean(is_need));
    listing_document_set(document, "is_new", json_boolean(page->listing == NULL));
    listing_document_set(document, "form", listing_form_document(request, page->form, "", page->problems));
    json_t *problems = page->problems == NULL ? json_array() : problems_document(page->problems);
    field_label_problems(problems, json_object_get(document, "form"));
    listing_document_set(document, "problems", problems);
    listing_document_set(document, "laws", listing_laws_document(request, page->problems));
    listing_document_set(document, "token", json_string_nocheck(submission_new_token(request->arena)));
    listing_document_set(document, "version", json_integer(page->version));
    const char *action = "/listings";
    if (page->listing != NULL) {
        action = listing_url(request->arena, page->listing->id);
        listing_document_set(document, "listing", listing_document(request->catalogue, page->listing));
    } else {
        listing_document_set(document, "organisation",
                             listing_organisation_field(request, page->organisation, page->problems));
    }
    listing_document_set(document, "action", json_string_nocheck(action));
    listing_document_set(document, "is_draft",
                         json_boolean(page->listing == NULL || strcmp(page->listing->status, "draft") == 0));
    if (page->merge != NULL) {
        listing_document_set(document, "merge", page->merge);
    }
    response->document = document;
    response->view = "listings/edit";
    response->title = page->listing != NULL ? "listing.page.edit"
                      : is_need             ? "listing.page.new_need"
                                            : "listing.page.new_offer";
    response->no_store = true;
    response->status = page->merge != NULL ? 409 : page->problems != NULL && page->problems->count > 0 ? 422 : 200;
}

static const char *side_of(struct span text)
{
    return span_is(text, "offer") ? "offer" : "need";
}

/* --- a new one ---------------------------------------------------------------------------------------------------- */

struct naming {
    struct request *request;
    struct span said;
    struct organisation organisation;
};

static struct result find_named(struct store_session *session, void *context)
{
    struct naming *naming = context;
    return listing_find_organisation(naming->request->arena, session, naming->request, naming->said,
                                     &naming->organisation);
}

struct result listing_show_new(struct request *request, struct response *response)
{
    if (!listing_may_create_any(request)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL);
    }
    struct listing empty = listing_empty();
    struct naming naming = {.request = request, .said = request_query(request, "organisation")};
    empty.side = side_of(request_query(request, "side"));
    empty.kind = strcmp(empty.side, "need") == 0 ? "talent" : "class";
    bool named = !result_failed(store_read(request->store, find_named, &naming));
    if (named) {
        empty.county_code = naming.organisation.county_code;
        empty.industry_code = naming.organisation.industry_code;
    }
    struct listing_form form = listing_form_of_listing(request->arena, request->catalogue, &empty);
    bool by_name = named && is_office(request);
    struct form_page page = {.form = &form,
                             .side = empty.side,
                             .version = 1,
                             .organisation = by_name ? span_of(naming.organisation.name) : naming.said};
    show_form(request, response, &page);
    return result_ok();
}

struct submit {
    struct request *request;
    struct listing listing;
    struct span said;
    struct span token;
    const char *location;
    int64_t change_id;
    struct listing same;
};

static struct result insert_new(struct store_session *session, void *context)
{
    struct submit *submit = context;
    struct request *request = submit->request;
    struct organisation organisation;
    struct result result =
        submission_begin(request->arena, session, request->region_id, submit->token, &submit->location);
    if (result_failed(result) || submit->location != NULL) {
        return result;
    }
    result = listing_find_organisation(request->arena, session, request, submit->said, &organisation);
    if (result_failed(result)) {
        return result;
    }
    if (!listing_may_create(request->actor, organisation.id)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL);
    }
    submit->listing.organisation_id = organisation.id;
    result = listing_insert(request->arena, session, request->region_id, &submit->listing, request->actor,
                            submit->change_id);
    if (!result_failed(result)) {
        result = audit_note(session, submit->change_id, request, "listing.create",
                            (struct audit_subject){"listing", submit->listing.id, organisation.id});
    }
    if (result_failed(result)) {
        return result;
    }
    submit->location = listing_url(request->arena, submit->listing.id);
    return submission_finish(session, request->region_id, submit->token, submit->location, request->now_ms);
}

static struct result find_same(struct store_session *session, void *context)
{
    struct submit *submit = context;
    return listing_find_same(submit->request->arena, session, submit->request->region_id, &submit->listing,
                             &submit->same);
}

/* Failures that belong beside a field; false for the others. */
static bool become_problem(struct submit *submit, struct result result, struct problems *problems)
{
    if (result.field == NULL || (result.code != RESULT_INVALID && result.code != RESULT_CONFLICT)) {
        return false;
    }
    const char *hint = NULL;
    if (result.code == RESULT_CONFLICT && !result_failed(store_read(submit->request->store, find_same, submit))) {
        hint = listing_url(submit->request->arena, submit->same.id);
    }
    enum { SHOWN = 200 };
    struct span said = span_make(submit->said.at, submit->said.length > SHOWN ? 0 : submit->said.length);
    problems_add(problems,
                 (struct problem){result.field, result.message, arena_copy(submit->request->arena, said), hint});
    return true;
}

struct result listing_submit_new(struct request *request, struct response *response)
{
    struct problems problems = {.count = 0};
    struct listing_form form = listing_form_of_request(request, "");
    struct submit submit = {.request = request,
                            .listing = listing_empty(),
                            .said = span_trim(request_form(request, "organisation")),
                            .token = request_form(request, "token"),
                            .change_id = store_next_id(request->store)};
    struct listing *listing = &submit.listing;
    listing->side = side_of(request_form(request, "side"));
    listing->status = span_is(request_form(request, "status"), "draft") ? "draft" : "open";
    listing->id = store_next_id(request->store);
    listing->thread_id = listing->id;
    listing->created_ms = request->now_ms;
    listing->updated_ms = request->now_ms;
    listing_form_read(request->arena, request, &form, listing, &problems);
    if (problems.count == 0) {
        struct result result = store_write(request->store, insert_new, &submit);
        if (!result_failed(result)) {
            response->location = submit.location;
            return result;
        }
        if (!become_problem(&submit, result, &problems)) {
            return result;
        }
    }
    struct form_page page = {
        .form = &form, .problems = &problems, .side = listing->side, .version = 1, .organisation = submit.said};
    show_form(request, response, &page);
    return result_ok();
}

/* --- changing one -------------------------------------------------------------------------------------------------- */

struct editing {
    struct request *request;
    int64_t id;
    int32_t base_version;
    struct listing stored, base;
    struct listing_revision revision; /* who made the stored version */
    bool has_base;
};

/* Who may not even see it learns nothing; who may see and not change it is told so. */
struct result listing_find_editable(struct arena *arena, struct store_session *session, const struct request *request,
                                    int64_t id, struct listing *out)
{
    struct result result = listing_find(arena, session, request->region_id, id, out);
    if (!result_failed(result) && !listing_may_see(request->actor, out)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "listing.error.not_found", "not for this person");
    }
    if (!result_failed(result) && !listing_may_edit(request->actor, out)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL);
    }
    return result;
}

static struct result read_editing(struct store_session *session, void *context)
{
    struct editing *editing = context;
    struct arena *arena = editing->request->arena;
    int64_t region_id = editing->request->region_id;
    struct listing_revision *revisions = NULL;
    size_t count = 0;
    struct result result = listing_find_editable(arena, session, editing->request, editing->id, &editing->stored);
    if (result_failed(result) || editing->base_version == 0) {
        return result;
    }
    result = listing_list_revisions(arena, session, region_id, editing->id, &revisions, &count);
    editing->has_base = false;
    for (size_t index = 0; index < count; index++) {
        if (revisions[index].version == editing->base_version) {
            editing->has_base = listing_from_stored(arena, revisions[index].document, &editing->base);
        }
        if (revisions[index].version == editing->stored.version) {
            editing->revision = revisions[index];
        }
    }
    return result;
}

struct result listing_show_edit(struct request *request, struct response *response)
{
    struct editing editing = {.request = request};
    struct result result = request_id(request, 0, &editing.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_editing, &editing);
    }
    if (result_failed(result)) {
        return result;
    }
    struct listing_form form = listing_form_of_listing(request->arena, request->catalogue, &editing.stored);
    struct form_page page = {
        .form = &form, .side = editing.stored.side, .listing = &editing.stored, .version = editing.stored.version};
    show_form(request, response, &page);
    return result;
}

static struct result update_one(struct store_session *session, void *context)
{
    struct submit *submit = context;
    struct request *request = submit->request;
    struct listing stored;
    struct result result =
        submission_begin(request->arena, session, request->region_id, submit->token, &submit->location);
    if (result_failed(result) || submit->location != NULL) {
        return result;
    }
    result = listing_find_editable(request->arena, session, request, submit->listing.id, &stored);
    if (!result_failed(result)) {
        result = listing_update(request->arena, session, request->region_id, &submit->listing, request->actor,
                                submit->change_id);
    }
    if (!result_failed(result)) {
        result = audit_note(session, submit->change_id, request, "listing.edit",
                            (struct audit_subject){"listing", submit->listing.id, stored.organisation_id});
    }
    if (result_failed(result)) {
        return result;
    }
    submit->location = listing_url(request->arena, submit->listing.id);
    return submission_finish(session, request->region_id, submit->token, submit->location, request->now_ms);
}

/* The other one was first: both versions side by side, and a form in which what only they changed is taken over. */
static struct result show_conflict(struct request *request, struct response *response, struct editing *editing,
                                   const struct listing_form *mine)
{
    struct result result = store_read(request->store, read_editing, editing);
    if (result_failed(result)) {
        return result;
    }
    struct listing_form theirs = listing_form_of_listing(request->arena, request->catalogue, &editing->stored);
    struct listing_form base =
        editing->has_base ? listing_form_of_listing(request->arena, request->catalogue, &editing->base) : theirs;
    struct listing_form_merge merge = listing_form_merge(&base, mine, &theirs);
    json_t *document = json_object();
    listing_document_set(document, "fields", listing_form_merge_document(request, &merge, &base, mine, &theirs));
    const char *name = editing->revision.actor_name;
    listing_document_set(document, "by", name == NULL || name[0] == '\0' ? json_null() : json_string_nocheck(name));
    listing_document_set(document, "at_ms", json_integer(editing->stored.updated_ms));
    struct form_page page = {.form = &merge.merged,
                             .side = editing->stored.side,
                             .listing = &editing->stored,
                             .version = editing->stored.version,
                             .merge = document};
    show_form(request, response, &page);
    return result;
}

static int32_t read_version(const struct request *request)
{
    int32_t version = 0;
    struct value_fault fault;
    (void)value_read_count(request->arena, request_form(request, "version"), &version, &fault);
    return version;
}

struct result listing_submit_edit(struct request *request, struct response *response)
{
    struct problems problems = {.count = 0};
    struct editing editing = {.request = request};
    struct result result = request_id(request, 0, &editing.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_editing, &editing);
    }
    if (result_failed(result)) {
        return result;
    }
    struct listing_form form = listing_form_of_request(request, "");
    struct submit submit = {.request = request,
                            .listing = editing.stored,
                            .said = span_make("", 0),
                            .token = request_form(request, "token"),
                            .change_id = store_next_id(request->store)};
    submit.listing.version = read_version(request);
    submit.listing.updated_ms = request->now_ms;
    bool publishes = strcmp(editing.stored.status, "draft") == 0 && span_is(request_form(request, "status"), "open");
    submit.listing.status = publishes ? "open" : editing.stored.status;
    listing_form_read(request->arena, request, &form, &submit.listing, &problems);
    if (problems.count == 0) {
        result = store_write(request->store, update_one, &submit);
        if (!result_failed(result)) {
            response->location = submit.location;
            return result;
        }
        if (result.code == RESULT_CONFLICT && result.field == NULL && result.message != NULL &&
            strcmp(result.message, "listing.error.changed_meanwhile") == 0) {
            editing.base_version = submit.listing.version;
            return show_conflict(request, response, &editing, &form);
        }
        if (!become_problem(&submit, result, &problems)) {
            return result;
        }
    }
    struct form_page page = {.form = &form,
                             .problems = &problems,
                             .side = editing.stored.side,
                             .listing = &editing.stored,
                             .version = submit.listing.version};
    show_form(request, response, &page);
    return result_ok();
}
