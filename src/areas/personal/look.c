/* Looking at a value in full: read and noted together, or not at all. */
#include "areas/personal/page.h"

#include "areas/audit/audit.h"
#include "web/permission.h"

#include <stdlib.h>

const char *const look_purposes[LOOK_PURPOSES] = {"contact", "agreement", "complaint", "authority", "request"};

const char *look_purpose_parse(struct span text)
{
    for (size_t index = 0; index < LOOK_PURPOSES; index++) {
        if (span_is(text, look_purposes[index])) {
            return look_purposes[index];
        }
    }
    return NULL;
}

const char *look_detail(struct arena *arena, const char *field, const char *purpose, const char *note)
{
    json_t *object = json_pack("{s:s, s:s, s:s}", "field", field, "purpose", purpose, "note", note);
    char *text = json_dumps(object, JSON_COMPACT);
    const char *copy = text == NULL ? "" : arena_text(arena, text);
    free(text);
    json_decref(object);
    return copy;
}

static struct result check_person(struct store_session *session, const struct look *look)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "personal_person_find",
                    STORE_VALUES(store_integer(look->request->region_id), store_integer(look->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    result = store_rows_close(rows);
    return result_failed(result) || found ? result : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

static struct result read_and_note(struct store_session *session, void *context)
{
    struct look *look = context;
    struct request *request = look->request;
    const char *value = "";
    look->value = NULL;
    struct result result = check_person(session, look);
    if (!result_failed(result)) {
        result = personal_field_find(request->arena, session, request->region_id, look->person_id, look->field, &value);
    }
    if (!result_failed(result) && value[0] == '\0') {
        return result_invalid("field", "personal.error.nothing");
    }
    struct audit_entry entry = audit_of(request, "person.unmask", "person", look->person_id, 0);
    entry.detail = look_detail(request->arena, personal_field_name(look->field), look->purpose, look->note);
    result = result_failed(result) ? result : audit_append(session, request->region_id, look->deed_id, &entry);
    if (!result_failed(result)) {
        look->value = value;
    }
    return result;
}

struct result look_take(struct look *look)
{
    const struct subject subject = {.person_id = look->person_id};
    if (!permission_allows(look->request->actor, "person.unmask", subject)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "error.forbidden", "person.unmask");
    }
    return store_write(look->request->store, read_and_note, look);
}
