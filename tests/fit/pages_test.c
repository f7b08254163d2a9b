/* Fit in the city, on both engines: the index follows the store, weights and corrections count and stay, the documents add
 * up and quote what stands in the texts, the preview says what saving then gives. */
#include "tests/areas/site.h"

#include "areas/fit/service.h"

static struct fit_service *service_of(struct site *site)
{
    return site->services.fit;
}

static struct listing need_of(int64_t id, const char *title, int32_t people)
{
    struct listing listing = city_listing(id, 1, title);
    listing.headcount = people;
    listing.skills = "看图、数控车床操作";
    return listing;
}

static struct listing offer_of(int64_t id, const char *title, int32_t people)
{
    struct listing listing = city_listing(id, 2, title);
    listing.headcount = people;
    listing.body = "教授数控车床操作与量具使用";
    return listing;
}

struct closing {
    struct city *city;
    int64_t id;
    struct store *store;
};

static struct result do_close(struct store_session *session, void *context)
{
    static const struct actor actor = {.person_id = 5, .name = "某"};
    struct closing *closing = context;
    struct listing listing;
    struct listing_step step = {"closed", "", &actor, CITY_NOW + 1};
    struct result result = listing_find(&closing->city->arena, session, REGION, closing->id, &listing);
    return result_failed(result) ? result
                                 : listing_set_status(&closing->city->arena, session, REGION, &listing, &step,
                                                      store_next_id(closing->store));
}

static void close_listing(struct site *site, struct store *store, int64_t id)
{
    struct closing closing = {&site->city, id, store};
    assert_ok(store_write(store, do_close, &closing));
}

static json_t *listing_page(struct site *site, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return site_document(site, VISITOR, arena_format(&site->city.arena, "/listings/%s", id_format(id, text)));
}

static size_t count_matches(struct site *site, int64_t id)
{
    json_t *document = listing_page(site, id);
    size_t count = json_array_size(at_path(document, "matches"));
    json_decref(document);
    return count;
}

/* --- the index ------------------------------------------------------------------------------------------------------ */

static void what_another_process_stores_is_seen_by_the_next_question(void **state)
{
    struct site *site = *state;
    struct store *other = NULL;
    assert_ok(store_open(site->city.bench.address, &other));
    struct city there = site->city;
    there.store = other;
    assert_ok(insert_listing(&there, need_of(1001, "数控车工", 10)));
    assert_int_equal(count_matches(site, 1001), 0);
    assert_ok(insert_listing(&there, offer_of(2001, "数控技术应用订单班", 30)));
    assert_int_equal(count_matches(site, 1001), 1);
    assert_int_equal(count_matches(site, 2001), 1);
    close_listing(site, other, 2001);
    assert_int_equal(count_matches(site, 1001), 0);
    close_listing(site, other, 1001);
    store_close(other);
    size_t needs = 0;
    size_t offers = 0;
    assert_ok(fit_service_counts(service_of(site), &needs, &offers));
    assert_int_equal(needs + offers, 0);
}

static void a_database_that_fails_leaves_the_index_as_it_was(void **state)
{
    struct site *site = *state;
    site_still(site);
    assert_ok(insert_listing(&site->city, need_of(1011, "数控铣工", 10)));
    size_t needs = 0;
    size_t offers = 0;
    assert_ok(fit_service_counts(service_of(site), &needs, &offers));
    for (int64_t calls = 0; calls < 4; calls++) {
        store_fail_after(site->city.store, calls);
        struct result result = fit_service_reload(service_of(site));
        store_fail_after(site->city.store, -1);
        if (!result_failed(result)) {
            break;
        }
        size_t after = 0;
        assert_ok(fit_service_counts(service_of(site), &after, &offers));
        assert_int_equal(after, needs);
    }
    close_listing(site, site->city.store, 1011);
}

/* --- documents ------------------------------------------------------------------------------------------------------ */

static void fill_city(struct site *site)
{
    static const char *const needs[] = {"数控车工", "焊工", "电工", "品检员", "护士"};
    static const char *const offers[] = {"数控技术应用订单班", "焊接技术应用实训课", "机电设备安装与维修毕业生",
                                         "护理专业毕业生"};
    for (int64_t index = 0; index < 5; index++) {
        assert_ok(insert_listing(&site->city, need_of(3001 + index, needs[index], (int32_t)(5 + 7 * index))));
    }
    for (int64_t index = 0; index < 4; index++) {
        assert_ok(insert_listing(&site->city, offer_of(4001 + index, offers[index], (int32_t)(12 + 9 * index))));
    }
}

