/* The office's pages: people with their roles, one-time links handed out by the office, the settings of the gate. */
#include "areas/accounts/page.h"

#include "areas/accounts/link.h"
#include "areas/accounts/security.h"
#include "areas/accounts/token.h"
#include "areas/mail/mail.h"
#include "base/id.h"
#include "base/number.h"
#include "web/permission.h"

enum { PEOPLE_MOST = 100, ROLES = 4 };

static const int64_t HANDED_OUT_MS = 24 * 60 * 60 * 1000;
static const char *const roles[ROLES] = {"office", "editor", "auditor", "administrator"};

struct people {
    struct request *request;
    json_t *list;
    const char *after;
    const char *next;
};

static json_t *roles_of(struct store_session *session, const struct request *request, int64_t person_id,
                        struct result *result)
{
    struct store_rows *rows;
    bool has[ROLES] = {false};
    *result = store_query(session, "platform_role_list",
                          STORE_VALUES(store_integer(request->region_id), store_integer(person_id)), &rows);
    if (result_failed(*result)) {
        return NULL;
    }
    while (store_rows_next(rows)) {
        for (size_t index = 0; index < ROLES; index++) {
            has[index] = has[index] || span_is(store_rows_span(rows, 0), roles[index]);
        }
    }
    *result = store_rows_close(rows);
    json_t *list = json_array();
    for (size_t index = 0; index < ROLES; index++) {
        json_array_append_new(list, json_pack("{s:s, s:b}", "role", roles[index], "has", (int)has[index]));
    }
    return list;
}

static json_t *memberships_of(struct store_session *session, const struct request *request, int64_t person_id,
                              struct result *result)
{
    struct actor actor = {.person_id = person_id};
    *result = actor_find_roles(request->arena, session, request->region_id, &actor);
    json_t *list = json_array();
    for (size_t index = 0; index < actor.organisation_count && !result_failed(*result); index++) {
        char id[ID_TEXT_SIZE];
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s}", "id", id_format(actor.organisations[index].organisation_id, id), "name",
                            actor.organisations[index].name, "role", actor.organisations[index].role));
    }
    return list;
}

static struct result read_people(struct store_session *session, void *context)
{
    struct people *people = context;
    struct request *request = people->request;
    struct store_rows *rows;
    int64_t ids[PEOPLE_MOST];
    size_t count = 0;
    json_array_clear(people->list);
    people->next = NULL;
    const char *wanted =
        arena_format(request->arena, "%%%s%%", arena_copy(request->arena, request_query(request, "who")));
    struct result result = store_query(session, "people_list",
                                       STORE_VALUES(store_integer(request->region_id), store_text(wanted),
                                                    store_text(people->after), store_integer(PEOPLE_MOST)),
                                       &rows);
    if (result_failed(result)) {
        return result;
    }
    while (count < PEOPLE_MOST && store_rows_next(rows)) {
        char id[ID_TEXT_SIZE];
        ids[count] = store_rows_integer(rows, 0);
        const char *login = store_rows_text(request->arena, rows, 1);
        json_array_append_new(people->list, json_pack("{s:s, s:s, s:s, s:b, s:b}", "id", id_format(ids[count], id),
                                                      "login", login, "name", store_rows_text(request->arena, rows, 2),
                                                      "second_on", (int)(store_rows_integer(rows, 4) != 0),
                                                      "has_address", (int)(store_rows_integer(rows, 5) != 0)));
        people->next = ++count == PEOPLE_MOST ? login : NULL;
    }
    result = store_rows_close(rows);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        json_t *person = json_array_get(people->list, index);
        json_object_set_new(person, "roles", roles_of(session, request, ids[index], &result));
        if (!result_failed(result)) {
            json_object_set_new(person, "organisations", memberships_of(session, request, ids[index], &result));
        }
    }
    return result;
}

/* link: handed out just now, shown this once. */
static struct result answer_people(struct request *request, struct response *response, const char *link)
{
    struct people people = {
        .request = request, .list = json_array(), .after = arena_copy(request->arena, request_query(request, "after"))};
    struct result result = store_read(request->store, read_people, &people);
    if (result_failed(result)) {
        json_decref(people.list);
        return result;
    }
    struct problems none = {0};
    struct span who = request_query(request, "who");
    json_t *document =
        json_pack("{s:o, s:b, s:b, s:s}", "people", people.list, "may_set_roles",
                  (int)permission_may_come(request->actor, "people.set_role"), "may_find",
                  (int)permission_may_come(request->actor, "person.find"), "who", arena_copy(request->arena, who));
    if (people.next != NULL) {
        json_object_set_new(document, "next", json_string(people.next));
    }
    if (link != NULL) {
        json_object_set_new(document, "new_link", json_string(link));
    }
    account_answer(response, document, &none, "accounts/people", "account.people.title");
    return result_ok();
}

