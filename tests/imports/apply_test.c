/* Applying on both engines: counts, identity, nothing wiped, nothing half-imported whatever call fails. */
#include "tests/imports/reading.h"

#include <pthread.h>

struct counts {
    int64_t listings, organisations, revisions, changes, claims;
};

static int64_t count_rows(struct store_session *session, const char *query)
{
    struct store_rows *rows;
    struct result result = store_query(session, query, STORE_VALUES(store_integer(REGION)), &rows);
    assert_false(result_failed(result));
    int64_t count = store_rows_next(rows) ? store_rows_integer(rows, 0) : -1;
    assert_false(result_failed(store_rows_close(rows)));
    return count;
}

static struct result do_count(struct store_session *session, void *context)
{
    struct counts *counts = context;
    counts->listings = count_rows(session, "t_listings");
    counts->organisations = count_rows(session, "t_organisations");
    counts->revisions = count_rows(session, "t_revisions");
    counts->changes = count_rows(session, "t_changes");
    counts->claims = count_rows(session, "t_claims");
    return result_ok();
}

static struct counts counts_of(struct city *city)
{
    struct counts counts = {0};
    assert_ok(store_read(city->store, do_count, &counts));
    return counts;
}

static void add_queries(struct city *city)
{
    store_add_queries(city->store,
                      "-- name: t_listings\nSELECT count(*) FROM listing WHERE region_id = $1;\n"
                      "-- name: t_organisations\nSELECT count(*) FROM organisation WHERE region_id = $1;\n"
                      "-- name: t_revisions\nSELECT count(*) FROM listing_revision WHERE region_id = $1;\n"
                      "-- name: t_changes\nSELECT count(*) FROM listing_change WHERE region_id = $1;\n"
                      "-- name: t_claims\nSELECT count(*) FROM credit_code_registry WHERE region_id = $1;\n");
}

static int start(void **state, enum store_kind kind)
{
    int failed = city_start(state, kind);
    if (failed == 0) {
        add_queries(*state);
    }
    return failed;
}

static int fresh_sqlite(void **state)
{
    return start(state, STORE_SQLITE);
}

static int fresh_postgres(void **state)
{
    return start(state, STORE_POSTGRES);
}

static struct result try_apply(struct city *city, struct import_sheet *sheet, struct import_outcome *outcome)
{
    static const struct actor actor = {.person_id = 9, .name = "王办事员"};
    struct import_job job = {.store = city->store,
                             .catalogue = city->catalogue,
                             .region_id = REGION,
                             .now_ms = CITY_NOW,
                             .actor = &actor,
                             .sheet = sheet};
    return import_apply(&city->arena, &job, outcome);
}

static struct import_outcome apply(struct city *city, struct import_sheet *sheet)
{
    struct import_outcome outcome = {0};
    assert_ok(try_apply(city, sheet, &outcome));
    return outcome;
}

static struct import_outcome apply_csv(struct city *city, enum import_kind kind, const char *text)
{
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, kind, text);
    assert_string_equal(problems_of(&city->arena, &sheet), "");
    return apply(city, &sheet);
}

static void outcome_is(struct import_outcome outcome, size_t created, size_t changed, size_t same, size_t organisations)
{
    assert_int_equal(outcome.created, created);
    assert_int_equal(outcome.changed, changed);
    assert_int_equal(outcome.same, same);
    assert_int_equal(outcome.organisations_created, organisations);
}

/* "B2 message hint" */
static const char *refusals_of(struct city *city, const struct import_refusals *refusals)
{
    const char *text = "";
    for (size_t index = 0; index < refusals->count; index++) {
        char name[8];
        const struct import_refusal *refusal = &refusals->list[index];
        text = arena_format(&city->arena, "%s%s%s%u %s %s", text, index == 0 ? "" : "; ",
                            refusal->column < 0 ? "-" : sheet_column_name((size_t)refusal->column, name),
                            refusal->number, refusal->message, refusal->hint);
    }
    return text;
}

/* A credit code with its right check character. */
static const char *code_of(struct arena *arena, const char *first17)
{
    char check = credit_code_check_character(span_of(first17));
    assert_true(check != '\0');
    return arena_format(arena, "%s%c", first17, check);
}

struct finding {
    struct city *city;
    const char *name, *code;
    struct organisation organisation;
    struct organisation_has has;
    struct listing_page page;
};

static struct result do_find(struct store_session *session, void *context)
{
    struct finding *finding = context;
    struct arena *arena = &finding->city->arena;
    struct result result = organisation_find_by_name(arena, session, REGION, finding->name, &finding->organisation);
    if (result_failed(result)) {
        return result;
    }
    result = organisation_list_has(arena, session, REGION, finding->organisation.id, &finding->has);
    struct listing_filter filter = {.organisation_id = finding->organisation.id, .limit = 100};
    return result_failed(result) ? result : listing_search(arena, session, REGION, &filter, &finding->page);
}