static double number_of_any(json_t *document, const char *path)
{
    return json_number_value(at_path(document, path));
}

static void assert_points_add_up(json_t *match)
{
    size_t index;
    json_t *point;
    int64_t tenths = 0;
    int64_t weights = 0;
    json_array_foreach(at_path(match, "points"), index, point)
    {
        tenths += (int64_t)(number_of_any(point, "points") * 10 + 0.5);
        weights += (int64_t)(number_of_any(point, "weight") * 10 + 0.5);
    }
    assert_int_equal(index, FIT_POINT_COUNT);
    assert_int_equal(tenths, (int64_t)(number_of_any(match, "score") * 10 + 0.5));
    assert_int_equal(tenths, number_at(match, "bar.score"));
    assert_int_equal(weights, 1000);
}

static void the_points_add_up_and_the_fragments_stand_in_the_texts(void **state)
{
    struct site *site = *state;
    json_t *page = listing_page(site, 3001);
    json_t *match = at_path(page, "matches.0");
    assert_non_null(match);
    assert_points_add_up(match);
    assert_string_equal(text_at(match, "offer.title"), "数控技术应用订单班");
    assert_string_equal(text_at(match, "offer.organisation"), "聊城水城职业中专");
    const char *need_words = text_at(match, "points.0.why.trade.need.text");
    const char *offer_words = text_at(match, "points.0.why.trade.offer.text");
    assert_true(need_words[0] != '\0' && strstr("数控车工 看图、数控车床操作", need_words) != NULL);
    assert_true(offer_words[0] != '\0' && strstr("数控技术应用订单班 教授数控车床操作与量具使用", offer_words) != NULL);
    char need_id[ID_TEXT_SIZE];
    char offer_id[ID_TEXT_SIZE];
    json_t *pair = site_document(
        site, VISITOR,
        arena_format(&site->city.arena, "/fits/%s/%s", id_format(3001, need_id), id_format(4001, offer_id)));
    assert_points_add_up(pair);
    size_t index;
    json_t *field;
    json_array_foreach(at_path(pair, "texts.need"), index, field)
    { /* the pieces put together are the text */
        size_t number;
        json_t *piece;
        const char *whole = "";
        json_array_foreach(at_path(field, "pieces"), number, piece)
        {
            whole = arena_format(&site->city.arena, "%s%s", whole, text_at(piece, "text"));
        }
        const char *name = text_at(field, "field");
        assert_string_equal(whole, strcmp(name, "title") == 0    ? "数控车工"
                                   : strcmp(name, "skills") == 0 ? "看图、数控车床操作"
                                                                 : "");
    }
    /* 数控 and 车床 are in too many names to count; what counts as the same words stands in both texts. */
    json_t *phrase;
    json_array_foreach(at_path(pair, "points.8.why.words"), index, phrase)
    {
        assert_non_null(strstr("数控车工 看图、数控车床操作", text_at(phrase, "need.text")));
        assert_string_equal(text_at(phrase, "need.text"), text_at(phrase, "offer.text"));
    }
    assert_string_equal(text_at(pair, "points.8.point"), "words");
    json_decref(pair);
    json_decref(page);
}

static void a_change_that_is_proposed_gives_what_it_promises(void **state)
{
    struct site *site = *state;
    json_t *page = listing_page(site, 3001);
    json_t *changes = at_path(page, "matches.0.changes");
    assert_true(json_array_size(changes) >= 1 && json_array_size(changes) <= 3);
    int64_t last = INT64_MAX;
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change)
    {
        int64_t gain = number_at(change, "gain_tenths");
        assert_true(gain > 0 && gain <= last);
        assert_string_not_equal(text_at(change, "kind"), "(none)");
        last = gain;
    }
    json_decref(page);
}

