/* Listings in the database: writing. Each write is the row, its revision, its change row and its full-text row. */
#include "areas/listings/rows.h"

#include "areas/threads/threads.h"
#include "text/terms.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { HIGHEST_RANK = 8 };

/* --- full text ----------------------------------------------------------------------------------------------- */

static void add_levels(struct buffer *terms, const struct listing *listing)
{
    int high = listing->level_high == 0 ? HIGHEST_RANK : listing->level_high;
    for (int rank = listing->level_low; rank > 0 && rank <= high && rank <= HIGHEST_RANK; rank++) {
        char code[2] = {(char)('0' + rank), '\0'};
        terms_add_mark(terms, MARK_LEVEL, span_of(code));
    }
}

static void add_majors(struct buffer *terms, const char *code)
{
    terms_add_mark(terms, MARK_MAJOR, span_of(code));
    if (strlen(code) > 2) {
        terms_add_mark(terms, MARK_MAJOR, span_make(code, 2)); /* the category */
    }
}

static void build_terms(struct arena *arena, struct buffer *terms, int64_t region_id, const struct listing *listing)
{
    char number[24];
    terms_add_words(arena, terms, listing->title);
    terms_add_words(arena, terms, listing->skills);
    terms_add_words(arena, terms, listing->body);
    terms_add_title(arena, terms, listing->title);
    terms_add_pinyin(arena, terms, listing->title);
    terms_add_mark(terms, MARK_SIDE, span_of(listing->side));
    terms_add_mark(terms, MARK_KIND, span_of(listing->kind));
    terms_add_mark(terms, MARK_COUNTY, span_of(listing->county_code));
    terms_add_industry(terms, MARK_INDUSTRY, listing->industry_code);
    add_majors(terms, listing->major_code);
    terms_add_mark(terms, MARK_OCCUPATION, span_of(listing->occupation_code));
    add_levels(terms, listing);
    (void)snprintf(number, sizeof number, "%lld", (long long)listing->organisation_id);
    terms_add_mark(terms, MARK_ORGANISATION, span_of(number));
    (void)snprintf(number, sizeof number, "%lld", (long long)region_id);
    terms_add_mark(terms, MARK_REGION, span_of(number));
}

struct result listing_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct listing *listing, bool was_open)
{
    struct result result = result_ok();
    if (was_open) {
        result = store_execute(session, "listing_search_delete",
                               STORE_VALUES(store_integer(region_id), store_integer(listing->id)), NULL);
    }
    if (result_failed(result) || strcmp(listing->status, "open") != 0) {
        return result;
    }
    struct buffer terms;
    buffer_init(&terms);
    build_terms(arena, &terms, region_id, listing);
    result = store_execute(
        session, "listing_search_insert",
        STORE_VALUES(store_integer(region_id), store_integer(listing->id), store_span(buffer_span(&terms))), NULL);
    buffer_release(&terms);
    return result;
}

/* --- the history --------------------------------------------------------------------------------------------- */

struct stroke {
    int64_t region_id;
    const struct listing *listing; /* as it is stored now, version included */
    const struct actor *actor;     /* NULL: the program itself */
    const char *reason;
    int64_t change_id;
    const char *event; /* word of the thread */
};

static struct result write_revision(struct store_session *session, const struct stroke *stroke)
{
    json_t *document = listing_stored_document(stroke->listing);
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    if (text == NULL) {
        return result_internal("listing document");
    }
    struct result result = store_execute(
        session, "listing_revision_insert",
        STORE_VALUES(store_integer(stroke->region_id), store_integer(stroke->listing->id),
                     store_integer(stroke->listing->version), store_text(text),
                     store_integer(stroke->actor == NULL ? 0 : stroke->actor->person_id),
                     store_text(stroke->actor == NULL || stroke->actor->name == NULL ? "" : stroke->actor->name),
                     store_text(stroke->reason), store_integer(stroke->listing->updated_ms)),
        NULL);
    free(text);
    return result;
}

struct result listing_change_add(struct store_session *session, int64_t region_id, int64_t change_id,
                                 int64_t listing_id)
{
    return store_execute(session, "listing_change_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(change_id), store_integer(listing_id)),
                         NULL);
}

