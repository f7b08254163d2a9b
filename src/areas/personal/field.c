/* Sealed fields of a person in the database. */
#include "areas/personal/personal.h"

#include "areas/personal/identity.h"

/* place: part of what the seal proves, so a cell moved to another field does not open. */
static const struct {
    const char *name, *place;
} fields[PERSONAL_FIELDS] = {
    {"telephone", "person_field/telephone"}, {"id_number", "person_field/id_number"}, {"address", "person_contact"}};

const char *personal_field_name(enum personal_field field)
{
    return fields[field].name;
}

bool personal_field_parse(struct span name, enum personal_field *out)
{
    for (int field = 0; field < PERSONAL_FIELDS; field++) {
        if (span_is(name, fields[field].name)) {
            *out = (enum personal_field)field;
            return true;
        }
    }
    return false;
}

static const char *mask_address(struct arena *arena, const char *address)
{
    const char *at = strchr(address, '@');
    return at == NULL || at == address ? "" : arena_format(arena, "%c***%s", address[0], at);
}

const char *personal_mask(struct arena *arena, enum personal_field field, const char *text)
{
    switch (field) {
    case PERSONAL_TELEPHONE:
        return telephone_mask(arena, text);
    case PERSONAL_ID_NUMBER:
        return id_number_mask(arena, text);
    case PERSONAL_ADDRESS:
        return mask_address(arena, text);
    case PERSONAL_FIELDS:
        break;
    }
    return "";
}

static struct personal_cell cell_of(int64_t region_id, int64_t person_id, enum personal_field field)
{
    return (struct personal_cell){fields[field].place, region_id, person_id};
}

struct result personal_field_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                  int64_t person_id, enum personal_field field, const char **out)
{
    struct store_rows *rows;
    struct store_value region = store_integer(region_id);
    struct store_value person = store_integer(person_id);
    struct result result = field == PERSONAL_ADDRESS
                               ? store_query(session, "personal_address_find", STORE_VALUES(region, person), &rows)
                               : store_query(session, "personal_field_find",
                                             STORE_VALUES(region, person, store_text(fields[field].name)), &rows);
    if (result_failed(result)) {
        return result;
    }
    const char *stored = store_rows_next(rows) ? store_rows_text(arena, rows, 0) : "";
    result = store_rows_close(rows);
    const struct personal_cell cell = cell_of(region_id, person_id, field);
    return result_failed(result) ? result : personal_unseal(arena, session, &cell, stored, out);
}

static struct result seal_and_put(struct arena *arena, struct store_session *session, const struct personal_cell *cell,
                                  enum personal_field field, const char *text, int64_t now_ms)
{
    char index[DIGEST_TEXT_SIZE];
    const char *sealed = "";
    struct result result = personal_seal(arena, session, cell, text, &sealed);
    result = result_failed(result) ? result : personal_index(session, cell->region_id, text, index);
    return result_failed(result) ? result
                                 : store_execute(session, "personal_field_put",
                                                 STORE_VALUES(store_integer(cell->region_id), store_integer(cell->id),
                                                              store_text(fields[field].name), store_text(sealed),
                                                              store_text(index), store_integer(now_ms)),
                                                 NULL);
}

struct result personal_field_put(struct store_session *session, int64_t region_id, int64_t person_id,
                                 enum personal_field field, const char *text, int64_t now_ms)
{
    if (text[0] == '\0') {
        return store_execute(
            session, "personal_field_delete",
            STORE_VALUES(store_integer(region_id), store_integer(person_id), store_text(fields[field].name)), NULL);
    }
    if (store_session_seal(session) == NULL) {
        return result_internal("a telephone or ID number is never stored without a key");
    }
    struct arena arena;
    arena_init(&arena);
    const struct personal_cell cell = cell_of(region_id, person_id, field);
    struct result result = seal_and_put(&arena, session, &cell, field, text, now_ms);
    arena_release(&arena);
    return result;
}

struct result personal_lookup(struct store_session *session, int64_t region_id, enum personal_field field,
                              const char *text, int64_t *people, size_t most, size_t *count)
{
    char indexes[PERSONAL_INDEXES][DIGEST_TEXT_SIZE];
    struct store_rows *rows;
    personal_indexes(session, text, indexes);
    struct store_value region = store_integer(region_id);
    struct store_value limit = store_integer((int64_t)most);
    struct store_value first = store_text(indexes[0]);
    struct store_value second = store_text(indexes[1]);
    struct store_value third = store_text(indexes[2]);
    struct result result =
        field == PERSONAL_ADDRESS
            ? store_query(session, "personal_address_lookup", STORE_VALUES(region, first, second, third, limit), &rows)
            : store_query(session, "personal_field_lookup",
                          STORE_VALUES(region, first, second, third, limit, store_text(fields[field].name)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *count = 0;
    while (*count < most && store_rows_next(rows)) {
        people[(*count)++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}