struct result show_people(struct request *request, struct response *response)
{
    return answer_people(request, response, NULL);
}

/* --- a link handed out ------------------------------------------------------------------------------------------------ */

struct helping {
    struct request *request;
    int64_t person_id, link_id, deed_id;
    const char *token;
};

/* Who has a role on the platform is helped by an administrator only: the office could else become one. */
static struct result write_help(struct store_session *session, void *context)
{
    struct helping *helping = context;
    struct request *request = helping->request;
    int64_t region_id = request->region_id;
    struct person person;
    struct actor other = {.person_id = helping->person_id};
    struct result result = person_find(request->arena, session, region_id, helping->person_id, &person);
    result = result_failed(result) ? result : actor_find_roles(request->arena, session, region_id, &other);
    if (result_failed(result)) {
        return result;
    }
    bool ordinary = (other.roles & ~(unsigned)ROLE_MEMBER) == 0;
    if (!ordinary && !permission_may_come(request->actor, "people.set_role")) {
        return result_fail(RESULT_FORBIDDEN, NULL, "account.error.help_role", NULL);
    }
    const struct one_time_link link = {.id = helping->link_id,
                                       .kind = "reset",
                                       .person_id = person.id,
                                       .role = "",
                                       .note = "",
                                       .created_by = request->actor->person_id,
                                       .created_ms = request->now_ms,
                                       .expires_ms = request->now_ms + HANDED_OUT_MS};
    const struct account_deed deed = {helping->deed_id, "people.help", "person", person.id, 0, NULL, 0, NULL};
    result = link_end_of_person(session, region_id, person.id, "reset", request->now_ms);
    result = result_failed(result) ? result : link_insert(session, region_id, helping->token, &link);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_help(struct request *request, struct response *response)
{
    struct helping helping = {.request = request,
                              .link_id = store_next_id(request->store),
                              .deed_id = store_next_id(request->store),
                              .token = token_make(request->arena)};
    struct result result = request_id(request, 0, &helping.person_id);
    result = result_failed(result) ? result : store_write(request->store, write_help, &helping);
    return result_failed(result)
               ? result
               : answer_people(request, response, arena_format(request->arena, "/reset/%s", helping.token));
}

/* --- roles ------------------------------------------------------------------------------------------------------------ */

struct giving {
    struct request *request;
    int64_t person_id, deed_id;
    const char *role;
    bool gives;
};

static struct result count_administrators(struct store_session *session, int64_t region_id, int64_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "platform_role_count",
                                       STORE_VALUES(store_integer(region_id), store_text("administrator")), &rows);
    if (result_failed(result)) {
        return result;
    }
    *count = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

static struct result write_role(struct store_session *session, void *context)
{
    struct giving *giving = context;
    struct request *request = giving->request;
    struct store_value region = store_integer(request->region_id);
    struct store_value person_value = store_integer(giving->person_id);
    struct person person;
    struct result result = person_find(request->arena, session, request->region_id, giving->person_id, &person);
    if (result_failed(result)) {
        return result;
    }
    result = store_execute(session, giving->gives ? "platform_role_give" : "platform_role_take",
                           STORE_VALUES(region, person_value, store_text(giving->role)), NULL);
    int64_t left = 1;
    if (!result_failed(result) && !giving->gives) {
        result = count_administrators(session, request->region_id, &left);
    }
    if (!result_failed(result) && left == 0 && strcmp(giving->role, "administrator") == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.last_administrator", NULL);
    }
    const struct account_deed deed = {
        giving->deed_id, "people.set_role", "person", giving->person_id, 0, NULL, 0, NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_role(struct request *request, struct response *response)
{
    struct giving giving = {.request = request,
                            .deed_id = store_next_id(request->store),
                            .gives = span_is(request_form(request, "has"), "1")};
    for (size_t index = 0; index < ROLES; index++) {
        if (span_is(request_form(request, "role"), roles[index])) {
            giving.role = roles[index];
        }
    }
    struct result result = request_id(request, 0, &giving.person_id);
    if (!result_failed(result) && giving.role == NULL) {
        result = result_invalid("role", "account.error.role_unknown");
    }
    response->location = "/office/people";
    return result_failed(result) ? result : store_write(request->store, write_role, &giving);
}

/* --- settings of the gate ---------------------------------------------------------------------------------------------- */

struct setting {
    struct request *request;
    struct security security;
    int64_t deed_id;
};

static struct result read_security(struct store_session *session, void *context)
{
    struct setting *setting = context;
    return security_find(session, setting->request->region_id, &setting->security);
}

static int64_t *number_of(struct security *security, size_t index)
{
    int64_t *members[SECURITY_NUMBERS] = {&security->lock_after,   &security->slow_after,    &security->lock_minutes,
                                          &security->idle_minutes, &security->session_hours, &security->password_days};
    return members[index];
}

/* Where the defaults come from: the rule, its source, and whether anybody checked it. */
static json_t *rules_document(void)
{
    size_t count = 0;
    const struct security_rule *rules = security_rules(&count);
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        const struct security_rule *rule = &rules[index];
        json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s, s:s, s:s}", "setting", rule->setting, "usual",
                                              (json_int_t)rule->usual, "id", rule->id, "demanded", rule->value,
                                              "source", rule->source, "status", rule->status));
    }
    return list;
}