static void the_same_question_gives_the_same_bytes(void **state)
{
    struct site *site = *state;
    struct fit_question question = {.all = true, .most = 10, .as_json = true};
    char *texts[2] = {NULL, NULL};
    size_t sizes[2] = {0, 0};
    for (int run = 0; run < 2; run++) {
        struct fit_service *service = NULL;
        assert_ok(fit_service_open(site->city.store, site->city.catalogue, REGION, &service));
        FILE *out = open_memstream(&texts[run], &sizes[run]);
        assert_non_null(out);
        assert_ok(fit_print(service, &question, out));
        assert_int_equal(fclose(out), 0);
        fit_service_close(service);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(texts[0], texts[1], sizes[0]);
    json_t *document = json_loads(texts[0], 0, NULL);
    assert_int_equal(json_array_size(at_path(document, "fits")), 5);
    json_decref(document);
    free(texts[0]);
    free(texts[1]);
    struct fit_question wrong = {.need_id = 4001, .most = 1};
    FILE *nowhere = fopen("/dev/null", "w");
    assert_int_equal(fit_print(service_of(site), &wrong, nowhere).code, RESULT_NOT_FOUND);
    assert_int_equal(fclose(nowhere), 0);
}

/* --- unmet ----------------------------------------------------------------------------------------------------------- */

static int64_t count_below(struct site *site, unsigned below)
{
    int64_t count = 0;
    for (int64_t id = 3001; id <= 3005; id++) {
        json_t *page = listing_page(site, id);
        json_t *best = at_path(page, "matches.0.bar.score");
        count += best == NULL || json_integer_value(best) < (int64_t)below * 10 ? 1 : 0;
        json_decref(page);
    }
    return count;
}

static void unmet_needs_are_those_whose_best_match_is_below_the_bound(void **state)
{
    struct site *site = *state;
    static const unsigned bounds[] = {30, 40, 60, 75, 80, 85, 100};
    for (size_t index = 0; index < sizeof bounds / sizeof bounds[0]; index++) {
        json_t *page = site_document(site, VISITOR, arena_format(&site->city.arena, "/unmet?below=%u", bounds[index]));
        assert_true(json_is_true(at_path(page, "has_picture")));
        assert_int_equal(number_at(page, "need_count"), count_below(site, bounds[index]));
        int64_t needs = 0;
        int64_t people = 0;
        size_t at;
        json_t *pool;
        json_array_foreach(at_path(page, "pools"), at, pool)
        {
            needs += number_at(pool, "need_count");
            people += number_at(pool, "headcount");
            assert_string_equal(text_at(pool, "county_code"), "371581");
            assert_int_equal(json_array_size(at_path(pool, "needs")), number_at(pool, "need_count"));
        }
        assert_int_equal(needs, number_at(page, "need_count"));
        assert_int_equal(people, number_at(page, "headcount"));
        json_decref(page);
    }
    json_t *strange = site_document(site, VISITOR, "/unmet?below=-7x");
    assert_int_equal(number_at(strange, "below"), 40);
    json_decref(strange);
}

/* --- weights and corrections ---------------------------------------------------------------------------------------- */

static const char ONLY_NUMBERS[] =
    "trade=10&skills=0&level=0&numbers=90&time=0&distance=0&cooperation=0&record=0&words=0";

static struct dispatch_answer preview(struct site *site, const char *form)
{
    return site_post(site, CLERK, "/office/weights/preview", form);
}

static void the_preview_says_what_saving_then_gives(void **state)
{
    struct site *site = *state;
    json_t *before = document_of(preview(site, ONLY_NUMBERS));
    assert_int_equal(number_at(before, "preview.sample_count"), 5);
    assert_int_equal(site_post(site, CLERK, "/office/weights", ONLY_NUMBERS).status, 303);
    size_t index;
    json_t *row;
    json_array_foreach(at_path(before, "preview.rows"), index, row)
    {
        int64_t id = 0;
        assert_true(id_parse(span_of(text_at(row, "need.id")), &id));
        json_t *page = listing_page(site, id);
        json_t *best = at_path(page, "matches.0.bar.score");
        assert_int_equal(best == NULL ? 0 : json_integer_value(best), number_at(row, "after_tenths"));
        assert_string_equal(text_at(page, "matches.0.offer.id"), text_at(row, "after.id"));
        json_decref(page);
    }
    json_decref(before);
    json_t *again = document_of(preview(site, ONLY_NUMBERS));
    assert_int_equal(number_at(again, "preview.changed_count"), 0);
    json_decref(again);

    struct fit_service *restarted = NULL; /* another process, later */
    assert_ok(fit_service_open(site->city.store, site->city.catalogue, REGION, &restarted));
    assert_int_equal(fit_service_weights(restarted).tenths[FIT_NUMBERS], 900);
    static const struct fit_weights back = {{400, 200, 80, 80, 80, 80, 50, 30, 0}};
    static const struct actor actor = {.person_id = 101};
    assert_ok(fit_service_set_weights(service_of(site), &back, &actor, CITY_NOW));
    assert_ok(fit_service_refresh(restarted));
    assert_int_equal(fit_service_weights(restarted).tenths[FIT_NUMBERS], 80);
    fit_service_close(restarted);
}

static void weights_that_are_none_are_refused_and_what_was_typed_stays(void **state)
{
    struct site *site = *state;
    /* clang-format off */
    static const char *const faults[][3] = {
        {"trade=50&skills=0&level=0&numbers=0&time=0&distance=0&cooperation=0&record=0&words=0", "weights", "fit.error.weight_sum"},
        {"trade=0&skills=100&level=0&numbers=0&time=0&distance=0&cooperation=0&record=0&words=0", "trade", "fit.error.weight_trade"},
        {"trade=-6550&skills=0&level=0&numbers=0&time=0&distance=0&cooperation=0&record=0&words=0", "trade", "fit.error.weight_range"},
        {"trade=12.55&skills=0&level=0&numbers=0&time=0&distance=0&cooperation=0&record=0&words=0", "trade", "fit.error.weight_range"},
        {"trade=<b>&skills=0&level=0&numbers=0&time=0&distance=0&cooperation=0&record=0&words=0", "trade", "fit.error.weight_range"},
    };
    /* clang-format on */
    struct fit_weights before = fit_service_weights(service_of(site));
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
        static const char *const targets[] = {"/office/weights", "/office/weights/preview"};
        for (size_t target = 0; target < 2; target++) {
            struct dispatch_answer answer = site_post(site, CLERK, targets[target], faults[index][0]);
            assert_int_equal(answer.status, 422);
            json_t *document = document_of(answer);
            assert_string_equal(text_at(document, "problems.0.field"), faults[index][1]);
            assert_string_equal(text_at(document, "problems.0.message"), faults[index][2]);
            const char *typed = text_at(document, "weights.0.typed");
            assert_true(strncmp(faults[index][0] + strlen("trade="), typed, strlen(typed)) == 0);
            json_decref(document);
        }
    }
    struct fit_weights after = fit_service_weights(service_of(site));
    assert_memory_equal(&before, &after, sizeof after);
}

