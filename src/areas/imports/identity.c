/* Whose row it is. */
#include "areas/imports/identity.h"

#include "base/check.h"
#include "base/hash.h"

static struct identity refuse(const struct import_sheet *sheet, const struct import_row *row, const char *field,
                              const char *message, const char *hint)
{
    return (struct identity){.kind = IDENTITY_REFUSED,
                             .refusal = {row->number, import_column_of(sheet, field), message, hint}};
}

static struct identity known(const struct organisation *stored)
{
    return (struct identity){.kind = IDENTITY_KNOWN, .stored = *stored};
}

static struct result find_by_name(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const char *name, struct organisation *out)
{
    return name[0] == '\0' ? result_fail(RESULT_NOT_FOUND, "name", "organisation.error.not_found", NULL)
                           : organisation_find_by_name(arena, session, region_id, name, out);
}

/* A code is one organisation's over all regions. */
static struct result is_registered_elsewhere(struct store_session *session, const char *code, bool *elsewhere)
{
    struct store_rows *rows;
    struct result result = store_query(session, "import_code_region", STORE_VALUES(store_text(code)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *elsewhere = store_rows_next(rows);
    return store_rows_close(rows);
}

struct asking {
    struct arena *arena;
    struct store_session *session;
    int64_t region_id;
    const struct import_sheet *sheet;
    const struct import_row *row;
};

static struct result identify_by_code(const struct asking *asking, struct identity *out, bool *found)
{
    const struct organisation *given = asking->row->organisation;
    struct organisation by_code;
    struct organisation by_name;
    *found = false;
    struct result result =
        organisation_find_by_code(asking->arena, asking->session, asking->region_id, given->credit_code, &by_code);
    if (result.code == RESULT_NOT_FOUND) {
        return result_ok();
    }
    if (!result_failed(result)) {
        *found = true;
        result = find_by_name(asking->arena, asking->session, asking->region_id, given->name, &by_name);
    }
    bool clash = !result_failed(result) && by_name.id != by_code.id;
    if (!result_failed(result) || result.code == RESULT_NOT_FOUND) {
        *out = clash
                   ? refuse(asking->sheet, asking->row, "credit_code", "import.row.code_and_name_differ", by_code.name)
                   : known(&by_code);
        return result_ok();
    }
    return result;
}

/* No code, or one that this region does not know. */
static struct result identify_by_name(const struct asking *asking, struct identity *out)
{
    const struct organisation *given = asking->row->organisation;
    struct organisation by_name;
    bool coded = given->credit_code[0] != '\0';
    bool elsewhere = false;
    struct result result =
        coded ? is_registered_elsewhere(asking->session, given->credit_code, &elsewhere) : result_ok();
    if (result_failed(result)) {
        return result;
    }
    if (elsewhere) {
        *out = refuse(asking->sheet, asking->row, "credit_code", "import.row.code_elsewhere", "");
        return result_ok();
    }
    result = find_by_name(asking->arena, asking->session, asking->region_id, given->name, &by_name);
    if (result.code == RESULT_NOT_FOUND) {
        *out = given->name[0] == '\0' ? refuse(asking->sheet, asking->row, "credit_code", "import.row.code_unknown", "")
                                      : (struct identity){.kind = IDENTITY_NEW};
        return result_ok();
    }
    if (!result_failed(result)) {
        bool other = coded && by_name.credit_code[0] != '\0'; /* and not the same: it was not found by the code */
        *out = other ? refuse(asking->sheet, asking->row, "credit_code", "import.row.name_has_other_code",
                              by_name.credit_code)
                     : known(&by_name);
    }
    return result;
}

struct result identity_find(struct arena *arena, struct store_session *session, int64_t region_id,
                            const struct import_sheet *sheet, const struct import_row *row, struct identity *out)
{
    struct asking asking = {arena, session, region_id, sheet, row};
    bool found = false;
    struct result result = result_ok();
    if (row->organisation->credit_code[0] != '\0') {
        result = identify_by_code(&asking, out, &found);
    }
    return result_failed(result) || found ? result : identify_by_name(&asking, out);
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

struct memory memory_make(struct arena *arena, size_t most)
{
    struct memory memory = {.size = 64};
    while (memory.size < 2 * most) {
        memory.size *= 2;
    }
    memory.entries = ARENA_ARRAY(arena, struct memory_entry, memory.size);
    return memory;
}

static struct memory_entry *slot_of(const struct memory *memory, const char *key, uint64_t hash)
{
    size_t at = hash & (memory->size - 1);
    while (memory->entries[at].key != NULL &&
           (memory->entries[at].hash != hash || strcmp(memory->entries[at].key, key) != 0)) {
        at = (at + 1) & (memory->size - 1);
    }
    return &memory->entries[at];
}

bool memory_find(const struct memory *memory, const char *key, int64_t *value)
{
    const struct memory_entry *entry = slot_of(memory, key, hash_fast(span_of(key)));
    if (entry->key == NULL) {
        return false;
    }
    *value = entry->value;
    return true;
}

void memory_put(struct arena *arena, struct memory *memory, const char *key, int64_t value)
{
    uint64_t hash = hash_fast(span_of(key));
    struct memory_entry *entry = slot_of(memory, key, hash);
    *entry = (struct memory_entry){hash, entry->key == NULL ? arena_text(arena, key) : entry->key, value};
}
