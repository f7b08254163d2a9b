/* Organisations in the database: finding and writing. */
#include "areas/organisations/organisations.h"

#include "areas/organisations/index.h"
#include "text/text.h"

static struct organisation read_row(struct arena *arena, const struct store_rows *rows)
{
    int column = 0;
    struct organisation row = {0};
    row.id = store_rows_integer(rows, column++);
    row.kind = store_rows_text(arena, rows, column++);
    row.name = store_rows_text(arena, rows, column++);
    row.short_name = store_rows_text(arena, rows, column++);
    row.credit_code = store_rows_text(arena, rows, column++);
    row.county_code = store_rows_text(arena, rows, column++);
    row.industry_code = store_rows_text(arena, rows, column++);
    row.school_level = store_rows_text(arena, rows, column++);
    row.ownership = store_rows_text(arena, rows, column++);
    row.above_scale = store_rows_integer(rows, column++) != 0;
    row.staff_count = (int32_t)store_rows_integer(rows, column++);
    row.student_count = (int32_t)store_rows_integer(rows, column++);
    row.teacher_count = (int32_t)store_rows_integer(rows, column++);
    row.address = store_rows_text(arena, rows, column++);
    row.website = store_rows_text(arena, rows, column++);
    row.products = store_rows_text(arena, rows, column++);
    row.summary = store_rows_text(arena, rows, column++);
    row.status = store_rows_text(arena, rows, column++);
    row.version = (int32_t)store_rows_integer(rows, column++);
    row.created_ms = store_rows_integer(rows, column++);
    row.updated_ms = store_rows_integer(rows, column++);
    return row;
}

struct result organisation_read_rows(struct arena *arena, struct store_rows *rows, size_t most,
                                     struct organisation *out, size_t *count)
{
    size_t read = 0;
    while (read < most && store_rows_next(rows)) {
        out[read++] = read_row(arena, rows);
    }
    *count = read;
    return store_rows_close(rows);
}

static struct result find_one(struct arena *arena, struct store_session *session, const char *by, int64_t region_id,
                              struct store_value key, struct organisation *out)
{
    const char *pieces[] = {"organisation_select", by};
    struct store_rows *rows;
    struct organisation found;
    size_t count;
    struct result result = store_query_joined(session, pieces, 2, STORE_VALUES(store_integer(region_id), key), &rows);
    if (result_failed(result)) {
        return result;
    }
    result = organisation_read_rows(arena, rows, 1, &found, &count);
    if (result_failed(result)) {
        return result;
    }
    if (count == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "organisation.error.not_found", NULL);
    }
    *out = found;
    return result;
}

struct result organisation_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                struct organisation *out)
{
    return find_one(arena, session, "organisation_by_id", region_id, store_integer(id), out);
}