static const char *first_score(struct site *site, int64_t id)
{
    json_t *page = listing_page(site, id);
    const char *text = arena_format(&site->city.arena, "%s %lld", text_at(page, "matches.0.offer.id"),
                                    (long long)number_at(page, "matches.0.bar.score"));
    json_decref(page);
    return text;
}

static void a_correction_changes_the_score_and_its_removal_gives_it_back(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    json_t *page = listing_page(site, 3002); /* 焊工 */
    const char *from = arena_text(arena, text_at(page, "matches.0.points.0.why.trade.need_trade_code"));
    json_decref(page);
    page = listing_page(site, 3001);
    const char *to = arena_text(arena, text_at(page, "matches.0.points.0.why.trade.offer_trade_code"));
    json_decref(page);
    char need_id[ID_TEXT_SIZE];
    char offer_id[ID_TEXT_SIZE];
    const char *pair = arena_format(arena, "/fits/%s/%s", id_format(3002, need_id), id_format(4001, offer_id));
    json_t *before = site_document(site, VISITOR, pair);
    const char *score = first_score(site, 3002);
    const char *form = arena_format(arena, "from=%s&to=%s&percent=95&reason=本地如此", from, to);
    assert_int_equal(site_post(site, CLERK, "/office/crosswalk", form).status, 303);
    json_t *after = site_document(site, VISITOR, pair);
    assert_int_equal(number_at(after, "points.0.why.trade.relation_permille"), 950);
    assert_true(number_at(after, "bar.score") > number_at(before, "bar.score"));
    json_decref(after);
    json_t *list = site_document(site, CLERK, "/office/crosswalk");
    assert_int_equal(json_array_size(at_path(list, "corrections")), 1);
    assert_string_equal(text_at(list, "corrections.0.reason"), "本地如此");
    json_decref(list);
    form = arena_format(arena, "from=%s&to=%s&remove=1", to, from); /* whichever way round */
    assert_int_equal(site_post(site, CLERK, "/office/crosswalk", form).status, 303);
    json_t *back = site_document(site, VISITOR, pair);
    assert_int_equal(number_at(back, "bar.score"), number_at(before, "bar.score"));
    json_decref(back);
    json_decref(before);
    assert_string_equal(first_score(site, 3002), score);
}

