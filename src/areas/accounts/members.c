/* Who belongs to an organisation: invitations by link, roles, leaving, handing over. An organisation that has an owner keeps
 * at least one. */
#include "areas/accounts/member.h"

#include "areas/accounts/link.h"
#include "areas/accounts/token.h"
#include "areas/mail/mail.h"
#include "areas/organisations/organisations.h"
#include "areas/services.h"
#include "base/id.h"
#include "web/permission.h"

#include <stdlib.h>

enum { MEMBERS_MOST = 200, ROLES = 4 };

static const char *const roles[ROLES] = {"owner", "staff", "editor", "reader"};

/* --- the page ----------------------------------------------------------------------------------------------------------- */

struct members {
    struct request *request;
    int64_t organisation_id;
    struct organisation organisation;
    json_t *people, *invitations;
};

static struct result read_list(struct store_session *session, struct members *members)
{
    struct request *request = members->request;
    struct store_rows *rows;
    struct result result =
        store_query(session, "member_list",
                    STORE_VALUES(store_integer(request->region_id), store_integer(members->organisation_id),
                                 store_integer(MEMBERS_MOST)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        char id[ID_TEXT_SIZE];
        int64_t person_id = store_rows_integer(rows, 0);
        json_array_append_new(members->people, json_pack("{s:s, s:s, s:s, s:I, s:b}", "id", id_format(person_id, id),
                                                         "name", store_rows_text(request->arena, rows, 1), "role",
                                                         store_rows_text(request->arena, rows, 2), "since",
                                                         (json_int_t)store_rows_integer(rows, 3), "is_self",
                                                         (int)(person_id == request->actor->person_id)));
    }
    return store_rows_close(rows);
}

static struct result read_invitations(struct store_session *session, struct members *members)
{
    struct request *request = members->request;
    struct store_rows *rows;
    struct result result =
        store_query(session, "invitation_list",
                    STORE_VALUES(store_integer(request->region_id), store_integer(members->organisation_id),
                                 store_integer(request->now_ms)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    struct result opened = result_ok();
    while (!result_failed(opened) && store_rows_next(rows)) {
        char id[ID_TEXT_SIZE];
        const char *note = store_rows_text(request->arena, rows, 2);
        opened = link_open_note(request->arena, session, request->region_id, store_rows_integer(rows, 0), &note);
        json_array_append_new(members->invitations,
                              json_pack("{s:s, s:s, s:s, s:I}", "id", id_format(store_rows_integer(rows, 0), id),
                                        "role", store_rows_text(request->arena, rows, 1), "address",
                                        mail_address_mask(request->arena, note), "expires_at",
                                        (json_int_t)store_rows_integer(rows, 3)));
    }
    result = store_rows_close(rows);
    return result_failed(opened) ? opened : result;
}

static struct result read_members(struct store_session *session, void *context)
{
    struct members *members = context;
    struct request *request = members->request;
    json_array_clear(members->people);
    json_array_clear(members->invitations);
    struct result result = organisation_find(request->arena, session, request->region_id, members->organisation_id,
                                             &members->organisation);
    result = result_failed(result) ? result : read_list(session, members);
    return result_failed(result) ? result : read_invitations(session, members);
}

static json_t *role_fields(const char *name)
{
    static const struct field_option options[] = {{"staff", "account.role.staff", "account.members.staff_hint", -1},
                                                  {"editor", "account.role.editor", "account.members.editor_hint", -1},
                                                  {"reader", "account.role.reader", "account.members.reader_hint", -1},
                                                  {"owner", "account.role.owner", "account.members.owner_hint", -1}};
    const struct field_look look = {
        .name = name, .label = "account.members.role", .options = options, .option_count = 4};
    struct span value = span_of("staff");
    return field_document(&look, &value, 1, NULL);
}

static json_t *role_list(void)
{
    json_t *list = json_array();
    for (size_t index = 0; index < ROLES; index++) {
        json_array_append_new(list, json_string(roles[index]));
    }
    return list;
}

/* Who was told by mail what the office did, or has to be told in another way. */
static void set_saved(const struct request *request, json_t *document)
{
    struct span saved = request_query(request, "saved");
    const char *message = span_is(saved, "told")     ? "account.members.saved_told"
                          : span_is(saved, "untold") ? "account.members.saved_untold"
                                                     : "account.saved";
    if (saved.length > 0) {
        json_object_set_new(document, "saved", json_pack("{s:s, s:s}", "kind", "done", "message", message));
    }
}

/* link: an invitation made just now, shown this once. */
struct result member_answer(struct request *request, struct response *response, int64_t organisation_id,
                            const struct problems *problems, const char *link)
{
    struct members members = {
        .request = request, .organisation_id = organisation_id, .people = json_array(), .invitations = json_array()};
    struct result result = store_read(request->store, read_members, &members);
    if (result_failed(result)) {
        json_decref(members.people);
        json_decref(members.invitations);
        return result;
    }
    static const struct account_field email = {
        "email", "account.members.email", "account.members.email_hint", "email", "off", NULL, false};
    char id[ID_TEXT_SIZE];
    bool manages = permission_allows_for(request->actor, "membership.manage", organisation_id);
    json_t *form = json_pack("{s:o, s:o}", "role", role_fields("role"), "email",
                             account_field_document(request, &email, problems));
    json_t *document =
        json_pack("{s:s, s:s, s:b, s:b, s:b, s:o, s:o, s:o, s:o}", "id", id_format(organisation_id, id), "organisation",
                  members.organisation.name, "manages", (int)manages, "hands_over",
                  (int)permission_allows_for(request->actor, "membership.hand_over", organisation_id), "belongs",
                  (int)(actor_membership(request->actor, organisation_id) != NULL), "members", members.people,
                  "invitations", members.invitations, "form", form, "all_roles", role_list());
    json_object_set_new(document, "base", json_string(arena_format(request->arena, "/organisations/%s/people", id)));
    if (link != NULL) {
        json_object_set_new(document, "new_link", json_string(link));
    }
    if (permission_may_come(request->actor, "membership.add")) {
        json_object_set_new(form, "login", member_login_field(request, problems));
        json_object_set_new(document, "adds", json_true());
    }
    set_saved(request, document);
    account_answer(response, document, problems, "accounts/members", "account.members.title");
    return result_ok();
}

/* The organisation of the path, if this person may do that to its members. */
struct result member_find_whose(const struct request *request, const char *action, int64_t *organisation_id)
{
    struct result result = request_id(request, 0, organisation_id);
    if (result_failed(result)) {
        return result;
    }
    return permission_allows_for(request->actor, action, *organisation_id)
               ? result_ok()
               : result_fail(RESULT_FORBIDDEN, NULL, "error.forbidden", "not of this organisation");
}

struct result show_members(struct request *request, struct response *response)
{
    int64_t organisation_id = 0;
    struct problems none = {0};
    struct result result = member_find_whose(request, "membership.read", &organisation_id);
    return result_failed(result) ? result : member_answer(request, response, organisation_id, &none, NULL);
}

/* What was saved is added behind. */
const char *member_people_url(const struct request *request, int64_t organisation_id)
{
    char id[ID_TEXT_SIZE];
    return arena_format(request->arena, "/organisations/%s/people?saved=", id_format(organisation_id, id));
}

/* --- roles, leaving, handing over ----------------------------------------------------------------------------------------------- */

struct changing {
    struct request *request;
    int64_t organisation_id, person_id, deed_id, mail_id;
    const char *role; /* NULL: leaves */
    bool told;
    bool hands_over; /* who asks becomes staff in the same transaction */
};

static struct result count_owners(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                  int64_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "membership_owner_count",
                                       STORE_VALUES(store_integer(region_id), store_integer(organisation_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *count = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

static struct result set_role(struct store_session *session, const struct changing *changing, int64_t person_id,
                              const char *role)
{
    struct store_value region = store_integer(changing->request->region_id);
    struct store_value person = store_integer(person_id);
    struct store_value organisation = store_integer(changing->organisation_id);
    int64_t changed = 0;
    struct result result =
        role == NULL ? store_execute(session, "membership_delete", STORE_VALUES(region, person, organisation), &changed)
                     : store_execute(session, "membership_set_role",
                                     STORE_VALUES(region, person, organisation, store_text(role)), &changed);
    return result_failed(result) || changed == 1 ? result
                                                 : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

static struct result write_change(struct store_session *session, void *context)
{
    struct changing *changing = context;
    struct request *request = changing->request;
    int64_t before = 0;
    int64_t after = 0;
    struct result result = count_owners(session, request->region_id, changing->organisation_id, &before);
    result = result_failed(result) ? result : set_role(session, changing, changing->person_id, changing->role);
    if (!result_failed(result) && changing->hands_over) {
        result = set_role(session, changing, request->actor->person_id, "staff");
    }
    result =
        result_failed(result) ? result : count_owners(session, request->region_id, changing->organisation_id, &after);
    if (!result_failed(result) && before > 0 && after == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.last_owner", NULL);
    }
    const struct member_news news = {changing->mail_id, changing->person_id, changing->organisation_id,
                                     changing->role == NULL ? "member_removed" : "member_role"};
    if (!result_failed(result) && changing->person_id != request->actor->person_id) {
        result = member_tell(session, request, &news, &changing->told);
    }
    const struct account_deed deed = {changing->deed_id,
                                      changing->role == NULL ? "membership.leave" : "membership.manage",
                                      "person",
                                      changing->person_id,
                                      changing->organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static struct result change_member(struct changing *changing, struct response *response, const char *action)
{
    struct request *request = changing->request;
    changing->deed_id = store_next_id(request->store);
    changing->mail_id = store_next_id(request->store);
    struct result result = member_find_whose(request, action, &changing->organisation_id);
    if (!result_failed(result) && changing->person_id == 0) {
        result = request_id(request, 1, &changing->person_id);
    }
    result = result_failed(result) ? result : store_write(request->store, write_change, changing);
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
    bool own = changing->person_id == request->actor->person_id;
    response->location = arena_format(request->arena, "%s%s", member_people_url(request, changing->organisation_id),
                                      own              ? "1"
                                      : changing->told ? "told"
                                                       : "untold");
    return result;
}

struct result submit_member_role(struct request *request, struct response *response)
{
    struct changing changing = {.request = request, .role = member_role_named(request_form(request, "role"))};
    return changing.role == NULL ? result_invalid("role", "account.error.role_unknown")
                                 : change_member(&changing, response, "membership.manage");
}

struct result submit_member_end(struct request *request, struct response *response)
{
    struct changing changing = {.request = request};
    return change_member(&changing, response, "membership.manage");
}

struct result submit_leave(struct request *request, struct response *response)
{
    struct changing changing = {.request = request, .person_id = request->actor->person_id};
    struct result result = change_member(&changing, response, "membership.leave");
    response->location = "/account?saved=1";
    return result;
}

struct result submit_hand_over(struct request *request, struct response *response)
{
    struct changing changing = {.request = request, .role = "owner", .hands_over = true};
    struct result result = member_find_whose(request, "membership.hand_over", &changing.organisation_id);
    result = result_failed(result) ? result : request_id(request, 1, &changing.person_id);
    if (!result_failed(result) && changing.person_id == request->actor->person_id) {
        result = result_invalid("role", "account.error.hand_over_self");
    }
    return result_failed(result) ? result : change_member(&changing, response, "membership.hand_over");
}