static struct finding find(struct city *city, const char *name)
{
    struct finding finding = {.city = city, .name = name};
    assert_ok(store_read(city->store, do_find, &finding));
    return finding;
}

#define NEEDS "企业名称,岗位,人数,薪资,包吃住,说明\n"

/* --- counts ------------------------------------------------------------------------------------------------------- */

static void the_same_file_twice_makes_no_duplicates(void **state)
{
    struct city *city = *state;
    const char *text =
        NEEDS "临清博远轴承有限公司,车工,3,6-8k,包吃住,看图\n新来铸造厂,铸造工,5,,,\n新来铸造厂,钳工,2,,,\n";
    outcome_is(apply_csv(city, IMPORT_NEEDS, text), 3, 0, 0, 1);
    struct counts once = counts_of(city);
    outcome_is(apply_csv(city, IMPORT_NEEDS, text), 0, 0, 3, 0);
    struct counts twice = counts_of(city);
    assert_memory_equal(&once, &twice, sizeof once);
    outcome_is(apply_csv(city, IMPORT_NEEDS, "企业名称,岗位,人数\n臨清博遠軸承有限公司, 車工 ,3\n"), 0, 0, 1, 0);
}

static void a_changed_row_changes_and_an_empty_cell_wipes_nothing(void **state)
{
    struct city *city = *state;
    (void)apply_csv(city, IMPORT_NEEDS, NEEDS "博远二厂有限公司,车工,3,6-8k,包吃住,看图\n");
    outcome_is(apply_csv(city, IMPORT_NEEDS, NEEDS "博远二厂有限公司,车工,7,,,\n"), 0, 1, 0, 0);
    struct finding found = find(city, "博远二厂有限公司");
    assert_int_equal(found.page.count, 1);
    const struct listing *listing = &found.page.listings[0];
    assert_int_equal(listing->headcount, 7);
    assert_int_equal(listing->pay_low_fen, 600000);
    assert_int_equal(listing->lodging, 1);
    assert_string_equal(listing->body, "看图");
    assert_string_equal(listing->source, "import");
    assert_int_equal(listing->version, 2);
    assert_int_equal(found.organisation.above_scale, 0);
}

static void organisations_are_merged_with_what_they_have(void **state)
{
    struct city *city = *state;
    const char *header = "学校名称,开设专业,实训设备,在校生人数,是否规上\n";
    const char *first =
        arena_format(&city->arena, "%s东阿新职业中专,数控技术应用（120人）,数控车床(20台),900,\n", header);
    outcome_is(apply_csv(city, IMPORT_ORGANISATIONS, first), 1, 0, 0, 0);
    outcome_is(apply_csv(city, IMPORT_ORGANISATIONS, first), 0, 0, 1, 0);
    const char *second =
        arena_format(&city->arena, "%s东阿新职业中专,数控技术应用、机电技术应用,数控车床(25台),,\n", header);
    outcome_is(apply_csv(city, IMPORT_ORGANISATIONS, second), 0, 1, 0, 0);
    struct finding found = find(city, "东阿新职业中专");
    assert_int_equal(found.organisation.student_count, 900);
    assert_int_equal(found.has.programme_count, 2);
    int32_t students = found.has.programmes[0].student_count + found.has.programmes[1].student_count;
    assert_int_equal(students, 120);
    assert_int_equal(found.has.facility_count, 1);
    assert_int_equal(found.has.facilities[0].unit_count, 25);
    outcome_is(apply_csv(city, IMPORT_ORGANISATIONS, "单位名称,是否规上\n临清博远轴承有限公司,否\n"), 0, 1, 0, 0);
    assert_false(find(city, "临清博远轴承有限公司").organisation.above_scale);
}

/* --- identity ------------------------------------------------------------------------------------------------------- */

static void a_code_that_nobody_has_is_refused_and_the_other_rows_go_in(void **state)
{
    struct city *city = *state;
    const char *known = code_of(&city->arena, "91371581MA3AAAAA0");
    const char *unknown = code_of(&city->arena, "91371581MA3BBBBB0");
    outcome_is(apply_csv(city, IMPORT_ORGANISATIONS,
                         arena_format(&city->arena, "单位名称,统一社会信用代码\n有代码机械厂,%s\n", known)),
               1, 0, 0, 0);
    const char *text =
        arena_format(&city->arena, "企业名称,统一社会信用代码,岗位\n,%s,车工\n,%s,铣工\n无代码机械厂,,磨工\n,%s,钳工\n",
                     known, unknown, unknown);
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, IMPORT_NEEDS, text);
    struct import_refusals before = {0};
    assert_ok(import_check(&city->arena, city->store, REGION, &sheet, &before));
    assert_string_equal(refusals_of(city, &before), "B3 import.row.code_unknown ; B5 import.row.code_unknown ");
    struct import_outcome outcome = apply(city, &sheet);
    outcome_is(outcome, 2, 0, 0, 1);
    assert_string_equal(refusals_of(city, &outcome.refusals), refusals_of(city, &before));
    import_lay_refusals(&city->arena, &sheet, &outcome.refusals);
    import_lay_refusals(&city->arena, &sheet, &outcome.refusals);
    assert_string_equal(problems_of(&city->arena, &sheet), "B3 import.row.code_unknown B5 import.row.code_unknown");
    assert_int_equal(sheet.refused_count, 2);
    assert_string_equal(sheet.rows[1].problems[0].value, unknown);
}

