/* What is kept about a person, for that person: as a page, as a file; and erasing it, but for what the law makes one keep.
 *
 * Erased: login, name, address, telephone, ID number, password, second factor, sessions, tokens, links, mail, memberships,
 * roles. What is kept, how long and by which clause are the rows of catalogues/retention_rules.csv. The row of the person
 * stays as an empty one, for the records point to it. */
#include "areas/accounts/page.h"

#include "areas/accounts/second.h"
#include "areas/accounts/token.h"
#include "areas/audit/audit.h"
#include "areas/mail/mail.h"
#include "areas/personal/personal.h"
#include "areas/waiting/waiting.h"
#include "base/id.h"

#include <stdlib.h>

enum { DEEDS_MOST = 200 };

struct own_data {
    struct request *request;
    json_t *document; /* owned */
    const struct problems *problems;
    bool full; /* the file that is taken away; the page shows telephone and ID number masked */
};

/* --- what there is ------------------------------------------------------------------------------------------------- */

/* The rows of a query by person, column by column: "text" or "number" by the name ("…_at" is a moment). */
static struct result add_rows(struct store_session *session, const struct own_data *own, const char *query,
                              const char *const *columns, const char *name)
{
    struct request *request = own->request;
    struct store_rows *rows;
    struct result result =
        store_query(session, query,
                    STORE_VALUES(store_integer(request->region_id), store_integer(request->actor->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    while (store_rows_next(rows)) {
        json_t *row = json_object();
        for (int column = 0; columns[column] != NULL; column++) {
            size_t length = strlen(columns[column]);
            bool moment = length > 3 && strcmp(columns[column] + length - 3, "_at") == 0;
            json_object_set_new(row, columns[column],
                                moment ? json_integer((json_int_t)store_rows_integer(rows, column))
                                       : json_string(store_rows_text(request->arena, rows, column)));
        }
        json_array_append_new(list, row);
    }
    json_object_set_new(own->document, name, list);
    return store_rows_close(rows);
}

static struct result add_person(struct store_session *session, const struct own_data *own)
{
    static const char *const columns[] = {"login", "name", "language", "created_at", NULL};
    struct request *request = own->request;
    const char *address = "";
    int64_t confirmed_ms = 0;
    struct result result = mail_contact_find(request->arena, session, request->region_id, request->actor->person_id,
                                             &address, &confirmed_ms);
    result = result_failed(result) ? result : add_rows(session, own, "own_data_person", columns, "person");
    if (result_failed(result)) {
        return result;
    }
    json_t *person = json_array_get(json_object_get(own->document, "person"), 0);
    json_object_set_new(person, "address", json_string(address));
    json_object_set_new(person, "address_confirmed_at", json_integer((json_int_t)confirmed_ms));
    return result;
}

static void add_organisations(const struct own_data *own)
{
    const struct actor *actor = own->request->actor;
    json_t *list = json_array();
    for (size_t index = 0; index < actor->organisation_count; index++) {
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", actor->organisations[index].name, "role",
                                              actor->organisations[index].role));
    }
    json_object_set_new(own->document, "organisations", list);
}

/* Of others' deeds only the name is told, not from where. */
static struct result add_deeds(struct store_session *session, const struct own_data *own, bool by_others)
{
    struct request *request = own->request;
    int64_t self = request->actor->person_id;
    struct audit_filter filter = {.limit = DEEDS_MOST, .action = ""};
    *(by_others ? &filter.subject_id : &filter.actor_id) = self;
    struct audit_row *rows = NULL;
    size_t count = 0;
    struct result result = audit_list(request->arena, session, request->region_id, &filter, &rows, &count);
    json_t *list = json_array();
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        const struct audit_entry *entry = &rows[index].entry;
        if (!by_others || entry->actor_id != self) {
            json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s, s:s}", "at", (json_int_t)entry->at_ms, "action",
                                                  entry->action, "outcome", entry->outcome, "actor", entry->actor_name,
                                                  "address", by_others ? "" : entry->address));
        }
    }
    json_object_set_new(own->document, by_others ? "about" : "deeds", list);
    return result;
}

