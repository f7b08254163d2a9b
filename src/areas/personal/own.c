/* What other areas show of a person's own data: fields, consents, who looked; what goes and what stays at erasure. */
#include "areas/personal/consent.h"

#include "areas/audit/audit.h"
#include "catalogue/table.h"

enum { LOOKS_MOST = 100 };

static struct result add_field(struct store_session *session, const struct request *request, enum personal_field field,
                               bool full, json_t *document)
{
    const char *text = "";
    struct result result =
        personal_field_find(request->arena, session, request->region_id, request->actor->person_id, field, &text);
    if (!result_failed(result)) {
        const char *shown = full ? text : personal_mask(request->arena, field, text);
        json_object_set_new(document, personal_field_name(field), json_string(shown));
    }
    return result;
}

static struct result add_consents(struct store_session *session, const struct request *request, json_t *document)
{
    size_t count = 0;
    struct consent_listed *rows = ARENA_ARRAY(request->arena, struct consent_listed, CONSENTS_MOST);
    struct result result =
        consent_list(request->arena, session, request->region_id, request->actor->person_id, rows, &count);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        const struct consent_listed *row = &rows[index];
        json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:I}", "purpose", row->purpose, "version",
                                              (json_int_t)row->version, "step", row->step, "how", row->how, "guardian",
                                              row->guardian, "digest", row->digest, "at", (json_int_t)row->at_ms));
    }
    json_object_set_new(document, "consents", list);
    return result_ok();
}

static void set_word(json_t *look, const json_t *detail, const char *name)
{
    const char *text = json_string_value(json_object_get(detail, name));
    json_object_set_new(look, name, json_string(text == NULL ? "" : text));
}

/* Looks at full values, and searches that found this person; never from where. */
static struct result add_looks(struct store_session *session, const struct request *request, const char *action,
                               json_t *list)
{
    const struct audit_filter filter = {.subject_id = request->actor->person_id, .action = action, .limit = LOOKS_MOST};
    struct audit_row *rows = NULL;
    size_t count = 0;
    struct result result = audit_list(request->arena, session, request->region_id, &filter, &rows, &count);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        const struct audit_entry *entry = &rows[index].entry;
        if (strcmp(entry->outcome, "done") != 0) {
            continue;
        }
        json_t *detail = json_loads(entry->detail, 0, NULL);
        json_t *look =
            json_pack("{s:I, s:s, s:s}", "at", (json_int_t)entry->at_ms, "actor", entry->actor_name, "action", action);
        set_word(look, detail, "field");
        set_word(look, detail, "purpose");
        set_word(look, detail, "note");
        json_array_append_new(list, look);
        json_decref(detail);
    }
    return result;
}

struct result personal_own_document(struct store_session *session, const struct request *request, bool full,
                                    json_t **out)
{
    json_t *document = json_pack("{s:[]}", "looks");
    json_t *looks = json_object_get(document, "looks");
    struct result result = add_field(session, request, PERSONAL_TELEPHONE, full, document);
    result = result_failed(result) ? result : add_field(session, request, PERSONAL_ID_NUMBER, full, document);
    result = result_failed(result) ? result : add_consents(session, request, document);
    result = result_failed(result) ? result : add_looks(session, request, "person.unmask", looks);
    result = result_failed(result) ? result : add_looks(session, request, "person.find", looks);
    if (result_failed(result)) {
        json_decref(document);
        return result;
    }
    *out = document;
    return result;
}

/* --- erasing ----------------------------------------------------------------------------------------------------------- */

struct result personal_erase(struct store_session *session, const struct request *request,
                             const int64_t ids[PERSONAL_ERASE_IDS])
{
    int64_t person_id = request->actor->person_id;
    size_t count = 0;
    struct consent_listed *rows = ARENA_ARRAY(request->arena, struct consent_listed, CONSENTS_MOST);
    struct result result = consent_list(request->arena, session, request->region_id, person_id, rows, &count);
    for (size_t index = 0; index < CONSENT_PURPOSES && !result_failed(result); index++) {
        const struct consent_listed *last = consent_last(rows, count, consent_purposes[index]);
        const struct consent_record record = {
            .id = ids[index], .purpose = consent_purposes[index], .step = "withdrawn", .how = "erasure"};
        if (last != NULL && strcmp(last->step, "given") == 0) {
            result = consent_append(session, request, person_id, &record);
        }
    }
    for (int field = 0; field < PERSONAL_ADDRESS && !result_failed(result); field++) {
        result =
            personal_field_put(session, request->region_id, person_id, (enum personal_field)field, "", request->now_ms);
    }
    return result;
}

struct result personal_kept_document(const struct request *request, json_t **out)
{
    struct table table;
    struct result result = table_read(request->arena, "catalogues/retention_rules.csv", &table);
    if (result_failed(result)) {
        return result;
    }
    bool english = strcmp(request->language, "en") == 0;
    json_t *list = json_array();
    for (size_t row = 0; row < table.rows; row++) {
        int months = table_number(&table, row, "months", 0);
        json_t *kept = json_pack("{s:s, s:s, s:s, s:s}", "id", table_cell(&table, row, "id"), "clause",
                                 table_cell(&table, row, english ? "clause_en" : "clause_zh"), "source",
                                 table_cell(&table, row, "source"), "status", table_cell(&table, row, "status"));
        if (months > 0) {
            json_object_set_new(kept, "months", json_integer(months));
        }
        json_array_append_new(list, kept);
    }
    *out = list;
    return result_ok();
}