struct result organisation_is_owned(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                    bool *owned)
{
    struct store_rows *rows;
    struct result result = store_query(session, "organisation_owner_count",
                                       STORE_VALUES(store_integer(region_id), store_integer(organisation_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *owned = store_rows_next(rows) && store_rows_integer(rows, 0) > 0;
    return store_rows_close(rows);
}

struct result organisation_find_by_code(struct arena *arena, struct store_session *session, int64_t region_id,
                                        const char *credit_code, struct organisation *out)
{
    return find_one(arena, session, "organisation_by_code", region_id, store_text(credit_code), out);
}

struct result organisation_find_by_name(struct arena *arena, struct store_session *session, int64_t region_id,
                                        const char *name, struct organisation *out)
{
    return find_one(arena, session, "organisation_by_name", region_id, store_text(fold_key(arena, span_of(name))), out);
}

/* --- writing ------------------------------------------------------------------------------------------------ */

/* The code's row in the registry is the lock that keeps it unique over all regions. Ours already: fine, a transaction may
 * be run again. */
static struct result claim_code(struct store_session *session, int64_t region_id, int64_t id, const char *code)
{
    struct store_rows *rows;
    int64_t changed = 0;
    if (code[0] == '\0') {
        return result_ok();
    }
    struct result result =
        store_execute(session, "credit_code_claim",
                      STORE_VALUES(store_text(code), store_integer(region_id), store_integer(id)), &changed);
    if (result_failed(result) || changed == 1) {
        return result;
    }
    result = store_query(session, "credit_code_owner", STORE_VALUES(store_text(code)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool ours = store_rows_next(rows) && store_rows_integer(rows, 0) == region_id && store_rows_integer(rows, 1) == id;
    result = store_rows_close(rows);
    if (!result_failed(result) && !ours) {
        return result_fail(RESULT_CONFLICT, "credit_code", "organisation.error.credit_code_taken", NULL);
    }
    return result;
}

/* Nothing was written: by whom was the place taken? By this very row when the transaction is run a second time. */
static struct result explain_unwritten(struct arena *arena, struct store_session *session, int64_t region_id,
                                       const struct organisation *organisation)
{
    struct organisation other;
    struct result result = organisation_find(arena, session, region_id, organisation->id, &other);
    if (result.code != RESULT_NOT_FOUND) {
        return result;
    }
    return result_fail(RESULT_CONFLICT, "name", "organisation.error.name_taken", NULL);
}

struct result organisation_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct organisation *row)
{
    int64_t changed = 0;
    struct result result = claim_code(session, region_id, row->id, row->credit_code);
    if (result_failed(result)) {
        return result;
    }
    result = store_execute(
        session, "organisation_insert",
        STORE_VALUES(store_integer(region_id), store_integer(row->id), store_text(row->kind), store_text(row->name),
                     store_text(fold_key(arena, span_of(row->name))),
                     store_text(pinyin_sort_key(arena, span_of(row->name))), store_text(row->short_name),
                     store_text(row->credit_code), store_text(row->county_code), store_text(row->industry_code),
                     store_text(row->school_level), store_text(row->ownership), store_integer(row->above_scale),
                     store_integer(row->staff_count), store_integer(row->student_count),
                     store_integer(row->teacher_count), store_text(row->address), store_text(row->website),
                     store_text(row->products), store_text(row->summary), store_text(row->status),
                     store_integer(row->created_ms), store_integer(row->updated_ms)),
        &changed);
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        return explain_unwritten(arena, session, region_id, row);
    }
    static const struct organisation_has nothing;
    return organisation_index_put(arena, session, region_id, row, &nothing, false);
}

static struct result write_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct organisation *row, int64_t *changed)
{
    struct result result = store_execute(
        session, "organisation_update",
        STORE_VALUES(store_integer(region_id), store_integer(row->id), store_text(row->kind), store_text(row->name),
                     store_text(fold_key(arena, span_of(row->name))),
                     store_text(pinyin_sort_key(arena, span_of(row->name))), store_text(row->short_name),
                     store_text(row->credit_code), store_text(row->county_code), store_text(row->industry_code),
                     store_text(row->school_level), store_text(row->ownership), store_integer(row->above_scale),
                     store_integer(row->staff_count), store_integer(row->student_count),
                     store_integer(row->teacher_count), store_text(row->address), store_text(row->website),
                     store_text(row->products), store_text(row->summary), store_text(row->status),
                     store_integer(row->updated_ms), store_integer(row->version)),
        changed);
    if (result.code == RESULT_CONFLICT) {
        return result_fail(RESULT_CONFLICT, "name", "organisation.error.name_taken", result.detail);
    }
    return result;
}

struct result organisation_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct organisation *row)
{
    struct organisation stored;
    int64_t changed = 0;
    struct result result = organisation_find(arena, session, region_id, row->id, &stored);
    if (result_failed(result)) {
        return result;
    }
    if (stored.version != row->version) {
        return result_fail(RESULT_CONFLICT, NULL, "organisation.error.changed_meanwhile", NULL);
    }
    result = claim_code(session, region_id, row->id, row->credit_code);
    if (!result_failed(result) && strcmp(stored.credit_code, row->credit_code) != 0) {
        result = store_execute(
            session, "credit_code_release",
            STORE_VALUES(store_integer(region_id), store_integer(row->id), store_text(stored.credit_code)), NULL);
    }
    if (result_failed(result)) {
        return result;
    }
    result = write_update(arena, session, region_id, row, &changed);
    if (!result_failed(result) && changed == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "organisation.error.changed_meanwhile", NULL);
    }
    return result_failed(result) ? result : organisation_index_refresh(arena, session, region_id, row);
}