/* The matter begins with the listing's first version; later versions that change its status, or only its words, follow. */
static struct result write_thread(struct store_session *session, const struct stroke *stroke)
{
    const struct listing *listing = stroke->listing;
    const struct thread thread = {listing->thread_id,       "listing",      listing->id,
                                  listing->organisation_id, listing->title, listing->updated_ms};
    const struct thread_event event = {.id = stroke->change_id,
                                       .thread_id = listing->thread_id,
                                       .actor_id = stroke->actor == NULL ? 0 : stroke->actor->person_id,
                                       .actor_name = stroke->actor == NULL ? "" : stroke->actor->name,
                                       .word = stroke->event,
                                       .at_ms = listing->updated_ms};
    if (listing->thread_id == 0) {
        return result_ok(); /* of a test, or put in by hand */
    }
    struct result result = thread_start(session, stroke->region_id, &thread);
    return result_failed(result) ? result : thread_append(session, stroke->region_id, &event);
}

static const char *status_event(const char *status)
{
    static const char *const events[][2] = {{"open", "threads.event.listing_opened"},
                                            {"filled", "threads.event.listing_filled"},
                                            {"draft", "threads.event.listing_changed"}};
    for (size_t index = 0; index < sizeof events / sizeof events[0]; index++) {
        if (strcmp(status, events[index][0]) == 0) {
            return events[index][1];
        }
    }
    return "threads.event.listing_closed";
}

static struct result write_history(struct arena *arena, struct store_session *session, const struct stroke *stroke,
                                   bool was_open)
{
    struct result result = write_revision(session, stroke);
    if (!result_failed(result)) {
        result = listing_index_put(arena, session, stroke->region_id, stroke->listing, was_open);
    }
    if (!result_failed(result)) {
        result = listing_change_add(session, stroke->region_id, stroke->change_id, stroke->listing->id);
    }
    return result_failed(result) ? result : write_thread(session, stroke);
}

/* --- insert -------------------------------------------------------------------------------------------------- */

static struct store_value day_value(struct arena *arena, int32_t day)
{
    char *text = arena_alloc(arena, DAY_TEXT_SIZE, 1);
    return store_text(day_format(day, text));
}

static struct result insert_row(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct listing *row, int64_t *changed)
{
    return store_execute(
        session, "listing_insert",
        STORE_VALUES(store_integer(region_id), store_integer(row->id), store_integer(row->thread_id),
                     store_integer(row->organisation_id), store_text(row->side), store_text(row->kind),
                     store_text(row->title), store_text(fold_key(arena, span_of(row->title))), store_text(row->body),
                     store_text(row->skills), store_text(row->occupation_code), store_text(row->major_code),
                     store_text(row->industry_code), store_text(row->county_code), store_integer(row->level_low),
                     store_integer(row->level_high), store_integer(row->headcount), day_value(arena, row->start_day),
                     day_value(arena, row->end_day), store_integer(row->pay_low_fen), store_integer(row->pay_high_fen),
                     store_text(row->pay_unit), store_text(row->pay_note), store_integer(row->lodging),
                     store_integer(row->meals), store_text(row->shift), store_text(row->education),
                     store_integer(row->experience_months), store_text(row->cooperation), store_text(row->status),
                     store_text(row->source), store_integer(row->created_ms), store_integer(row->updated_ms)),
        changed);
}

/* Run a second time after a lost answer, the row is there already, by this very id. */
static struct result explain_unwritten(struct store_session *session, int64_t region_id, int64_t id)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "listing_version", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool ours = store_rows_next(rows);
    result = store_rows_close(rows);
    if (!result_failed(result) && !ours) {
        return result_fail(RESULT_CONFLICT, "title", "listing.error.exists", NULL);
    }
    return result;
}

struct result listing_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct listing *listing, const struct actor *actor, int64_t change_id)
{
    int64_t changed = 0;
    struct result result = insert_row(arena, session, region_id, listing, &changed);
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        return explain_unwritten(session, region_id, listing->id);
    }
    struct listing stored = *listing;
    stored.version = 1;
    struct stroke stroke = {region_id, &stored, actor, "", change_id, "threads.event.listing_posted"};
    return write_history(arena, session, &stroke, false);
}