static void a_code_may_stand_above_the_row_that_names_it(void **state)
{
    struct city *city = *state;
    const char *code = code_of(&city->arena, "91371581MA3CCCCC0");
    const char *text =
        arena_format(&city->arena, "企业名称,统一社会信用代码,岗位\n,%s,车工\n后到机械厂,%s,铣工\n", code, code);
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, IMPORT_NEEDS, text);
    struct import_refusals refusals = {0};
    assert_ok(import_check(&city->arena, city->store, REGION, &sheet, &refusals));
    assert_int_equal(refusals.count, 0);
    outcome_is(apply(city, &sheet), 2, 0, 0, 1);
    assert_int_equal(find(city, "后到机械厂").page.count, 2);
}

static void a_name_and_a_code_of_two_organisations_are_refused(void **state)
{
    struct city *city = *state;
    const char *one = code_of(&city->arena, "91371581MA3DDDDD0");
    const char *two = code_of(&city->arena, "91371581MA3EEEEE0");
    const char *three = code_of(&city->arena, "91371400MA3FFFFF0");
    struct organisation other = city_organisation(1);
    other.id = 77;
    other.name = "外市机械厂";
    other.credit_code = three;
    assert_ok(insert_organisation(city, OTHER_REGION, other));
    (void)apply_csv(city, IMPORT_ORGANISATIONS,
                    arena_format(&city->arena, "单位名称,统一社会信用代码\n甲机械厂,%s\n乙机械厂,%s\n", one, two));
    struct counts before = counts_of(city);
    const char *text =
        arena_format(&city->arena, "单位名称,统一社会信用代码\n甲机械厂,%s\n丙机械厂,%s\n甲机械厂,%s\n丁机械厂,\n", two,
                     three, code_of(&city->arena, "91371581MA3GGGGG0"));
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, IMPORT_ORGANISATIONS, text);
    struct import_outcome outcome = apply(city, &sheet);
    outcome_is(outcome, 1, 0, 0, 0);
    assert_string_equal(refusals_of(city, &outcome.refusals),
                        arena_format(&city->arena,
                                     "B2 import.row.code_and_name_differ 乙机械厂; B3 "
                                     "import.row.code_elsewhere ; B4 import.row.name_has_other_code %s",
                                     one));
    struct counts after = counts_of(city);
    assert_int_equal(after.organisations, before.organisations + 1);
    assert_int_equal(after.claims, before.claims); /* nothing was claimed on the way */
    outcome_is(apply_csv(city, IMPORT_ORGANISATIONS,
                         arena_format(&city->arena, "单位名称,统一社会信用代码\n甲机械（集团）厂,%s\n", one)),
               0, 1, 0, 0); /* a new name for a code renames */
    assert_string_equal(find(city, "甲机械(集团)厂").organisation.credit_code, one);
}

static void two_rows_that_turn_out_to_be_one_listing_are_not_laid_over_each_other(void **state)
{
    struct city *city = *state;
    const char *code = code_of(&city->arena, "91371581MA3HHHHH0");
    (void)apply_csv(city, IMPORT_ORGANISATIONS,
                    arena_format(&city->arena, "单位名称,统一社会信用代码\n两名机械厂,%s\n", code));
    const char *text =
        arena_format(&city->arena, "企业名称,统一社会信用代码,岗位,人数\n两名机械厂,,车工,3\n,%s,车工,9\n", code);
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, IMPORT_NEEDS, text);
    struct import_outcome outcome = apply(city, &sheet);
    outcome_is(outcome, 1, 0, 0, 0);
    assert_string_equal(refusals_of(city, &outcome.refusals), "-3 import.row.repeated 2");
    assert_int_equal(find(city, "两名机械厂").page.listings[0].headcount, 3);
}

/* --- all or none ---------------------------------------------------------------------------------------------------- */

