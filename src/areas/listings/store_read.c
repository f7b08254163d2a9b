/* Listings in the database: finding. */
#include "areas/listings/rows.h"

#include "text/text.h"

#include <stdlib.h>

enum { PIECES = 2, CHANGES_MOST = 20000, REVISIONS_MOST = 200, SHELF_MOST = 1000 };

static int32_t read_day(const struct store_rows *rows, int column)
{
    int32_t day = DAY_NONE;
    (void)day_parse(store_rows_span(rows, column), &day);
    return day;
}

static void read_terms(struct arena *arena, const struct store_rows *rows, int column, struct listing *row)
{
    row->level_low = (int)store_rows_integer(rows, column++);
    row->level_high = (int)store_rows_integer(rows, column++);
    row->headcount = (int32_t)store_rows_integer(rows, column++);
    row->start_day = read_day(rows, column++);
    row->end_day = read_day(rows, column++);
    row->pay_low_fen = store_rows_integer(rows, column++);
    row->pay_high_fen = store_rows_integer(rows, column++);
    row->pay_unit = store_rows_text(arena, rows, column++);
    row->pay_note = store_rows_text(arena, rows, column++);
    row->lodging = (int)store_rows_integer(rows, column++);
    row->meals = (int)store_rows_integer(rows, column++);
    row->shift = store_rows_text(arena, rows, column++);
    row->education = store_rows_text(arena, rows, column++);
    row->experience_months = (int32_t)store_rows_integer(rows, column++);
    row->cooperation = store_rows_text(arena, rows, column++);
    row->status = store_rows_text(arena, rows, column++);
    row->source = store_rows_text(arena, rows, column++);
    row->version = (int32_t)store_rows_integer(rows, column++);
    row->created_ms = store_rows_integer(rows, column++);
    row->updated_ms = store_rows_integer(rows, column++);
    row->organisation_name = store_rows_text(arena, rows, column++);
    row->organisation_kind = store_rows_text(arena, rows, column++);
    row->organisation_credit_code = store_rows_text(arena, rows, column++);
}

struct listing listing_read_row(struct arena *arena, const struct store_rows *rows)
{
    int column = 0;
    struct listing row = listing_empty();
    row.id = store_rows_integer(rows, column++);
    row.thread_id = store_rows_integer(rows, column++);
    row.organisation_id = store_rows_integer(rows, column++);
    row.side = store_rows_text(arena, rows, column++);
    row.kind = store_rows_text(arena, rows, column++);
    row.title = store_rows_text(arena, rows, column++);
    row.body = store_rows_text(arena, rows, column++);
    row.skills = store_rows_text(arena, rows, column++);
    row.occupation_code = store_rows_text(arena, rows, column++);
    row.major_code = store_rows_text(arena, rows, column++);
    row.industry_code = store_rows_text(arena, rows, column++);
    row.county_code = store_rows_text(arena, rows, column++);
    read_terms(arena, rows, column, &row);
    return row;
}

struct result listing_read_rows(struct arena *arena, struct store_rows *rows, size_t most, struct listing *out,
                                size_t *count)
{
    size_t read = 0;
    while (read < most && store_rows_next(rows)) {
        out[read++] = listing_read_row(arena, rows);
    }
    *count = read;
    return store_rows_close(rows);
}

static struct result read_one(struct arena *arena, struct store_rows *rows, struct listing *out)
{
    struct listing found;
    size_t count;
    struct result result = listing_read_rows(arena, rows, 1, &found, &count);
    if (!result_failed(result) && count == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "listing.error.not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = found;
    }
    return result;
}