static void a_correction_that_is_none_is_refused(void **state)
{
    struct site *site = *state;
    json_t *page = site_document(site, CLERK, "/office/crosswalk?trade=%3Cb%3E");
    assert_true(json_is_false(at_path(page, "has_shown")));
    const char *code = arena_text(&site->city.arena, text_at(page, "trades.0.code"));
    json_decref(page);
    const char *faults[][2] = {
        {"from=nothing&to=nothing&percent=5", "fit.error.trade_unknown"},
        {arena_format(&site->city.arena, "from=%s&to=%s&percent=5", code, code), "fit.error.same_trade"},
        {arena_format(&site->city.arena, "from=%s&to=%s&percent=101", code, code), "fit.error.percent"},
        {arena_format(&site->city.arena, "from=%s&to=%s&percent=", code, code), "fit.error.percent"},
    };
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
        struct dispatch_answer answer = site_post(site, CLERK, "/office/crosswalk", faults[index][0]);
        assert_int_equal(answer.status, 422);
        json_t *document = document_of(answer);
        assert_string_equal(text_at(document, "problems.0.message"), faults[index][1]);
        json_decref(document);
    }
}

/* --- who ------------------------------------------------------------------------------------------------------------- */

static void a_closed_listing_is_seen_by_its_own_and_the_office_only(void **state)
{
    struct site *site = *state;
    char text[ID_TEXT_SIZE];
    char offer[ID_TEXT_SIZE];
    assert_ok(insert_listing(&site->city, need_of(5001, "已关的数控车工", 3)));
    close_listing(site, site->city.store, 5001);
    const char *page = arena_format(&site->city.arena, "/listings/%s", id_format(5001, text));
    const char *pair = arena_format(&site->city.arena, "/fits/%s/%s", id_format(5001, text), id_format(4001, offer));
    static const int wanted[WHO_COUNT] = {
        [VISITOR] = 404, [CLERK] = 200, [FACTORY] = 200, [SCHOOL] = 404, [READER] = 200};
    for (enum who who = VISITOR; who < WHO_COUNT; who++) {
        assert_int_equal(site_get(site, who, page).status, wanted[who]);
        assert_int_equal(site_get(site, who, pair).status, wanted[who]);
    }
    assert_int_equal(site_get(site, CLERK, arena_format(&site->city.arena, "/fits/%s/%s", offer, text)).status, 404);
    assert_int_equal(site_get(site, VISITOR, "/listings/nonsense").status, 404);
}

static void only_the_office_comes_to_weights_and_crosswalk(void **state)
{
    struct site *site = *state;
    static const char *const gets[] = {"/office/weights", "/office/crosswalk"};
    static const char *const posts[] = {"/office/weights", "/office/weights/preview", "/office/crosswalk"};
    for (enum who who = VISITOR; who < WHO_COUNT; who++) {
        for (size_t index = 0; index < 2; index++) {
            assert_int_equal(site_get(site, who, gets[index]).status, who == CLERK ? 200 : who == VISITOR ? 401 : 403);
        }
        for (size_t index = 0; index < 3; index++) {
            assert_int_equal(site_post(site, who, posts[index], "").status, who == CLERK     ? 422
                                                                            : who == VISITOR ? 401
                                                                                             : 403);
        }
    }
}

static int start_filled(void **state, enum store_kind kind)
{
    int failed = site_start(state, kind);
    if (failed == 0) {
        fill_city(*state);
    }
    return failed;
}

static int start_filled_sqlite(void **state)
{
    return start_filled(state, STORE_SQLITE);
}

static int start_filled_postgres(void **state)
{
    return start_filled(state, STORE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest index[] = {
        cmocka_unit_test(what_another_process_stores_is_seen_by_the_next_question),
        cmocka_unit_test(a_database_that_fails_leaves_the_index_as_it_was),
    };
    const struct CMUnitTest city[] = {
        cmocka_unit_test(the_points_add_up_and_the_fragments_stand_in_the_texts),
        cmocka_unit_test(a_change_that_is_proposed_gives_what_it_promises),
        cmocka_unit_test(the_same_question_gives_the_same_bytes),
        cmocka_unit_test(unmet_needs_are_those_whose_best_match_is_below_the_bound),
        cmocka_unit_test(a_correction_changes_the_score_and_its_removal_gives_it_back),
        cmocka_unit_test(the_preview_says_what_saving_then_gives),
        cmocka_unit_test(weights_that_are_none_are_refused_and_what_was_typed_stays),
        cmocka_unit_test(a_correction_that_is_none_is_refused),
        cmocka_unit_test(a_closed_listing_is_seen_by_its_own_and_the_office_only),
        cmocka_unit_test(only_the_office_comes_to_weights_and_crosswalk),
    };
    int failed = cmocka_run_group_tests_name("fit index on SQLite", index, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("fit index on PostgreSQL", index, start_site_postgres, stop_site);
    failed += cmocka_run_group_tests_name("fit on SQLite", city, start_filled_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("fit on PostgreSQL", city, start_filled_postgres, stop_site);
}
