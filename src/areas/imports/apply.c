/* Putting understood rows into the database: one transaction, all or none.
 *
 * What a sheet does not say it does not wipe: a column that is missing or a cell that is empty leaves the stored value.
 * The transaction may be run again (store.h), so all counting starts anew in apply_rows.
 */
#include "areas/imports/imports.h"

#include "base/hash.h"
#include "text/text.h"

#include <stdlib.h>

enum { PROGRESS_STEP = 64 };

/* Organisations of this import already looked up, by their key: most rows of a sheet belong to few organisations. */
struct known_organisation {
    uint64_t hash;
    const char *key;
    int64_t id;
};

struct applying {
    const struct import_job *job;
    struct arena arena;   /* of one row */
    struct arena longer;  /* of the whole transaction */
    struct known_organisation *known;
    size_t known_size; /* a power of two */
    struct import_outcome outcome;
};

static bool is_stated(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static const char *newer(const char *stored, const char *given)
{
    return is_stated(given) ? given : stored;
}

/* --- organisations -------------------------------------------------------------------------------------------------- */

static void overlay_organisation(struct organisation *stored, const struct organisation *given)
{
    stored->kind = newer(stored->kind, given->kind);
    stored->name = newer(stored->name, given->name);
    stored->short_name = newer(stored->short_name, given->short_name);
    stored->credit_code = newer(stored->credit_code, given->credit_code);
    stored->county_code = newer(stored->county_code, given->county_code);
    stored->industry_code = newer(stored->industry_code, given->industry_code);
    stored->school_level = newer(stored->school_level, given->school_level);
    stored->ownership = newer(stored->ownership, given->ownership);
    stored->above_scale = stored->above_scale || given->above_scale;
    stored->staff_count = given->staff_count != 0 ? given->staff_count : stored->staff_count;
    stored->student_count = given->student_count != 0 ? given->student_count : stored->student_count;
    stored->teacher_count = given->teacher_count != 0 ? given->teacher_count : stored->teacher_count;
    stored->address = newer(stored->address, given->address);
    stored->website = newer(stored->website, given->website);
    stored->products = newer(stored->products, given->products);
    stored->summary = newer(stored->summary, given->summary);
}

static bool same_organisation(const struct organisation *left, const struct organisation *right)
{
    return strcmp(left->kind, right->kind) == 0 && strcmp(left->name, right->name) == 0 &&
           strcmp(left->short_name, right->short_name) == 0 && strcmp(left->credit_code, right->credit_code) == 0 &&
           strcmp(left->county_code, right->county_code) == 0 &&
           strcmp(left->industry_code, right->industry_code) == 0 &&
           strcmp(left->school_level, right->school_level) == 0 && strcmp(left->ownership, right->ownership) == 0 &&
           left->above_scale == right->above_scale && left->staff_count == right->staff_count &&
           left->student_count == right->student_count && left->teacher_count == right->teacher_count &&
           strcmp(left->address, right->address) == 0 && strcmp(left->website, right->website) == 0 &&
           strcmp(left->products, right->products) == 0 && strcmp(left->summary, right->summary) == 0;
}

/* By code first, then by name. NOT_FOUND when neither is there. */
static struct result find_stored(struct applying *applying, struct store_session *session,
                                 const struct organisation *given, struct organisation *out)
{
    int64_t region_id = applying->job->region_id;
    struct result result = result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    if (is_stated(given->credit_code)) {
        result = organisation_find_by_code(&applying->arena, session, region_id, given->credit_code, out);
    }
    if (result.code == RESULT_NOT_FOUND && is_stated(given->name)) {
        result = organisation_find_by_name(&applying->arena, session, region_id, given->name, out);
    }
    return result;
}

static struct result insert_organisation(struct applying *applying, struct store_session *session,
                                         const struct organisation *given, int64_t *id)
{
    struct organisation fresh = *given;
    fresh.id = store_next_id(applying->job->store);
    fresh.version = 1;
    fresh.created_ms = applying->job->now_ms;
    fresh.updated_ms = applying->job->now_ms;
    *id = fresh.id;
    return organisation_insert(&applying->arena, session, applying->job->region_id, &fresh);
}

/* --- what an organisation has ------------------------------------------------------------------------------------------- */

/* The next part of "数控技术应用、机电技术应用(120人)". */
static struct span next_part(struct span *list)
{
    size_t cut = span_find(*list, span_of("、"));
    struct span part = span_make(list->at, cut == SPAN_NOWHERE ? list->length : cut);
    size_t passed = cut == SPAN_NOWHERE ? list->length : cut + strlen("、");
    *list = span_make(list->at + passed, list->length - passed);
    return span_trim(part);
}

/* "机电技术应用(120人)" → name and number. */
static int32_t split_count(struct arena *arena, struct span *part)
{
    int32_t count = 0;
    size_t open = span_find(*part, span_of("("));
    size_t length = 1;
    if (open == SPAN_NOWHERE) {
        open = span_find(*part, span_of("（"));
        length = strlen("（");
    }
    if (open == SPAN_NOWHERE) {
        return 0;
    }
    struct span inside = span_make(part->at + open + length, part->length - open - length);
    size_t close = span_find(inside, span_of(")"));
    close = close == SPAN_NOWHERE ? span_find(inside, span_of("）")) : close;
    inside.length = close == SPAN_NOWHERE ? inside.length : close;
    struct value_fault fault;
    if (value_read_count(arena, inside, &count, &fault)) {
        *part = span_trim(span_make(part->at, open));
    }
    return count;
}

static struct result put_programmes(struct applying *applying, struct store_session *session,
                                    const struct import_row *row, int64_t organisation_id)
{
    const struct import_job *job = applying->job;
    struct span list = span_of(value_read_list(&applying->arena, span_of(row->programmes)));
    const char *level = row->organisation->school_level;
    const char *group = strcmp(level, "技工") == 0 ? "中职" : level;
    while (list.length > 0) {
        struct span part = next_part(&list);
        int32_t students = split_count(&applying->arena, &part);
        const struct catalogue_entry *major =
            catalogue_read(job->catalogue, CATALOGUE_MAJORS, part, is_stated(group) ? group : NULL);
        struct programme programme = {.id = store_next_id(job->store),
                                      .level = major != NULL ? major->group : level,
                                      .major_code = major != NULL ? major->code : "",
                                      .name = major != NULL ? major->name : arena_copy(&applying->arena, part),
                                      .direction = "",
                                      .student_count = students};
        struct result result = major == NULL ? result_ok() /* a name outside the catalogue: left to the school's form */
                                             : programme_put(session, job->region_id, organisation_id, &programme,
                                                             job->now_ms);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

static struct result put_facilities(struct applying *applying, struct store_session *session,
                                    const struct import_row *row, int64_t organisation_id)
{
    const struct import_job *job = applying->job;
    struct span list = span_of(value_read_list(&applying->arena, span_of(row->facilities)));
    while (list.length > 0) {
        struct span part = next_part(&list);
        int32_t units = split_count(&applying->arena, &part);
        bool site = span_find(part, span_of("基地")) != SPAN_NOWHERE || span_find(part, span_of("中心")) != SPAN_NOWHERE ||
                    span_find(part, span_of("车间")) != SPAN_NOWHERE || span_find(part, span_of("实训室")) != SPAN_NOWHERE;
        struct facility facility = {.id = store_next_id(job->store),
                                    .kind = site ? "site" : "equipment",
                                    .name = arena_copy(&applying->arena, part),
                                    .summary = "",
                                    .unit_count = units};
        struct result result = facility_put(session, job->region_id, organisation_id, &facility, job->now_ms);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

static struct result apply_organisation(struct applying *applying, struct store_session *session,
                                        const struct import_row *row)
{
    struct organisation stored = {0};
    int64_t id = 0;
    struct result result = find_stored(applying, session, row->organisation, &stored);
    if (result.code == RESULT_NOT_FOUND) {
        result = insert_organisation(applying, session, row->organisation, &id);
        applying->outcome.created++;
    } else if (!result_failed(result)) {
        struct organisation merged = stored;
        id = stored.id;
        overlay_organisation(&merged, row->organisation);
        if (same_organisation(&stored, &merged)) {
            applying->outcome.same++;
        } else {
            merged.updated_ms = applying->job->now_ms;
            result = organisation_update(&applying->arena, session, applying->job->region_id, &merged);
            applying->outcome.changed++;
        }
    }
    if (!result_failed(result)) {
        result = put_programmes(applying, session, row, id);
    }
    return result_failed(result) ? result : put_facilities(applying, session, row, id);
}

/* --- whose listing it is ----------------------------------------------------------------------------------------------- */

static struct known_organisation *known_slot(struct applying *applying, const char *key)
{
    uint64_t hash = hash_fast(span_of(key));
    size_t at = hash & (applying->known_size - 1);
    while (applying->known[at].key != NULL &&
           (applying->known[at].hash != hash || strcmp(applying->known[at].key, key) != 0)) {
        at = (at + 1) & (applying->known_size - 1);
    }
    applying->known[at].hash = hash;
    return &applying->known[at];
}

/* The organisation of a listing; one that is not there yet is made, to be completed by the office. */
static struct result resolve_organisation(struct applying *applying, struct store_session *session,
                                          const struct organisation *given, int64_t *id)
{
    const char *key = is_stated(given->credit_code) ? given->credit_code : given->name;
    struct known_organisation *slot = known_slot(applying, key);
    if (slot->key != NULL) {
        *id = slot->id;
        return result_ok();
    }
    struct organisation stored = {0};
    struct result result = find_stored(applying, session, given, &stored);
    *id = stored.id;
    if (result.code == RESULT_NOT_FOUND && is_stated(given->name)) {
        result = insert_organisation(applying, session, given, id);
        applying->outcome.organisations_created++;
    } else if (result.code == RESULT_NOT_FOUND) {
        return result_fail(RESULT_INVALID, "credit_code", "import.error.code_without_name", NULL);
    }
    if (!result_failed(result)) {
        slot->key = arena_text(&applying->longer, key);
        slot->id = *id;
    }
    return result;
}

/* --- listings ----------------------------------------------------------------------------------------------------------- */

static void overlay_listing(struct listing *stored, const struct listing *given)
{
    stored->body = newer(stored->body, given->body);
    stored->skills = newer(stored->skills, given->skills);
    stored->occupation_code = newer(stored->occupation_code, given->occupation_code);
    stored->major_code = newer(stored->major_code, given->major_code);
    stored->industry_code = newer(stored->industry_code, given->industry_code);
    stored->county_code = newer(stored->county_code, given->county_code);
    stored->level_low = given->level_low != 0 ? given->level_low : stored->level_low;
    stored->level_high = given->level_low != 0 ? given->level_high : stored->level_high;
    stored->headcount = given->headcount != 0 ? given->headcount : stored->headcount;
    stored->start_day = given->start_day != DAY_NONE ? given->start_day : stored->start_day;
    stored->end_day = given->end_day != DAY_NONE ? given->end_day : stored->end_day;
    if (is_stated(given->pay_unit) || is_stated(given->pay_note)) {
        stored->pay_low_fen = given->pay_low_fen;
        stored->pay_high_fen = given->pay_high_fen;
        stored->pay_unit = given->pay_unit;
        stored->pay_note = given->pay_note;
    }
    stored->lodging = given->lodging >= 0 ? given->lodging : stored->lodging;
    stored->meals = given->meals >= 0 ? given->meals : stored->meals;
    stored->shift = newer(stored->shift, given->shift);
    stored->education = newer(stored->education, given->education);
    stored->experience_months = given->experience_months >= 0 ? given->experience_months : stored->experience_months;
    stored->cooperation = newer(stored->cooperation, given->cooperation);
}

static bool same_listing(const struct listing *left, const struct listing *right)
{
    return strcmp(left->body, right->body) == 0 && strcmp(left->skills, right->skills) == 0 &&
           strcmp(left->occupation_code, right->occupation_code) == 0 &&
           strcmp(left->major_code, right->major_code) == 0 &&
           strcmp(left->industry_code, right->industry_code) == 0 &&
           strcmp(left->county_code, right->county_code) == 0 && left->level_low == right->level_low &&
           left->level_high == right->level_high && left->headcount == right->headcount &&
           left->start_day == right->start_day && left->end_day == right->end_day &&
           left->pay_low_fen == right->pay_low_fen && left->pay_high_fen == right->pay_high_fen &&
           strcmp(left->pay_unit, right->pay_unit) == 0 && strcmp(left->pay_note, right->pay_note) == 0 &&
           left->lodging == right->lodging && left->meals == right->meals && strcmp(left->shift, right->shift) == 0 &&
           strcmp(left->education, right->education) == 0 && left->experience_months == right->experience_months &&
           strcmp(left->cooperation, right->cooperation) == 0;
}

static struct result insert_listing(struct applying *applying, struct store_session *session,
                                    const struct listing *given)
{
    const struct import_job *job = applying->job;
    struct listing fresh = *given;
    fresh.id = store_next_id(job->store);
    fresh.thread_id = fresh.id;
    fresh.version = 1;
    fresh.created_ms = job->now_ms;
    fresh.updated_ms = job->now_ms;
    applying->outcome.created++;
    return listing_insert(&applying->arena, session, job->region_id, &fresh, job->actor, store_next_id(job->store));
}

static struct result apply_listing(struct applying *applying, struct store_session *session,
                                   const struct import_row *row)
{
    const struct import_job *job = applying->job;
    struct listing given = *row->listing;
    struct result result = resolve_organisation(applying, session, row->organisation, &given.organisation_id);
    if (result_failed(result)) {
        return result;
    }
    struct listing stored = {0};
    result = listing_find_same(&applying->arena, session, job->region_id, &given, &stored);
    if (result.code == RESULT_NOT_FOUND) {
        return insert_listing(applying, session, &given);
    }
    if (result_failed(result)) {
        return result;
    }
    struct listing merged = stored;
    overlay_listing(&merged, &given);
    if (same_listing(&stored, &merged)) {
        applying->outcome.same++;
        return result_ok();
    }
    merged.updated_ms = job->now_ms;
    applying->outcome.changed++;
    return listing_update(&applying->arena, session, job->region_id, &merged, job->actor, store_next_id(job->store));
}

/* --- the transaction ------------------------------------------------------------------------------------------------------ */

static bool note_progress(const struct applying *applying, size_t done)
{
    const struct import_job *job = applying->job;
    if (job->progress != NULL) {
        *job->progress = (int)(done * 1000 / job->sheet->row_count);
    }
    return job->cancel == NULL || !*job->cancel;
}

static void begin(struct applying *applying)
{
    arena_reset(&applying->arena);
    arena_reset(&applying->longer);
    applying->outcome = (struct import_outcome){0};
    applying->known_size = 64;
    while (applying->known_size < 2 * applying->job->sheet->row_count) {
        applying->known_size *= 2;
    }
    applying->known = ARENA_ARRAY(&applying->longer, struct known_organisation, applying->known_size);
}

static struct result apply_rows(struct store_session *session, void *context)
{
    struct applying *applying = context;
    const struct import_sheet *sheet = applying->job->sheet;
    begin(applying);
    for (size_t index = 0; index < sheet->row_count; index++) {
        const struct import_row *row = &sheet->rows[index];
        if (index % PROGRESS_STEP == 0 && !note_progress(applying, index)) {
            return result_fail(RESULT_CONFLICT, NULL, "import.error.cancelled", NULL);
        }
        if (row->problem_count > 0) {
            continue;
        }
        arena_reset(&applying->arena);
        struct result result =
            (row->listing == NULL ? apply_organisation : apply_listing)(applying, session, row);
        if (result_failed(result)) {
            return result;
        }
    }
    const struct import_job *job = applying->job;
    return job->finish == NULL ? result_ok() : job->finish(session, &applying->outcome, job->finish_context);
}

struct result import_apply(const struct import_job *job, struct import_outcome *out)
{
    struct applying applying = {.job = job};
    arena_init(&applying.arena);
    arena_init(&applying.longer);
    struct result result = store_write(job->store, apply_rows, &applying);
    if (!result_failed(result)) {
        (void)note_progress(&applying, job->sheet->row_count);
        *out = applying.outcome;
    }
    arena_release(&applying.arena);
    arena_release(&applying.longer);
    return result;
}