struct result listing_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                           struct listing *out)
{
    static const char *const pieces[PIECES] = {"listing_select", "listing_by_id"};
    struct store_rows *rows;
    struct result result =
        store_query_joined(session, pieces, PIECES, STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    return result_failed(result) ? result : read_one(arena, rows, out);
}

struct result listing_find_same(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct listing *like, struct listing *out)
{
    static const char *const pieces[PIECES] = {"listing_select", "listing_by_key"};
    struct store_rows *rows;
    struct result result = store_query_joined(
        session, pieces, PIECES,
        STORE_VALUES(store_integer(region_id), store_integer(like->organisation_id), store_text(like->side),
                     store_text(like->kind), store_text(fold_key(arena, span_of(like->title)))),
        &rows);
    return result_failed(result) ? result : read_one(arena, rows, out);
}

struct result listing_list_of_organisation(struct arena *arena, struct store_session *session, int64_t region_id,
                                           const struct listing_shelf *shelf, struct listing **out, size_t *count)
{
    size_t limit = shelf->limit > SHELF_MOST ? SHELF_MOST : shelf->limit;
    static const char *const pieces[PIECES] = {"listing_select", "listing_of_organisation"};
    struct store_rows *rows;
    struct listing *list = ARENA_ARRAY(arena, struct listing, limit);
    struct result result = store_query_joined(
        session, pieces, PIECES,
        STORE_VALUES(store_integer(region_id), store_integer(shelf->organisation_id), store_text(shelf->status),
                     store_integer(shelf->before == 0 ? INT64_MAX : shelf->before), store_integer((int64_t)limit)),
        &rows);
    if (!result_failed(result)) {
        result = listing_read_rows(arena, rows, limit, list, count);
    }
    if (!result_failed(result)) {
        *out = list;
    }
    return result;
}

struct result listing_each_open(struct store_session *session, int64_t region_id, int64_t after, listing_work work,
                                void *context)
{
    static const char *const pieces[PIECES] = {"listing_select", "listing_open_after"};
    struct store_rows *rows;
    struct arena arena;
    struct result result = store_query_joined(session, pieces, PIECES,
                                              STORE_VALUES(store_integer(region_id), store_integer(after)), &rows);
    if (result_failed(result)) {
        return result;
    }
    arena_init(&arena);
    while (!result_failed(result) && store_rows_next(rows)) {
        arena_reset(&arena);
        struct listing listing = listing_read_row(&arena, rows);
        result = work(&listing, context);
    }
    arena_release(&arena);
    struct result closed = store_rows_close(rows);
    return result_failed(result) ? result : closed;
}

/* --- changes ------------------------------------------------------------------------------------------------- */

static struct result find_newest_change(struct store_session *session, int64_t region_id, int64_t *last)
{
    struct store_rows *rows;
    struct result result = store_query(session, "listing_change_newest", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t newest = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *last = newest;
    }
    return result;
}

static int compare_ids(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static size_t drop_repeats(int64_t *ids, size_t count)
{
    size_t kept = 0;
    if (count == 0) {
        return 0; /* ids may be NULL then, which qsort does not take */
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t index = 0; index < count; index++) {
        if (kept == 0 || ids[kept - 1] != ids[index]) {
            ids[kept++] = ids[index];
        }
    }
    return kept;
}

struct result listing_changes(struct arena *arena, struct store_session *session, int64_t region_id, int64_t after,
                              int64_t **ids, size_t *count, int64_t *last)
{
    struct store_rows *rows;
    int64_t *list = NULL;
    size_t read = 0;
    size_t room = 0;
    int64_t newest = after;
    *ids = NULL;
    *count = 0;
    if (after == INT64_MAX) {
        return find_newest_change(session, region_id, last);
    }
    struct result result = store_query(session, "listing_change_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(after)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (read < CHANGES_MOST && store_rows_next(rows)) {
        if (read == room) {
            room = room == 0 ? 16 : room * 4;
            int64_t *wider = ARENA_ARRAY(arena, int64_t, room);
            memcpy(wider, read == 0 ? wider : list, read * sizeof *wider);
            list = wider;
        }
        newest = store_rows_integer(rows, 0);
        list[read++] = store_rows_integer(rows, 1);
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *count = drop_repeats(list, read);
        *ids = list;
        *last = newest;
    }
    return result;
}

struct result listing_list_revisions(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct listing_revision **out, size_t *count)
{
    struct store_rows *rows;
    struct listing_revision *list = ARENA_ARRAY(arena, struct listing_revision, REVISIONS_MOST);
    size_t read = 0;
    struct result result =
        store_query(session, "listing_revision_list", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (read < REVISIONS_MOST && store_rows_next(rows)) {
        list[read++] = (struct listing_revision){(int32_t)store_rows_integer(rows, 0), store_rows_text(arena, rows, 1),
                                                 store_rows_integer(rows, 2),          store_rows_text(arena, rows, 3),
                                                 store_rows_text(arena, rows, 4),      store_rows_integer(rows, 5)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = read;
    }
    return result;
}

struct reading_input listing_reading_input(const struct listing *listing)
{
    return (struct reading_input){.id = listing->id,
                                  .side = listing->side,
                                  .kind = listing->kind,
                                  .title = listing->title,
                                  .body = listing->body,
                                  .skills = listing->skills,
                                  .occupation_code = listing->occupation_code,
                                  .major_code = listing->major_code,
                                  .industry_code = listing->industry_code,
                                  .county_code = listing->county_code,
                                  .cooperation = listing->cooperation,
                                  .level_low = listing->level_low,
                                  .level_high = listing->level_high,
                                  .headcount = listing->headcount,
                                  .start_day = listing->start_day,
                                  .end_day = listing->end_day,
                                  .record_permille = FIT_NO_RECORD};
}
