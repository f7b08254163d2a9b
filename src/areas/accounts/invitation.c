/* Invitations by link: made by an owner, taken up once by whoever has the link. Who is known by the address that was invited, and
 * has shown that mail gets there, finds it among what waits as well, and takes it up without the link. */
#include "areas/accounts/member.h"

#include "areas/accounts/link.h"
#include "areas/accounts/token.h"
#include "areas/mail/mail.h"
#include "areas/organisations/organisations.h"
#include "areas/services.h"
#include "areas/waiting/waiting.h"
#include "base/id.h"

#include <stdlib.h>

static const int64_t INVITATION_MS = INT64_C(7) * 24 * 60 * 60 * 1000;
static const char invitation_kind[] = "invitation";

/* --- invitations ---------------------------------------------------------------------------------------------------------- */

struct inviting {
    struct request *request;
    int64_t organisation_id, link_id, mail_id, deed_id, item_id;
    const char *role, *email, *token;
    struct one_time_link link;
};

/* Somebody whom we know by this address finds the invitation among what waits. */
static struct result wait_for_invited(struct store_session *session, const struct inviting *inviting,
                                      const char *organisation, int64_t expires_ms)
{
    const struct request *request = inviting->request;
    int64_t person_id = 0;
    char id[ID_TEXT_SIZE];
    struct result result = mail_contact_owner(request->arena, session, request->region_id, inviting->email, &person_id);
    const struct waiting_item item = {
        .id = inviting->item_id,
        .kind = invitation_kind,
        .subject_id = inviting->link_id,
        .person_id = person_id,
        .due_ms = expires_ms,
        .word = "waiting.word.invitation",
        .title = organisation,
        .url = arena_format(request->arena, "/invitations/%s", id_format(inviting->link_id, id)),
        .now_ms = request->now_ms};
    return result_failed(result) || person_id == 0 ? result : waiting_put(session, request->region_id, &item);
}