static struct result read_own_data(struct store_session *session, void *context)
{
    static const char *const registrations[] = {"kind", "status", "name", "created_at", NULL};
    static const char *const sessions[] = {"address", "agent", "created_at", "seen_at", NULL};
    static const char *const tokens[] = {"name", "scopes", "created_at", "expires_at", NULL};
    struct own_data *own = context;
    struct result result = add_person(session, own);
    result = result_failed(result) ? result
                                   : add_rows(session, own, "own_data_registrations", registrations, "registrations");
    result = result_failed(result) ? result : add_rows(session, own, "own_data_sessions", sessions, "sessions");
    result = result_failed(result) ? result : add_rows(session, own, "own_data_tokens", tokens, "tokens");
    result = result_failed(result) ? result : add_deeds(session, own, false);
    result = result_failed(result) ? result : add_deeds(session, own, true);
    json_t *personal = NULL;
    result = result_failed(result) ? result : personal_own_document(session, own->request, own->full, &personal);
    if (!result_failed(result)) {
        json_object_set_new(own->document, "personal", personal);
    }
    return result;
}

static struct result build(struct own_data *own)
{
    own->document = json_object();
    add_organisations(own);
    json_t *kept = NULL;
    struct result result = store_read(own->request->store, read_own_data, own);
    result = result_failed(result) ? result : personal_kept_document(own->request, &kept);
    if (result_failed(result)) {
        json_decref(own->document);
        return result;
    }
    json_object_set_new(own->document, "kept", kept);
    return result;
}

static struct result answer(struct own_data *own, struct response *response)
{
    static const struct account_field current = {
        "current_password", "account.field.current_password", NULL, "password", "current-password", NULL, true};
    struct result result = build(own);
    if (!result_failed(result)) {
        json_object_set_new(
            own->document, "form",
            json_pack("{s:o}", "current_password", account_field_document(own->request, &current, own->problems)));
        account_answer(response, own->document, own->problems, "accounts/own_data", "account.data.title");
    }
    return result;
}

struct result show_own_data(struct request *request, struct response *response)
{
    const struct problems none = {0};
    struct own_data own = {.request = request, .problems = &none};
    return answer(&own, response);
}

struct result send_own_data(struct request *request, struct response *response)
{
    struct own_data own = {.request = request, .full = true};
    struct result result = build(&own);
    if (result_failed(result)) {
        return result;
    }
    char *text = json_dumps(own.document, JSON_INDENT(2));
    json_decref(own.document);
    if (text == NULL) {
        return result_internal("the data of a person could not be written as JSON");
    }
    response->body = span_of(arena_text(request->arena, text));
    free(text);
    response->content_type = "application/json; charset=utf-8";
    response->file_name = "my-data.json";
    response->no_store = true;
    return result_ok();
}

/* --- erasing ------------------------------------------------------------------------------------------------------- */

struct erasure {
    struct request *request;
    struct person person;
    int64_t deed_id;
    int64_t consent_ids[PERSONAL_ERASE_IDS];
};

static struct result find_self(struct store_session *session, void *context)
{
    struct erasure *erasure = context;
    struct request *request = erasure->request;
    return person_find(request->arena, session, request->region_id, request->actor->person_id, &erasure->person);
}