/* --- update -------------------------------------------------------------------------------------------------- */

static struct result update_row(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct listing *row, int64_t *changed)
{
    struct result result = store_execute(
        session, "listing_update",
        STORE_VALUES(store_integer(region_id), store_integer(row->id), store_integer(row->thread_id),
                     store_integer(row->organisation_id), store_text(row->side), store_text(row->kind),
                     store_text(row->title), store_text(fold_key(arena, span_of(row->title))), store_text(row->body),
                     store_text(row->skills), store_text(row->occupation_code), store_text(row->major_code),
                     store_text(row->industry_code), store_text(row->county_code), store_integer(row->level_low),
                     store_integer(row->level_high), store_integer(row->headcount), day_value(arena, row->start_day),
                     day_value(arena, row->end_day), store_integer(row->pay_low_fen), store_integer(row->pay_high_fen),
                     store_text(row->pay_unit), store_text(row->pay_note), store_integer(row->lodging),
                     store_integer(row->meals), store_text(row->shift), store_text(row->education),
                     store_integer(row->experience_months), store_text(row->cooperation), store_text(row->status),
                     store_text(row->source), store_integer(row->updated_ms), store_integer(row->version)),
        changed);
    if (result.code == RESULT_CONFLICT) {
        return result_fail(RESULT_CONFLICT, "title", "listing.error.exists", result.detail);
    }
    return result;
}

/* Was the next version written by this very call, whose answer was lost? */
static struct result explain_unchanged(struct store_session *session, const struct stroke *stroke)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "listing_revision_by",
                    STORE_VALUES(store_integer(stroke->region_id), store_integer(stroke->listing->id),
                                 store_integer(stroke->listing->version)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t actor_id = stroke->actor == NULL ? 0 : stroke->actor->person_id;
    bool ours = store_rows_next(rows) && store_rows_integer(rows, 0) == actor_id &&
                store_rows_integer(rows, 2) == stroke->listing->updated_ms;
    result = store_rows_close(rows);
    if (!result_failed(result) && !ours) {
        return result_fail(RESULT_CONFLICT, NULL, "listing.error.changed_meanwhile", NULL);
    }
    return result;
}

static struct result update(struct arena *arena, struct store_session *session, const struct listing *listing,
                            const struct stroke *how)
{
    int64_t changed = 0;
    struct listing stored = *listing;
    struct stroke stroke = *how;
    struct result result = update_row(arena, session, how->region_id, listing, &changed);
    if (result_failed(result)) {
        return result;
    }
    stored.version = listing->version + 1;
    stroke.listing = &stored;
    return changed == 0 ? explain_unchanged(session, &stroke) : write_history(arena, session, &stroke, true);
}

struct result listing_update(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct listing *listing, const struct actor *actor, int64_t change_id)
{
    struct stroke stroke = {region_id, listing, actor, "", change_id, "threads.event.listing_changed"};
    return update(arena, session, listing, &stroke);
}

struct result listing_is_held(struct store_session *session, int64_t region_id, int64_t id, bool *held)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "listing_hold_find", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *held = store_rows_next(rows);
    return store_rows_close(rows);
}

static struct result refuse_held(struct store_session *session, int64_t region_id, int64_t id)
{
    bool held = false;
    struct result result = listing_is_held(session, region_id, id, &held);
    return result_failed(result) || !held ? result : result_fail(RESULT_CONFLICT, NULL, "listing.error.held", NULL);
}

struct result listing_set_status(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const struct listing *listing, const struct listing_step *step, int64_t change_id)
{
    if (!listing_status_may_become(listing->status, step->status)) {
        return result_invalid("status", "listing.error.status_step");
    }
    struct result held = strcmp(step->status, "open") == 0 ? refuse_held(session, region_id, listing->id) : result_ok();
    if (result_failed(held)) {
        return held;
    }
    struct listing changed = *listing;
    changed.status = step->status;
    changed.updated_ms = step->now_ms;
    struct stroke stroke = {region_id, &changed, step->actor, step->reason, change_id, status_event(step->status)};
    return update(arena, session, &changed, &stroke);
}