static struct result write_invitation(struct store_session *session, void *context)
{
    struct inviting *inviting = context;
    struct request *request = inviting->request;
    struct organisation organisation;
    struct result result =
        organisation_find(request->arena, session, request->region_id, inviting->organisation_id, &organisation);
    const struct one_time_link link = {.id = inviting->link_id,
                                       .kind = invitation_kind,
                                       .organisation_id = inviting->organisation_id,
                                       .role = inviting->role,
                                       .note = inviting->email,
                                       .created_by = request->actor->person_id,
                                       .created_ms = request->now_ms,
                                       .expires_ms = request->now_ms + INVITATION_MS};
    result = result_failed(result) ? result : link_insert(session, request->region_id, inviting->token, &link);
    if (!result_failed(result) && inviting->email[0] != '\0') {
        json_t *values =
            json_pack("{s:s, s:s, s:s}", "organisation", organisation.name, "inviter", request->actor->name, "path",
                      arena_format(request->arena, "/join/%s", inviting->token));
        char *text = json_dumps(values, JSON_COMPACT);
        const struct mail mail = {.address = inviting->email,
                                  .language = account_language(request),
                                  .template = invitation_kind,
                                  .values = text,
                                  .now_ms = request->now_ms};
        result = mail_enqueue(session, request->region_id, inviting->mail_id, &mail);
        free(text);
        json_decref(values);
        result =
            result_failed(result) ? result : wait_for_invited(session, inviting, organisation.name, link.expires_ms);
    }
    const struct account_deed deed = {inviting->deed_id,
                                      "membership.manage",
                                      invitation_kind,
                                      inviting->link_id,
                                      inviting->organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_invitation(struct request *request, struct response *response)
{
    struct inviting inviting = {.request = request,
                                .role = member_role_named(request_form(request, "role")),
                                .email = account_typed(request, "email"),
                                .token = token_make(request->arena),
                                .link_id = store_next_id(request->store),
                                .mail_id = store_next_id(request->store),
                                .item_id = store_next_id(request->store),
                                .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct result result = member_find_whose(request, "membership.manage", &inviting.organisation_id);
    if (result_failed(result)) {
        return result;
    }
    if (inviting.role == NULL) {
        account_problem(&problems, result_invalid("role", "account.error.role_unknown"));
    }
    struct result checked = inviting.email[0] == '\0' ? result_ok() : mail_address_check(inviting.email);
    if (result_failed(checked)) {
        account_problem(&problems, checked);
    }
    if (problems.count > 0) {
        return member_answer(request, response, inviting.organisation_id, &problems, NULL);
    }
    result = store_write(request->store, write_invitation, &inviting);
    if (result_failed(result)) {
        return result;
    }
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
    return member_answer(request, response, inviting.organisation_id, &problems,
                         arena_format(request->arena, "/join/%s", inviting.token));
}

static struct result end_invitation(struct store_session *session, void *context)
{
    struct inviting *inviting = context;
    struct request *request = inviting->request;
    const struct account_deed deed = {inviting->deed_id,
                                      "membership.manage",
                                      invitation_kind,
                                      inviting->link_id,
                                      inviting->organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    struct result result =
        store_execute(session, "invitation_end",
                      STORE_VALUES(store_integer(request->region_id), store_integer(inviting->organisation_id),
                                   store_integer(inviting->link_id), store_integer(request->now_ms)),
                      NULL);
    result =
        result_failed(result) ? result : waiting_done(session, request->region_id, invitation_kind, inviting->link_id);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_invitation_end(struct request *request, struct response *response)
{
    struct inviting inviting = {.request = request, .deed_id = store_next_id(request->store)};
    struct result result = member_find_whose(request, "membership.manage", &inviting.organisation_id);
    result = result_failed(result) ? result : request_id(request, 1, &inviting.link_id);
    response->location = arena_format(request->arena, "%s1", member_people_url(request, inviting.organisation_id));
    return result_failed(result) ? result : store_write(request->store, end_invitation, &inviting);
}

/* --- joining ---------------------------------------------------------------------------------------------------------------- */

struct joining_by_link {
    struct request *request;
    bool own; /* found among what waits, not by its link */
    struct one_time_link link;
    struct organisation organisation;
    int64_t deed_id;
};

/* By id, for whoever has shown that mail to the invited address reaches them; for others there is none. */
static struct result find_own(struct store_session *session, struct joining_by_link *joining)
{
    struct request *request = joining->request;
    const char *address = "";
    int64_t confirmed_ms = 0;
    int64_t id = 0;
    struct result result = request_id(request, 0, &id);
    result = result_failed(result) ? result
                                   : link_find_invitation(request->arena, session, request->region_id, id,
                                                          request->now_ms, &joining->link);
    result = result_failed(result) ? result
                                   : mail_contact_find(request->arena, session, request->region_id,
                                                       request->actor->person_id, &address, &confirmed_ms);
    if (result_failed(result)) {
        return result;
    }
    bool same = address[0] != '\0' && strcmp(mail_address_key(request->arena, address),
                                             mail_address_key(request->arena, joining->link.note)) == 0;
    return same && confirmed_ms != 0 ? result_ok()
                                     : result_fail(RESULT_NOT_FOUND, NULL, "account.error.link_over", NULL);
}

static struct result find_invitation(struct store_session *session, void *context)
{
    struct joining_by_link *joining = context;
    struct request *request = joining->request;
    struct result result = joining->own ? find_own(session, joining)
                                        : link_find(request->arena, session, request->region_id, request->parameters[0],
                                                    invitation_kind, request->now_ms, &joining->link);
    return result_failed(result) ? result
                                 : organisation_find(request->arena, session, request->region_id,
                                                     joining->link.organisation_id, &joining->organisation);
}

/* Of two at once one gets it. */
static struct result use_invitation(struct store_session *session, const struct joining_by_link *joining)
{
    struct request *request = joining->request;
    int64_t changed = 0;
    struct result result =
        store_execute(session, "invitation_end",
                      STORE_VALUES(store_integer(request->region_id), store_integer(joining->link.organisation_id),
                                   store_integer(joining->link.id), store_integer(request->now_ms)),
                      &changed);
    if (!result_failed(result) && changed != 1) {
        return result_fail(RESULT_NOT_FOUND, NULL, "account.error.link_over", NULL);
    }
    return result_failed(result) ? result
                                 : waiting_done(session, request->region_id, invitation_kind, joining->link.id);
}

static struct result show_invitation_page(struct request *request, struct response *response, bool own)
{
    struct joining_by_link joining = {.request = request, .own = own};
    struct problems none = {0};
    struct result result = store_read(request->store, find_invitation, &joining);
    if (result_failed(result)) {
        return result;
    }
    account_answer(response,
                   json_pack("{s:s, s:s, s:s, s:s}", "organisation", joining.organisation.name, "role",
                             joining.link.role, "action", request->path, "name", request->actor->name),
                   &none, "accounts/join", "account.join.title");
    return result_ok();
}

struct result show_join(struct request *request, struct response *response)
{
    return show_invitation_page(request, response, false);
}

struct result show_own_invitation(struct request *request, struct response *response)
{
    return show_invitation_page(request, response, true);
}

/* Who is a member already keeps the role there was: an invitation of a lower one takes nothing away. */
static struct result write_join(struct store_session *session, void *context)
{
    struct joining_by_link *joining = context;
    struct request *request = joining->request;
    struct result result = find_invitation(session, joining);
    result = result_failed(result) ? result : use_invitation(session, joining);
    if (!result_failed(result)) {
        result = store_execute(session, "membership_join",
                               STORE_VALUES(store_integer(request->region_id), store_integer(request->actor->person_id),
                                            store_integer(joining->link.organisation_id),
                                            store_text(joining->link.role), store_integer(request->now_ms)),
                               NULL);
    }
    const struct account_deed deed = {joining->deed_id,
                                      "membership.join",
                                      "person",
                                      request->actor->person_id,
                                      joining->link.organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static struct result submit_joining(struct request *request, struct response *response, bool own)
{
    struct joining_by_link joining = {.request = request, .own = own, .deed_id = store_next_id(request->store)};
    struct result result = store_write(request->store, write_join, &joining);
    if (!result_failed(result)) {
        response->location =
            arena_format(request->arena, "%s1", member_people_url(request, joining.link.organisation_id));
    }
    return result;
}

struct result submit_join(struct request *request, struct response *response)
{
    return submit_joining(request, response, false);
}

struct result submit_own_invitation(struct request *request, struct response *response)
{
    return submit_joining(request, response, true);
}
