/* One row of a sheet of needs or offers. */
#include "areas/imports/apply.h"

/* --- whose listing it is -------------------------------------------------------------------------------------------- */

/* Refusals are remembered too: a hundred rows under one unknown code ask the database once. */
static void refuse_again(struct applying *applying, const struct import_row *row, int64_t place)
{
    struct import_refusal refusal = applying->refusals[place];
    refusal.number = row->number;
    apply_refuse(applying, refusal);
}

static struct result take_identity(struct applying *applying, struct store_session *session,
                                   const struct import_row *row, const struct identity *identity, int64_t *id)
{
    struct result result = result_ok();
    switch (identity->kind) {
    case IDENTITY_KNOWN:
        *id = identity->stored.id;
        break;
    case IDENTITY_NEW: /* made from what the row says, to be completed by the office */
        result = apply_insert_organisation(applying, session, row->organisation, id);
        applying->outcome.organisations_created++;
        break;
    case IDENTITY_REFUSED:
        *id = -1 - (int64_t)applying->refusal_count; /* its place among the refusals */
        apply_refuse(applying, identity->refusal);
        break;
    }
    return result;
}

/* *id below 0: refused. */
static struct result find_owner(struct applying *applying, struct store_session *session, const struct import_row *row,
                                int64_t *id)
{
    const struct organisation *given = row->organisation;
    const char *key = arena_format(&applying->arena, "%s\n%s", given->credit_code, given->name);
    if (memory_find(&applying->owners, key, id)) {
        if (*id < 0) {
            refuse_again(applying, row, -1 - *id);
        }
        return result_ok();
    }
    struct identity identity = {0};
    struct result result =
        identity_find(&applying->arena, session, applying->job->region_id, applying->job->sheet, row, &identity);
    if (!result_failed(result)) {
        result = take_identity(applying, session, row, &identity, id);
    }
    if (!result_failed(result)) {
        memory_put(&applying->longer, &applying->owners, key, *id);
    }
    return result;
}

/* --- the listing ------------------------------------------------------------------------------------------------------ */

static void overlay_listing(struct listing *stored, const struct listing *given)
{
    stored->body = newer(stored->body, given->body);
    stored->skills = newer(stored->skills, given->skills);
    stored->occupation_code = newer(stored->occupation_code, given->occupation_code);
    stored->major_code = newer(stored->major_code, given->major_code);
    stored->industry_code = newer(stored->industry_code, given->industry_code);
    stored->county_code = newer(stored->county_code, given->county_code);
    if (given->level_low != 0 || given->level_high != 0) {
        stored->level_low = given->level_low;
        stored->level_high = given->level_high;
    }
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
           strcmp(left->major_code, right->major_code) == 0 && strcmp(left->industry_code, right->industry_code) == 0 &&
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
                                    const struct import_row *row, const struct listing *given)
{
    const struct import_job *job = applying->job;
    struct listing fresh = *given;
    uint32_t earlier;
    fresh.id = store_next_id(job->store);
    fresh.thread_id = fresh.id;
    fresh.version = 1;
    fresh.created_ms = job->now_ms;
    fresh.updated_ms = job->now_ms;
    applying->outcome.created++;
    (void)apply_touch(applying, fresh.id, row->number, &earlier);
    return listing_insert(&applying->arena, session, job->region_id, &fresh, job->actor, store_next_id(job->store));
}

static struct result update_listing(struct applying *applying, struct store_session *session,
                                    const struct import_row *row, const struct listing *stored,
                                    const struct listing *given)
{
    const struct import_job *job = applying->job;
    struct listing merged = *stored;
    uint32_t earlier = 0;
    overlay_listing(&merged, given);
    bool same = same_listing(stored, &merged);
    if (!apply_touch(applying, stored->id, row->number, &earlier) && !same) {
        apply_refuse_repeated(applying, row->number, earlier);
        return result_ok();
    }
    if (same) {
        applying->outcome.same++;
        return result_ok();
    }
    merged.updated_ms = job->now_ms;
    applying->outcome.changed++;
    return listing_update(&applying->arena, session, job->region_id, &merged, job->actor, store_next_id(job->store));
}

struct result apply_listing(struct applying *applying, struct store_session *session, const struct import_row *row)
{
    struct listing given = *row->listing;
    struct listing stored = {0};
    struct result result = find_owner(applying, session, row, &given.organisation_id);
    if (result_failed(result) || given.organisation_id < 0) {
        return result;
    }
    result = listing_find_same(&applying->arena, session, applying->job->region_id, &given, &stored);
    if (result.code == RESULT_NOT_FOUND) {
        return insert_listing(applying, session, row, &given);
    }
    return result_failed(result) ? result : update_listing(applying, session, row, &stored, &given);
}
