/* /account/personal: a person's own telephone and ID number, consents, and who looked. */
#include "areas/personal/page.h"

#include "areas/audit/audit.h"
#include "areas/personal/identity.h"
#include "text/text.h"

enum { GUARDIAN_MOST = 40, GUARDIAN_AGE = 14 };

void personal_problem(struct problems *problems, struct result result)
{
    problems_add(problems, (struct problem){result.field, result.message, NULL, NULL});
}

void personal_answer(struct response *response, json_t *document, const struct problems *problems, const char *view,
                     const char *title)
{
    json_t *list = problems_document(problems);
    field_label_problems(list, json_object_get(document, "form"));
    json_object_set_new(document, "problems", list);
    response->document = document;
    response->view = view;
    response->title = title;
    response->no_store = true;
    response->status = problems->count > 0 ? 422 : 0;
}

/* --- the page ---------------------------------------------------------------------------------------------------------- */

struct own_page {
    struct request *request;
    json_t *document; /* owned */
};

static bool is_given(const json_t *consents, const char *purpose)
{
    size_t index;
    const json_t *row;
    json_array_foreach(consents, index, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "purpose")), purpose) == 0) {
            return strcmp(json_string_value(json_object_get(row, "step")), "given") == 0;
        }
    }
    return false;
}

static struct result read_page(struct store_session *session, void *context)
{
    struct own_page *page = context;
    json_decref(page->document);
    page->document = NULL;
    struct result result = personal_own_document(session, page->request, false, &page->document);
    json_t *purposes = json_array();
    for (size_t index = 0; index < CONSENT_PURPOSES && !result_failed(result); index++) {
        struct consent_text text;
        result = consent_text_now(page->request, session, consent_purposes[index], &text);
        if (!result_failed(result)) {
            json_t *row = personal_text_document(page->request, &text);
            bool given = is_given(json_object_get(page->document, "consents"), text.purpose);
            json_object_set_new(row, "given", json_boolean(given));
            json_object_set_new(row, "is_notice", json_boolean(index == 0));
            json_array_append_new(purposes, row);
        }
    }
    if (result_failed(result)) {
        json_decref(purposes);
        return result;
    }
    json_object_set_new(page->document, "purposes", purposes);
    return result;
}

static json_t *field_of(const struct request *request, const struct field_look *look, const struct problems *problems)
{
    struct span value = request_form(request, look->name);
    return field_document(look, &value, value.length > 0 ? 1 : 0, problems);
}

static json_t *form_document(const struct request *request, const struct problems *problems)
{
    static const struct field_look looks[] = {{.name = "telephone",
                                               .label = "personal.field.telephone",
                                               .hint = "personal.hint.telephone",
                                               .type = "tel",
                                               .inputmode = "tel",
                                               .autocomplete = "tel",
                                               .width = "medium"},
                                              {.name = "id_number",
                                               .label = "personal.field.id_number",
                                               .hint = "personal.hint.id_number",
                                               .autocomplete = "off",
                                               .width = "medium"},
                                              {.name = "guardian",
                                               .label = "personal.field.guardian",
                                               .hint = "personal.hint.guardian",
                                               .autocomplete = "off",
                                               .optional = true,
                                               .width = "medium"}};
    json_t *form = json_object();
    for (size_t index = 0; index < sizeof looks / sizeof looks[0]; index++) {
        json_object_set_new(form, looks[index].name, field_of(request, &looks[index], problems));
    }
    const struct field_look agree = {.name = "agree", .label = "personal.agree.id_number"};
    json_object_set_new(form, "agree", field_document(&agree, NULL, 0, problems));
    return form;
}

/* look: what is shown in full this once; NULL without. */
static struct result answer_own(struct request *request, struct response *response, const struct problems *problems,
                                const struct look *look)
{
    struct own_page page = {.request = request};
    struct result result = store_read(request->store, read_page, &page);
    if (result_failed(result)) {
        json_decref(page.document);
        return result;
    }
    json_object_set_new(page.document, "form", form_document(request, problems));
    if (look != NULL) {
        json_object_set_new(page.document, "shown",
                            json_pack("{s:s, s:s}", "field", personal_field_name(look->field), "value", look->value));
    }
    if (request_query(request, "saved").length > 0) {
        json_object_set_new(page.document, "saved",
                            json_pack("{s:s, s:s}", "kind", "done", "message", "account.saved"));
    }
    personal_answer(response, page.document, problems, "personal/own", "personal.own.title");
    return result_ok();
}

struct result show_own(struct request *request, struct response *response)
{
    const struct problems none = {0};
    return answer_own(request, response, &none, NULL);
}

/* --- entering ---------------------------------------------------------------------------------------------------------- */

struct entering {
    struct request *request;
    enum personal_field field;
    const char *value, *guardian;
    int64_t consent_id, deed_id;
};

static struct result write_field(struct store_session *session, void *context)
{
    const struct entering *entering = context;
    const struct request *request = entering->request;
    int64_t person_id = request->actor->person_id;
    const struct consent_record record = {.id = entering->consent_id,
                                          .purpose = personal_field_name(entering->field),
                                          .step = "given",
                                          .how = "account",
                                          .guardian = entering->guardian};
    struct result result =
        personal_field_put(session, request->region_id, person_id, entering->field, entering->value, request->now_ms);
    result = result_failed(result) ? result : consent_append(session, request, person_id, &record);
    struct audit_entry entry = audit_of(request, "account.manage", "person", person_id, 0);
    entry.detail = arena_format(request->arena, "{\"field\":\"%s\"}", record.purpose);
    return result_failed(result) ? result : audit_append(session, request->region_id, entering->deed_id, &entry);
}

