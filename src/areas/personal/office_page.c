/* The office's pages: somebody found by telephone, ID number or mail address; a person's card, masked; a look at the whole,
 * with its purpose. What is looked for never stands in an address or in the log. */
#include "areas/personal/page.h"

#include "areas/audit/audit.h"
#include "areas/personal/identity.h"
#include "base/id.h"
#include "text/text.h"
#include "web/permission.h"

enum { FOUND_MOST = 20, DIGITS_IN_NOTE = 7, ADDRESS_MOST = 254 };

/* --- the card ---------------------------------------------------------------------------------------------------------- */

struct card {
    struct request *request;
    int64_t person_id;
    const char *login, *name, *status;
    const char *masked[PERSONAL_FIELDS];
};

static struct result read_person(struct store_session *session, struct card *card)
{
    struct store_rows *rows;
    struct arena *arena = card->request->arena;
    struct result result =
        store_query(session, "personal_person_find",
                    STORE_VALUES(store_integer(card->request->region_id), store_integer(card->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    if (found) {
        card->login = store_rows_text(arena, rows, 0);
        card->name = store_rows_text(arena, rows, 1);
        card->status = store_rows_text(arena, rows, 2);
    }
    result = store_rows_close(rows);
    return result_failed(result) || found ? result : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

static struct result read_card(struct store_session *session, void *context)
{
    struct card *card = context;
    const struct request *request = card->request;
    struct result result = read_person(session, card);
    for (int field = 0; field < PERSONAL_FIELDS && !result_failed(result); field++) {
        const char *text = "";
        result = personal_field_find(request->arena, session, request->region_id, card->person_id,
                                     (enum personal_field)field, &text);
        card->masked[field] = personal_mask(request->arena, (enum personal_field)field, text);
    }
    return result;
}

static json_t *values_document(const struct card *card, const struct look *look)
{
    json_t *list = json_array();
    for (int field = 0; field < PERSONAL_FIELDS; field++) {
        json_t *row = json_pack("{s:s, s:s}", "field", personal_field_name((enum personal_field)field), "masked",
                                card->masked[field]);
        if (look != NULL && look->field == (enum personal_field)field) {
            json_object_set_new(row, "shown", json_string(look->value));
        }
        json_array_append_new(list, row);
    }
    return list;
}

/* The form for a look at what there is. */
static json_t *look_form(const struct card *card, const struct problems *problems, bool empty)
{
    struct field_option kinds[PERSONAL_FIELDS];
    size_t kind_count = 0;
    struct field_option purposes[LOOK_PURPOSES];
    for (int field = 0; field < PERSONAL_FIELDS; field++) {
        const char *name = personal_field_name((enum personal_field)field);
        if (card->masked[field][0] != '\0') {
            kinds[kind_count++] =
                (struct field_option){name, arena_format(card->request->arena, "personal.field.%s", name), NULL, -1};
        }
    }
    for (size_t index = 0; index < LOOK_PURPOSES; index++) {
        const char *label = arena_format(card->request->arena, "personal.purpose.%s", look_purposes[index]);
        purposes[index] = (struct field_option){look_purposes[index], label, NULL, -1};
    }
    const struct field_look looks[] = {{.name = "field",
                                        .label = "personal.look.field",
                                        .width = "medium",
                                        .required = true,
                                        .options = kinds,
                                        .option_count = kind_count},
                                       {.name = "purpose",
                                        .label = "personal.look.purpose",
                                        .empty = "personal.look.choose",
                                        .required = true,
                                        .options = purposes,
                                        .option_count = LOOK_PURPOSES},
                                       {.name = "note",
                                        .label = "personal.look.note",
                                        .hint = "personal.look.note_hint",
                                        .max_length = LOOK_NOTE_MOST,
                                        .required = true}};
    json_t *form = json_object();
    for (size_t index = 0; index < sizeof looks / sizeof looks[0]; index++) {
        struct span value = empty ? span_of("") : request_form(card->request, looks[index].name);
        json_object_set_new(form, looks[index].name, field_document(&looks[index], &value, value.length > 0, problems));
    }
    return form;
}

static struct result answer_card(struct request *request, struct response *response, int64_t person_id,
                                 const struct problems *problems, const struct look *look)
{
    struct card card = {.request = request, .person_id = person_id};
    char id[ID_TEXT_SIZE];
    struct result result = store_read(request->store, read_card, &card);
    if (result_failed(result)) {
        return result;
    }
    bool any = false;
    for (int field = 0; field < PERSONAL_FIELDS; field++) {
        any = any || card.masked[field][0] != '\0';
    }
    const struct subject subject = {.person_id = person_id};
    bool may_look = permission_allows(request->actor, "person.unmask", subject);
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:b, s:b, s:o, s:o}", "id", id_format(person_id, id), "login", card.login, "name",
                  card.name, "may_look", (int)(may_look && any), "any", (int)any, "values",
                  values_document(&card, look), "form", look_form(&card, problems, look != NULL));
    personal_answer(response, document, problems, "personal/card", "personal.card.title");
    return result_ok();
}

struct result show_card(struct request *request, struct response *response)
{
    const struct problems none = {0};
    int64_t person_id = 0;
    struct result result = request_id(request, 0, &person_id);
    return result_failed(result) ? result : answer_card(request, response, person_id, &none, NULL);
}

/* --- a look ------------------------------------------------------------------------------------------------------------- */

/* Not empty, and no number of a person's: entries of the log are never taken out. */
static struct result check_note(const char *note)
{
    size_t run = 0;
    for (const char *at = note; *at != '\0' && run < DIGITS_IN_NOTE; at++) {
        run = *at >= '0' && *at <= '9' ? run + 1 : 0;
    }
    size_t count = utf8_count(span_of(note));
    if (count < LOOK_NOTE_LEAST || count > LOOK_NOTE_MOST) {
        return result_invalid("note", "personal.error.note");
    }
    return run == DIGITS_IN_NOTE ? result_invalid("note", "personal.error.note_number") : result_ok();
}

struct result submit_look(struct request *request, struct response *response)
{
    struct look look = {.request = request,
                        .deed_id = store_next_id(request->store),
                        .purpose = look_purpose_parse(request_form(request, "purpose")),
                        .note = fold_key(request->arena, request_form(request, "note"))};
    struct problems problems = {0};
    struct result result = request_id(request, 0, &look.person_id);
    if (result_failed(result)) {
        return result;
    }
    const struct result checked[] = {personal_field_parse(request_form(request, "field"), &look.field)
                                         ? result_ok()
                                         : result_invalid("field", "personal.error.field"),
                                     look.purpose != NULL ? result_ok()
                                                          : result_invalid("purpose", "personal.error.purpose"),
                                     check_note(look.note)};
    look.note = arena_copy(request->arena, span_trim(request_form(request, "note")));
    for (size_t index = 0; index < sizeof checked / sizeof checked[0]; index++) {
        if (result_failed(checked[index])) {
            personal_problem(&problems, checked[index]);
        }
    }
    /* Who may not look is told so first: a form that answers "purpose missing" would say that the person is there. */
    const struct subject subject = {.person_id = look.person_id};
    if (!permission_allows(request->actor, "person.unmask", subject)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "error.forbidden", "person.unmask");
    }
    result = problems.count > 0 ? result_ok() : look_take(&look);
    if (result_failed(result) && result.code != RESULT_INVALID) {
        return result;
    }
    if (result.code == RESULT_INVALID) {
        personal_problem(&problems, result);
    }
    return answer_card(request, response, look.person_id, &problems, problems.count == 0 ? &look : NULL);
}

/* --- looking for somebody -------------------------------------------------------------------------------------------------- */

struct finding {
    struct request *request;
    enum personal_field field;
    const char *text;
    int64_t people[FOUND_MOST], deed_ids[FOUND_MOST + 1];
    size_t count;
    json_t *list; /* owned */
};

/* Each who was found can read of it; a search without result is noted too. */
static struct result note_found(struct store_session *session, const struct finding *finding)
{
    const struct request *request = finding->request;
    struct result result = result_ok();
    size_t entries = finding->count == 0 ? 1 : finding->count;
    for (size_t index = 0; index < entries && !result_failed(result); index++) {
        int64_t person_id = finding->count == 0 ? 0 : finding->people[index];
        struct audit_entry entry = audit_of(request, "person.find", "person", person_id, 0);
        entry.detail = arena_format(request->arena, "{\"field\":\"%s\"}", personal_field_name(finding->field));
        result = audit_append(session, request->region_id, finding->deed_ids[index], &entry);
    }
    return result;
}

static struct result find_and_note(struct store_session *session, void *context)
{
    struct finding *finding = context;
    struct request *request = finding->request;
    json_array_clear(finding->list);
    struct result result = personal_lookup(session, request->region_id, finding->field, finding->text, finding->people,
                                           FOUND_MOST, &finding->count);
    for (size_t index = 0; index < finding->count && !result_failed(result); index++) {
        char id[ID_TEXT_SIZE];
        struct card card = {.request = request, .person_id = finding->people[index]};
        result = read_card(session, &card);
        if (!result_failed(result)) {
            json_array_append_new(finding->list,
                                  json_pack("{s:s, s:s, s:s, s:s}", "id", id_format(card.person_id, id), "name",
                                            card.name, "login", card.login, "masked", card.masked[finding->field]));
        }
    }
    return result_failed(result) ? result : note_found(session, finding);
}

static json_t *lookup_form(const struct request *request, const struct problems *problems)
{
    static const struct field_option kinds[] = {{"telephone", "personal.field.telephone", NULL, -1},
                                                {"id_number", "personal.field.id_number", NULL, -1},
                                                {"address", "personal.field.address", NULL, -1}};
    const struct field_look looks[] = {
        {.name = "field", .label = "personal.find.field", .width = "medium", .options = kinds, .option_count = 3},
        {.name = "value",
         .label = "personal.find.value",
         .hint = "personal.find.value_hint",
         .autocomplete = "off",
         .width = "medium",
         .required = true}};
    json_t *form = json_object();
    for (size_t index = 0; index < 2; index++) {
        struct span value = request_form(request, looks[index].name);
        json_object_set_new(form, looks[index].name, field_document(&looks[index], &value, value.length > 0, problems));
    }
    return form;
}

/* finding: NULL where nothing was looked for yet. Takes its list. */
static struct result answer_lookup(struct request *request, struct response *response, const struct problems *problems,
                                   struct finding *finding)
{
    json_t *document = json_pack("{s:o, s:b}", "form", lookup_form(request, problems), "searched",
                                 (int)(finding != NULL && problems->count == 0));
    json_object_set_new(document, "people", finding == NULL ? json_array() : finding->list);
    personal_answer(response, document, problems, "personal/find", "personal.find.title");
    return result_ok();
}

struct result show_lookup(struct request *request, struct response *response)
{
    const struct problems none = {0};
    return answer_lookup(request, response, &none, NULL);
}

static struct result read_wanted(struct finding *finding)
{
    struct request *request = finding->request;
    struct span typed = request_form(request, "value");
    struct result result = result_invalid("field", "personal.error.field");
    if (!personal_field_parse(request_form(request, "field"), &finding->field)) {
        return result;
    }
    switch (finding->field) {
    case PERSONAL_TELEPHONE:
        result = telephone_read(request->arena, typed, &finding->text);
        break;
    case PERSONAL_ID_NUMBER:
        result = id_number_read(request->arena, typed, request->today, &finding->text);
        break;
    case PERSONAL_ADDRESS:
        finding->text = fold_key(request->arena, typed.length > ADDRESS_MOST ? span_of("") : typed);
        result = finding->text[0] == '\0' ? result_invalid("value", "personal.error.address") : result_ok();
        break;
    case PERSONAL_FIELDS:
        break;
    }
    if (result_failed(result)) {
        result.field = "value";
    }
    return result;
}

struct result submit_lookup(struct request *request, struct response *response)
{
    struct finding finding = {.request = request, .list = json_array()};
    struct problems problems = {0};
    for (size_t index = 0; index <= FOUND_MOST; index++) {
        finding.deed_ids[index] = store_next_id(request->store);
    }
    struct result result = read_wanted(&finding);
    if (result.code == RESULT_INVALID) {
        personal_problem(&problems, result);
    } else {
        result = store_write(request->store, find_and_note, &finding);
        if (result_failed(result)) {
            json_decref(finding.list);
            return result;
        }
    }
    return answer_lookup(request, response, &problems, &finding);
}