static void fill_security(struct setting *setting, struct response *response, const struct problems *problems)
{
    struct request *request = setting->request;
    json_t *form = json_object();
    json_t *fields = json_array();
    for (size_t index = 0; index < SECURITY_NUMBERS; index++) {
        const struct security_number *known = &security_numbers[index];
        const char *value = arena_format(request->arena, "%lld", (long long)*number_of(&setting->security, index));
        struct span shown = request->method == METHOD_POST ? request_form(request, known->name) : span_of(value);
        const struct field_look look = {
            .name = known->name, .label = known->label, .width = "short", .inputmode = "numeric", .required = true};
        json_t *field = field_document(&look, &shown, 1, problems);
        json_object_set(form, known->name, field);
        json_array_append_new(fields, field);
    }
    json_t *boxes = json_array();
    for (size_t index = 0; index < ROLES; index++) {
        bool has = (setting->security.second_factor_roles & security_read_roles(span_of(roles[index]))) != 0;
        json_array_append_new(boxes, json_pack("{s:s, s:b}", "role", roles[index], "has", (int)has));
    }
    json_t *document =
        json_pack("{s:o, s:o, s:o, s:o}", "form", form, "fields", fields, "roles", boxes, "rules", rules_document());
    if (request_query(request, "saved").length > 0) {
        json_object_set_new(document, "saved", json_pack("{s:s, s:s}", "kind", "done", "message", "account.saved"));
    }
    account_answer(response, document, problems, "accounts/security", "account.security.title");
}

struct result show_security(struct request *request, struct response *response)
{
    struct setting setting = {.request = request};
    struct problems none = {0};
    struct result result = store_read(request->store, read_security, &setting);
    if (!result_failed(result)) {
        fill_security(&setting, response, &none);
    }
    return result;
}

static struct result write_security(struct store_session *session, void *context)
{
    struct setting *setting = context;
    struct request *request = setting->request;
    const struct account_deed deed = {setting->deed_id, "security.set", "region", request->region_id, 0, NULL, 0, NULL};
    struct result result =
        security_put(session, request->region_id, &setting->security, request->actor->person_id, request->now_ms);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_security(struct request *request, struct response *response)
{
    struct setting setting = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct span chosen[ROLES * 2];
    size_t count = request_form_all(request, "second", chosen, ROLES * 2);
    for (size_t index = 0; index < count; index++) {
        setting.security.second_factor_roles |= security_read_roles(chosen[index]);
    }
    for (size_t index = 0; index < SECURITY_NUMBERS; index++) {
        const struct security_number *known = &security_numbers[index];
        int64_t number = 0;
        if (!number_parse(span_trim(request_form(request, known->name)), &number) || number < known->least ||
            number > known->most) {
            problems_add(&problems, (struct problem){known->name, "account.error.number_range",
                                                     arena_format(request->arena, "%lld", (long long)known->least),
                                                     arena_format(request->arena, "%lld", (long long)known->most)});
        }
        *number_of(&setting.security, index) = number;
    }
    if (problems.count > 0) {
        fill_security(&setting, response, &problems);
        return result_ok();
    }
    response->location = "/office/security?saved=1";
    return store_write(request->store, write_security, &setting);
}