static struct result refuse_if_any(struct store_session *session, const struct erasure *erasure, const char *query,
                                   const char *message)
{
    const struct request *request = erasure->request;
    struct store_rows *rows;
    struct result result =
        store_query(session, query,
                    STORE_VALUES(store_integer(request->region_id), store_integer(request->actor->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool any = store_rows_next(rows) && store_rows_integer(rows, 0) > 0;
    result = store_rows_close(rows);
    return result_failed(result) || !any ? result : result_invalid("current_password", message);
}

/* In the order that the references between the rows ask for. */
static struct result delete_rows(struct store_session *session, const struct erasure *erasure)
{
    /* clang-format off */
    static const char *const queries[] = {"session_delete_of_person", "api_token_delete_of_person", "erase_memberships",
                                          "erase_roles", "erase_studios", "erase_links", "erase_mail", "erase_choice",
                                          "erase_login"};
    /* clang-format on */
    struct store_value region = store_integer(erasure->request->region_id);
    struct store_value person = store_integer(erasure->request->actor->person_id);
    struct result result = result_ok();
    for (size_t index = 0; index < sizeof queries / sizeof queries[0] && !result_failed(result); index++) {
        result = store_execute(session, queries[index], STORE_VALUES(region, person), NULL);
    }
    return result_failed(result)
               ? result
               : waiting_end_of_person(session, erasure->request->region_id, erasure->request->actor->person_id);
}

static struct result empty_person(struct store_session *session, const struct erasure *erasure)
{
    const struct request *request = erasure->request;
    int64_t id = request->actor->person_id;
    char text[ID_TEXT_SIZE];
    char digest[DIGEST_TEXT_SIZE];
    const char *login = arena_format(request->arena, "erased-%s", id_format(id, text));
    const char *key = token_digest(login_key(request->arena, erasure->person.login), digest);
    struct result result = sign_in_forget(session, request->region_id, key);
    return result_failed(result)
               ? result
               : store_execute(session, "erase_person",
                               STORE_VALUES(store_integer(request->region_id), store_integer(id), store_text(login),
                                            store_text("—"), store_text(password_of_nobody),
                                            store_integer(request->now_ms)),
                               NULL);
}

/* The last entry has no name: it is written in the transaction that takes the name away. */
static struct result note_erasure(struct store_session *session, const struct erasure *erasure)
{
    const struct request *request = erasure->request;
    struct audit_entry entry = audit_of(request, "account.erase", "person", request->actor->person_id, 0);
    entry.actor_name = "—";
    return audit_append(session, request->region_id, erasure->deed_id, &entry);
}

static struct result write_erasure(struct store_session *session, void *context)
{
    const struct erasure *erasure = context;
    const struct request *request = erasure->request;
    int64_t id = request->actor->person_id;
    struct result result = refuse_if_any(session, erasure, "erase_last_owner", "account.data.error.owner");
    if (!result_failed(result)) {
        result = refuse_if_any(session, erasure, "erase_last_administrator", "account.data.error.administrator");
    }
    result = result_failed(result) ? result : second_factor_delete(session, request->region_id, id);
    result = result_failed(result) ? result : mail_contact_put(session, request->region_id, id, "", 0);
    result = result_failed(result) ? result : personal_erase(session, request, erasure->consent_ids);
    result = result_failed(result) ? result : delete_rows(session, erasure);
    result = result_failed(result) ? result : empty_person(session, erasure);
    return result_failed(result) ? result : note_erasure(session, erasure);
}

struct result submit_erasure(struct request *request, struct response *response)
{
    struct erasure erasure = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    for (size_t index = 0; index < PERSONAL_ERASE_IDS; index++) {
        erasure.consent_ids[index] = store_next_id(request->store);
    }
    struct result result = store_read(request->store, find_self, &erasure);
    if (result_failed(result)) {
        return result;
    }
    if (!sign_in_place_take()) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "too many sign in at once");
    }
    bool right = password_matches(erasure.person.password_hash,
                                  arena_copy(request->arena, request_form(request, "current_password")));
    sign_in_place_give();
    result = right ? store_write(request->store, write_erasure, &erasure)
                   : result_invalid("current_password", "account.error.current_wrong");
    if (result.code == RESULT_INVALID) {
        account_problem(&problems, result);
        struct own_data own = {.request = request, .problems = &problems};
        return answer(&own, response);
    }
    response->set_session = "";
    response->location = "/";
    return result;
}
