/* One row of a sheet of organisations: the organisation itself, and what it has. */
#include "areas/imports/apply.h"

static void overlay_organisation(struct organisation *stored, const struct import_row *row)
{
    const struct organisation *given = row->organisation;
    stored->kind = newer(stored->kind, given->kind);
    stored->name = newer(stored->name, given->name);
    stored->short_name = newer(stored->short_name, given->short_name);
    stored->credit_code = newer(stored->credit_code, given->credit_code);
    stored->county_code = newer(stored->county_code, given->county_code);
    stored->industry_code = newer(stored->industry_code, given->industry_code);
    stored->school_level = newer(stored->school_level, given->school_level);
    stored->ownership = newer(stored->ownership, given->ownership);
    stored->above_scale = row->scale_stated ? given->above_scale : stored->above_scale;
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

struct result apply_insert_organisation(struct applying *applying, struct store_session *session,
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

/* --- what an organisation has --------------------------------------------------------------------------------------- */

static const struct programme *find_programme(const struct organisation_has *has, const struct programme *like)
{
    for (size_t index = 0; index < has->programme_count; index++) {
        const struct programme *one = &has->programmes[index];
        if (strcmp(one->level, like->level) == 0 && strcmp(one->major_code, like->major_code) == 0 &&
            strcmp(one->direction, like->direction) == 0) {
            return one;
        }
    }
    return NULL;
}

static struct result put_programmes(struct applying *applying, struct store_session *session,
                                    const struct import_row *row, int64_t organisation_id,
                                    const struct organisation_has *has, bool *changed)
{
    const struct import_job *job = applying->job;
    struct result result = result_ok();
    for (size_t index = 0; index < row->programme_count && !result_failed(result); index++) {
        struct programme fresh = row->programmes[index];
        const struct programme *stored = find_programme(has, &fresh);
        bool more = fresh.student_count != 0 && stored != NULL && stored->student_count != fresh.student_count;
        if (stored != NULL && !more) {
            continue;
        }
        fresh.id = stored != NULL ? stored->id : store_next_id(job->store);
        fresh.graduate_count = stored != NULL ? stored->graduate_count : 0;
        *changed = true;
        result = programme_put(session, job->region_id, organisation_id, &fresh, job->now_ms);
    }
    return result;
}

static const struct facility *find_facility(const struct organisation_has *has, const struct facility *like)
{
    for (size_t index = 0; index < has->facility_count; index++) {
        const struct facility *one = &has->facilities[index];
        if (strcmp(one->kind, like->kind) == 0 && strcmp(one->name, like->name) == 0) {
            return one;
        }
    }
    return NULL;
}

static struct result put_facilities(struct applying *applying, struct store_session *session,
                                    const struct import_row *row, int64_t organisation_id,
                                    const struct organisation_has *has, bool *changed)
{
    const struct import_job *job = applying->job;
    struct result result = result_ok();
    for (size_t index = 0; index < row->facility_count && !result_failed(result); index++) {
        struct facility fresh = row->facilities[index];
        const struct facility *stored = find_facility(has, &fresh);
        bool more = fresh.unit_count != 0 && stored != NULL && stored->unit_count != fresh.unit_count;
        if (stored != NULL && !more) {
            continue;
        }
        fresh.id = stored != NULL ? stored->id : store_next_id(job->store);
        fresh.place_count = stored != NULL ? stored->place_count : 0;
        fresh.summary = stored != NULL ? stored->summary : fresh.summary;
        *changed = true;
        result = facility_put(session, job->region_id, organisation_id, &fresh, job->now_ms);
    }
    return result;
}

static struct result put_parts(struct applying *applying, struct store_session *session, const struct import_row *row,
                               int64_t organisation_id, bool *changed)
{
    struct organisation_has has = {0};
    if (row->programme_count + row->facility_count == 0) {
        return result_ok();
    }
    struct result result =
        organisation_list_has(&applying->arena, session, applying->job->region_id, organisation_id, &has);
    if (!result_failed(result)) {
        result = put_programmes(applying, session, row, organisation_id, &has, changed);
    }
    return result_failed(result) ? result : put_facilities(applying, session, row, organisation_id, &has, changed);
}

/* --- the row ------------------------------------------------------------------------------------------------------ */

static struct result apply_new(struct applying *applying, struct store_session *session, const struct import_row *row)
{
    int64_t id = 0;
    uint32_t earlier;
    bool changed = false;
    applying->outcome.created++;
    struct result result = apply_insert_organisation(applying, session, row->organisation, &id);
    (void)apply_touch(applying, id, row->number, &earlier);
    return result_failed(result) ? result : put_parts(applying, session, row, id, &changed);
}

static struct result apply_known(struct applying *applying, struct store_session *session, const struct import_row *row,
                                 const struct organisation *stored)
{
    struct organisation merged = *stored;
    uint32_t earlier = 0;
    overlay_organisation(&merged, row);
    bool same = same_organisation(stored, &merged);
    if (!apply_touch(applying, stored->id, row->number, &earlier) && !same) {
        apply_refuse_repeated(applying, row->number, earlier);
        return result_ok();
    }
    struct result result = result_ok();
    if (!same) {
        merged.updated_ms = applying->job->now_ms;
        result = organisation_update(&applying->arena, session, applying->job->region_id, &merged);
    }
    bool changed = !same;
    if (!result_failed(result)) {
        result = put_parts(applying, session, row, stored->id, &changed);
    }
    applying->outcome.changed += changed ? 1 : 0;
    applying->outcome.same += changed ? 0 : 1;
    return result;
}

struct result apply_organisation(struct applying *applying, struct store_session *session, const struct import_row *row)
{
    struct identity identity = {0};
    struct result result =
        identity_find(&applying->arena, session, applying->job->region_id, applying->job->sheet, row, &identity);
    if (result_failed(result)) {
        return result;
    }
    switch (identity.kind) {
    case IDENTITY_NEW:
        return apply_new(applying, session, row);
    case IDENTITY_KNOWN:
        return apply_known(applying, session, row, &identity.stored);
    case IDENTITY_REFUSED:
        break;
    }
    apply_refuse(applying, identity.refusal);
    return result_ok();
}