static struct result check_guardian(const char *guardian)
{
    return utf8_count(span_of(guardian)) <= GUARDIAN_MOST && strpbrk(guardian, "\r\n\t<>") == NULL
               ? result_ok()
               : result_invalid("guardian", "personal.error.guardian_name");
}

/* art. 29: an ID number asks for a consent of its own; art. 31: below fourteen a guardian gives it. */
static void read_entered(struct entering *entering, struct problems *problems)
{
    struct request *request = entering->request;
    struct span typed = request_form(request, personal_field_name(entering->field));
    bool of_card = entering->field == PERSONAL_ID_NUMBER;
    entering->guardian = arena_copy(request->arena, span_trim(request_form(request, "guardian")));
    struct result result = of_card ? id_number_read(request->arena, typed, request->today, &entering->value)
                                   : telephone_read(request->arena, typed, &entering->value);
    if (result_failed(result)) {
        personal_problem(problems, result);
    }
    if (of_card && !span_is(request_form(request, "agree"), "1")) {
        personal_problem(problems, result_invalid("agree", "personal.error.agree"));
    }
    struct result named = check_guardian(entering->guardian);
    if (result_failed(named)) {
        personal_problem(problems, named);
    }
    if (of_card && !result_failed(result) && entering->guardian[0] == '\0' &&
        id_number_age(entering->value, request->today) < GUARDIAN_AGE) {
        personal_problem(problems, result_invalid("guardian", "personal.error.guardian"));
    }
}

static struct result no_such_field(void)
{
    return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

struct result submit_field(struct request *request, struct response *response)
{
    struct entering entering = {.request = request,
                                .value = "",
                                .consent_id = store_next_id(request->store),
                                .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    if (!personal_field_parse(span_of(request->parameters[0]), &entering.field) || entering.field == PERSONAL_ADDRESS) {
        return no_such_field();
    }
    read_entered(&entering, &problems);
    if (problems.count > 0) {
        return answer_own(request, response, &problems, NULL);
    }
    response->location = "/account/personal?saved=1";
    return store_write(request->store, write_field, &entering);
}

struct result submit_own_look(struct request *request, struct response *response)
{
    struct problems problems = {0};
    struct look look = {.request = request,
                        .person_id = request->actor->person_id,
                        .deed_id = store_next_id(request->store),
                        .purpose = "self",
                        .note = ""};
    if (!personal_field_parse(span_of(request->parameters[0]), &look.field)) {
        return no_such_field();
    }
    struct result result = look_take(&look);
    if (result_failed(result) && result.code != RESULT_INVALID) {
        return result;
    }
    if (result.code == RESULT_INVALID) {
        personal_problem(&problems, result);
    }
    return answer_own(request, response, &problems, problems.count == 0 ? &look : NULL);
}

/* --- withdrawing --------------------------------------------------------------------------------------------------------- */

struct withdrawing {
    struct request *request;
    const char *purpose;
    int64_t consent_id, deed_id;
};

static struct result find_given(struct store_session *session, const struct withdrawing *withdrawing, bool *given)
{
    const struct request *request = withdrawing->request;
    size_t count = 0;
    struct consent_listed *rows = ARENA_ARRAY(request->arena, struct consent_listed, CONSENTS_MOST);
    struct result result =
        consent_list(request->arena, session, request->region_id, request->actor->person_id, rows, &count);
    const struct consent_listed *last = result_failed(result) ? NULL : consent_last(rows, count, withdrawing->purpose);
    *given = last != NULL && strcmp(last->step, "given") == 0;
    return result;
}

/* What was kept on this consent goes at once: art. 15 and 47. Nothing to withdraw: nothing happens. */
static struct result write_withdrawal(struct store_session *session, void *context)
{
    const struct withdrawing *withdrawing = context;
    const struct request *request = withdrawing->request;
    int64_t person_id = request->actor->person_id;
    enum personal_field field;
    const struct consent_record record = {
        .id = withdrawing->consent_id, .purpose = withdrawing->purpose, .step = "withdrawn", .how = "account"};
    bool given = false;
    struct result result = find_given(session, withdrawing, &given);
    if (result_failed(result) || !given) {
        return result;
    }
    result = consent_append(session, request, person_id, &record);
    if (!result_failed(result) && personal_field_parse(span_of(withdrawing->purpose), &field)) {
        result = personal_field_put(session, request->region_id, person_id, field, "", request->now_ms);
    }
    struct audit_entry entry = audit_of(request, "consent.withdraw", "person", person_id, 0);
    entry.detail = arena_format(request->arena, "{\"purpose\":\"%s\"}", withdrawing->purpose);
    return result_failed(result) ? result : audit_append(session, request->region_id, withdrawing->deed_id, &entry);
}

struct result submit_withdrawal_of_consent(struct request *request, struct response *response)
{
    struct withdrawing withdrawing = {.request = request,
                                      .purpose = consent_purpose_parse(span_of(request->parameters[0])),
                                      .consent_id = store_next_id(request->store),
                                      .deed_id = store_next_id(request->store)};
    if (withdrawing.purpose == NULL) {
        return no_such_field();
    }
    response->location = "/account/personal?saved=1";
    return store_write(request->store, write_withdrawal, &withdrawing);
}