static void whatever_call_fails_the_import_is_whole_or_not_there(void **state)
{
    struct city *city = *state;
    const char *text = NEEDS "断电机械厂,车工,3,6-8k,包吃住,看图\n断电机械厂,铣工,3,,,\n断电二厂,磨工,2,,,\n";
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, IMPORT_NEEDS, text);
    struct counts before = counts_of(city);
    int64_t calls = 0;
    struct import_outcome outcome = {0};
    for (;; calls++) {
        assert_true(calls < 500);
        store_fail_after(city->store, calls);
        struct result result = try_apply(city, &sheet, &outcome);
        store_fail_after(city->store, -1);
        if (!result_failed(result)) {
            break;
        }
        assert_int_equal(result.code, RESULT_BUSY);
        struct counts after = counts_of(city);
        assert_memory_equal(&before, &after, sizeof after);
    }
    assert_true(calls > 10);
    outcome_is(outcome, 3, 0, 0, 2);
    struct counts after = counts_of(city);
    assert_int_equal(after.listings, before.listings + 3);
    assert_int_equal(after.revisions, before.revisions + 3);
    assert_int_equal(after.changes, before.changes + 3);
}

static void an_import_that_is_asked_to_stop_leaves_nothing(void **state)
{
    struct city *city = *state;
    static const _Atomic bool stop = true;
    struct import_sheet sheet =
        read_csv(&city->arena, city->catalogue, IMPORT_NEEDS, "企业名称,岗位\n停下机械厂,车工\n");
    struct counts before = counts_of(city);
    struct import_job job = {.store = city->store,
                             .catalogue = city->catalogue,
                             .region_id = REGION,
                             .now_ms = CITY_NOW,
                             .sheet = &sheet,
                             .cancel = &stop};
    struct import_outcome outcome;
    struct result result = import_apply(&city->arena, &job, &outcome);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "import.error.cancelled");
    struct counts after = counts_of(city);
    assert_memory_equal(&before, &after, sizeof after);
}

struct side_by_side {
    struct city *city;
    struct import_sheet *sheet;
    struct arena arena;
    struct result result;
    struct import_outcome outcome;
};

static void *apply_beside(void *context)
{
    struct side_by_side *one = context;
    struct import_job job = {.store = one->city->store,
                             .catalogue = one->city->catalogue,
                             .region_id = REGION,
                             .now_ms = CITY_NOW,
                             .sheet = one->sheet};
    one->result = import_apply(&one->arena, &job, &one->outcome);
    return NULL;
}

static void two_imports_of_one_file_at_once_make_one_set(void **state)
{
    struct city *city = *state;
    struct buffer text;
    buffer_init(&text);
    buffer_add_text(&text, "企业名称,岗位,人数\n");
    for (int row = 0; row < 60; row++) {
        buffer_add_format(&text, "并行机械%d厂,第%d工,3\n", row / 10, row);
    }
    struct import_sheet sheet = read_csv(&city->arena, city->catalogue, IMPORT_NEEDS, text.bytes);
    buffer_release(&text);
    struct counts before = counts_of(city);
    struct side_by_side both[2];
    pthread_t threads[2];
    for (int index = 0; index < 2; index++) {
        both[index] = (struct side_by_side){.city = city, .sheet = &sheet};
        arena_init(&both[index].arena);
        assert_int_equal(pthread_create(&threads[index], NULL, apply_beside, &both[index]), 0);
    }
    size_t created = 0;
    size_t same = 0;
    for (int index = 0; index < 2; index++) {
        assert_int_equal(pthread_join(threads[index], NULL), 0);
        assert_ok(both[index].result);
        created += both[index].outcome.created;
        same += both[index].outcome.same;
        arena_release(&both[index].arena);
    }
    assert_int_equal(created, 60);
    assert_int_equal(same, 60);
    struct counts after = counts_of(city);
    assert_int_equal(after.listings, before.listings + 60);
    assert_int_equal(after.organisations, before.organisations + 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_file_twice_makes_no_duplicates),
        cmocka_unit_test(a_changed_row_changes_and_an_empty_cell_wipes_nothing),
        cmocka_unit_test(organisations_are_merged_with_what_they_have),
        cmocka_unit_test(a_code_that_nobody_has_is_refused_and_the_other_rows_go_in),
        cmocka_unit_test(a_code_may_stand_above_the_row_that_names_it),
        cmocka_unit_test(a_name_and_a_code_of_two_organisations_are_refused),
        cmocka_unit_test(two_rows_that_turn_out_to_be_one_listing_are_not_laid_over_each_other),
        cmocka_unit_test(whatever_call_fails_the_import_is_whole_or_not_there),
        cmocka_unit_test(an_import_that_is_asked_to_stop_leaves_nothing),
        cmocka_unit_test(two_imports_of_one_file_at_once_make_one_set),
    };
    int failed = cmocka_run_group_tests_name("imports on SQLite", tests, fresh_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("imports on PostgreSQL", tests, fresh_postgres, stop_city);
}
