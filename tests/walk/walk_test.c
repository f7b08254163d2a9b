/* Every route × every kind of person: who may come, who may touch a thing of organisation 1, and that another region's people
 * and things are strangers.
 *
 * What is expected stands here in full, one letter for each person, and is not asked of web/permission.c: so a slip in
 * catalogues/permissions.csv shows. A route with an action that has no row here fails; give it one by thinking, not by
 * copying what comes out. */
#include "tests/areas/site.h"

#include "areas/audit/audit.h"

/* + may, - may not. Persons in the order of `people`. */
enum { PEOPLE = 13 };
static const char ANYONE[] = "+++++++++++++";
static const char SIGNED[] = "-++++++++++--";
static const char NOBODY[] = "-------------";

struct walker {
    const char *login;
    int64_t region_id, organisation_id;
    const char *member, *platform;
};
static const struct walker people[PEOPLE] = {
    {"visitor", REGION, 0, "", ""},
    {"walk-alone", REGION, 0, "", ""},
    {"walk-owner", REGION, 1, "owner", ""},
    {"walk-staff", REGION, 1, "staff", ""},
    {"walk-editor", REGION, 1, "editor", ""},
    {"walk-reader", REGION, 1, "reader", ""},
    {"walk-stranger", REGION, 2, "owner", ""},
    {"walk-office", REGION, 0, "", "office"},
    {"walk-redactor", REGION, 0, "", "editor"},
    {"walk-auditor", REGION, 0, "", "auditor"},
    {"walk-administrator", REGION, 0, "", "administrator"},
    {"walk-administrator-there", OTHER_REGION, 0, "", "administrator"},
    {"walk-owner-there", OTHER_REGION, 51, "owner", ""},
};

/* Who may come to a route at all. Where it depends on the thing, everybody signed in may come. */
static const struct {
    const char *action, *come;
} gate[] = {
    {"visit", ANYONE},
    {"session.open", ANYONE},
    {"session.close", SIGNED},
    {"account.sign_up", ANYONE},
    {"account.reset", ANYONE},
    {"account.manage", SIGNED},
    {"account.erase", SIGNED},
    {"office.open", "-------++++--"},
    {"setting.set", "-------+--+--"},
    {"people.read", "-------+-++--"},
    {"people.help", "-------+--+--"},
    {"person.unmask", SIGNED},
    {"person.find", "-------+--+--"},
    {"privacy.set", "-------+--+--"},
    {"people.set_role", "----------+--"},
    {"security.set", "----------+--"},
    {"listing.create", SIGNED},
    {"listing.edit", SIGNED},
    {"listing.history", SIGNED},
    {"membership.read", SIGNED},
    {"membership.manage", SIGNED},
    {"membership.add", "-------+--+--"},
    {"membership.hand_over", SIGNED},
    {"membership.leave", SIGNED},
    {"membership.join", SIGNED},
    {"organisation.register", SIGNED},
    {"organisation.rename", SIGNED},
    {"organisation.approve", "-------+--+--"},
    {"organisation.merge", "-------+--+--"},
    {"organisation.create", "-------+--+--"},
    {"organisation.edit", SIGNED},
    {"import.run", "-------+--+--"},
    {"fit.weigh", "-------+--+--"},
    {"fit.correct", "-------+--+--"},
    {"mail.manage", "-------+--+--"},
    {"audit.read", "---------++--"},
    {"permission.read", "---------++--"},
    {"article.write", SIGNED},
    {"article.review", "-------++-+--"},
    {"article.rule", "-------+--+--"},
    {"article.arrange", "-------++-+--"},
    {"policy.manage", "-------++-+--"},
    {"thread.read", SIGNED},
    {"request.make", SIGNED},
    {"request.read", SIGNED},
    {"request.answer", SIGNED},
    {"request.oversee", "-------+-++--"},
    {"request.handle", "-------+--+--"},
    {"waiting.act", SIGNED},
    {"waiting.read", SIGNED},
};

/* Things of organisation 1: listing 11 is open, 12 is a draft. In the other region 61 and 62 belong to organisation 51. */
static const struct {
    const char *method, *pattern; /* %s: the id */
    int64_t id, id_there;
    const char *may;
} things[] = {
    {"GET", "/listings/%s/edit", 11, 61, "--+++--+--+--"},
    {"POST", "/listings/%s", 11, 61, "--+++--+--+--"},
    {"POST", "/listings/%s/status", 11, 61, "--+++--+--+--"},
    {"GET", "/listings/%s/history", 11, 61, "--+++--+-++--"},
    {"GET", "/listings/%s", 11, 61, ANYONE},
    {"GET", "/listings/%s", 12, 62, "--++++-+-++--"},
    {"GET", "/organisations/%s", 1, 51, ANYONE},
    {"GET", "/organisations/%s/edit", 1, 51, "--+++--+--+--"},
    {"POST", "/organisations/%s", 1, 51, "--+++--+--+--"},
    {"POST", "/organisations/%s/parts", 1, 51, "--+++--+--+--"},
    {"GET", "/organisations/%s/people", 1, 51, "--++++-+-++--"},
    {"POST", "/organisations/%s/people/invite", 1, 51, "--+----+--+--"},
};
enum { THINGS = sizeof things / sizeof things[0] };

/* --- the people and the things ------------------------------------------------------------------------------------- */

static const char *token_of(struct arena *arena, int who)
{
    return arena_format(arena, "token-%s", people[who].login);
}

static struct result insert_walkers(struct store_session *session, void *context)
{
    struct site *site = context;
    struct result result = result_ok();
    for (int who = 1; who < PEOPLE && !result_failed(result); who++) {
        const struct walker *walker = &people[who];
        struct new_person person = {.login = walker->login,
                                    .name = walker->login,
                                    .password_hash = site->hash,
                                    .platform_role = walker->platform,
                                    .organisation_id = walker->organisation_id,
                                    .organisation_role = walker->member};
        result = person_insert(session, walker->region_id, 200 + who, &person, time_now_ms());
    }
    return result;
}

static struct result insert_session(struct store_session *session, void *context)
{
    const struct site_person *wanted = context;
    int who = (int)wanted->who;
    char digest[DIGEST_TEXT_SIZE];
    char nothing[DIGEST_TEXT_SIZE];
    struct new_session row = {.token_hash = token_digest(token_of(&wanted->site->city.arena, who), digest),
                              .csrf = "csrf-of-the-session",
                              .address = "",
                              .agent = "",
                              .login_digest = token_digest("", nothing),
                              .person_id = 200 + who,
                              .now_ms = time_now_ms()};
    return session_insert(session, people[who].region_id, &row);
}

static void insert_listing_in(struct site *site, int64_t region_id, struct listing listing)
{
    struct errand errand = {
        .city = &site->city, .listing = listing, .change_id = store_next_id(site->city.store), .region_id = region_id};
    assert_false(result_failed(store_write(site->city.store, do_insert_listing, &errand)));
}

static int start_walk(struct site *site)
{
    struct organisation there = city_organisation(1);
    there.id = 51;
    struct result result = insert_organisation(&site->city, OTHER_REGION, there);
    result = result_failed(result) ? result : store_write(site->city.store, insert_walkers, site);
    if (result_failed(result)) {
        return -1;
    }
    for (int64_t number = 1; number <= 2; number++) {
        struct listing listing = city_listing(10 + number, 1, number == 1 ? "招聘磨工" : "招聘车工");
        listing.status = number == 1 ? "open" : "draft";
        insert_listing_in(site, REGION, listing);
        listing.id = 60 + number;
        listing.thread_id = listing.id;
        listing.organisation_id = 51;
        insert_listing_in(site, OTHER_REGION, listing);
    }
    return 0;
}

static int start_walk_sqlite(void **state)
{
    return start_site_sqlite(state) == 0 ? start_walk(*state) : -1;
}

static int start_walk_postgres(void **state)
{
    return start_site_postgres(state) == 0 ? start_walk(*state) : -1;
}

/* --- walking --------------------------------------------------------------------------------------------------------- */

/* A session anew each time: some routes end it. */
static struct dispatch_answer ask_as(struct site *site, int who, const char *method, const char *target)
{
    struct arena *arena = &site->city.arena;
    struct site_person person = {site, (enum who)who};
    if (who > 0) {
        assert_false(result_failed(store_write(site->city.store, insert_session, &person)));
    }
    const char *nonce = "0123456789abcdef0123456789abcdef";
    bool known = who > 0 && people[who].region_id == REGION;
    const char *csrf = known ? "csrf-of-the-session" : csrf_make_token(arena, site->app.secret, span_of(nonce));
    const char *session = who == 0 ? "" : arena_format(arena, "; zq_session=%s", token_of(arena, who));
    /* clang-format off */
    const char *headers[] = {"Host: x", "Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
                             arena_format(arena, "Cookie: zq_csrf=%s%s", nonce, session),
                             arena_format(arena, "X-CSRF-Token: %s", csrf), NULL};
    /* clang-format on */
    return app_dispatch(arena, &site->app, method, target, headers, span_of(""));
}

static const char *come_of(const char *action)
{
    for (size_t index = 0; index < sizeof gate / sizeof gate[0]; index++) {
        if (strcmp(gate[index].action, action) == 0) {
            return gate[index].come;
        }
    }
    fail_msg("the action %s has no row in this walk: say who may come", action);
    return NOBODY;
}

/* The pattern with an id that nothing has in place of its names. */
static const char *target_of(struct arena *arena, const char *pattern)
{
    struct buffer target;
    buffer_init(&target);
    for (const char *at = pattern; *at != '\0';) {
        if (*at == ':') {
            buffer_add_text(&target, "0000000000ZZZ");
            at += strcspn(at, "/.");
        } else {
            buffer_add_byte(&target, *at++);
        }
    }
    const char *copy = arena_copy(arena, buffer_span(&target));
    buffer_release(&target);
    return copy;
}

static bool was_stopped(struct dispatch_answer answer)
{
    const char *body = answer.body.length == 0 ? "" : answer.body.at;
    return answer.status == 401 || (answer.status == 403 && strstr(body, "error.csrf") == NULL);
}

static void walk_route(struct site *site, const struct route *route)
{
    const char *come = come_of(route->action);
    assert_int_equal(strlen(come), PEOPLE);
    const char *method = route->method == METHOD_POST ? "POST" : "GET";
    const char *target = target_of(&site->city.arena, route->pattern);
    for (int who = 0; who < PEOPLE; who++) {
        struct dispatch_answer answer = ask_as(site, who, method, target);
        if (answer.status >= 500 || (come[who] == '-') != was_stopped(answer)) {
            /* What depends on the thing may also be refused by the rules. */
            bool by_rules = come == SIGNED && come[who] == '+' && answer.status == 403;
            if (answer.status >= 500 || !by_rules) {
                fail_msg("%s %s as %s: expected %c, got %d %.*s", method, route->pattern, people[who].login, come[who],
                         answer.status, (int)(answer.body.length > 200 ? 200 : answer.body.length), answer.body.at);
            }
        }
    }
}

static void the_gate_lets_in_whom_this_table_names_on_every_route(void **state)
{
    struct site *site = *state;
    size_t walked = 0;
    for (size_t table = 0; site_routes[table] != NULL; table++) {
        for (const struct route *route = site_routes[table]; route->pattern != NULL; route++) {
            walk_route(site, route);
            walked++;
        }
    }
    assert_true(walked >= 90);
}

static const char *thing_target(struct arena *arena, int thing, int64_t id)
{
    char text[ID_TEXT_SIZE];
    const char *hole = strstr(things[thing].pattern, "%s");
    return arena_format(arena, "%.*s%s%s", (int)(hole - things[thing].pattern), things[thing].pattern,
                        id_format(id, text), hole + 2);
}

static void things_of_an_organisation_are_for_whom_this_table_names(void **state)
{
    struct site *site = *state;
    for (int thing = 0; thing < THINGS; thing++) {
        const char *target = thing_target(&site->city.arena, thing, things[thing].id);
        for (int who = 0; who < PEOPLE; who++) {
            int status = ask_as(site, who, things[thing].method, target).status;
            bool refused = status == 401 || status == 403 || status == 404;
            if (refused != (things[thing].may[who] == '-') || status >= 500) {
                fail_msg("%s %s as %s: expected %c, got %d", things[thing].method, target, people[who].login,
                         things[thing].may[who], status);
            }
        }
    }
}

/* Not let, and answered like an id that nothing has. */
static void things_of_another_region_are_not_there_for_anybody(void **state)
{
    struct site *site = *state;
    for (int thing = 0; thing < THINGS; thing++) {
        const char *target = thing_target(&site->city.arena, thing, things[thing].id_there);
        for (int who = 0; who < PEOPLE; who++) {
            int status = ask_as(site, who, things[thing].method, target).status;
            const char *never = thing_target(&site->city.arena, thing, 999);
            if (status < 400 || status >= 500 || status != ask_as(site, who, things[thing].method, never).status) {
                fail_msg("%s %s as %s: got %d", things[thing].method, target, people[who].login, status);
            }
        }
    }
}

static void a_hidden_listing_answers_like_one_that_never_was(void **state)
{
    struct site *site = *state;
    static const int strangers[] = {0, 1, 6, 8, 11, 12};
    const char *hidden = thing_target(&site->city.arena, 5, 12);
    for (size_t index = 0; index < sizeof strangers / sizeof strangers[0]; index++) {
        struct dispatch_answer there = ask_as(site, strangers[index], "GET", hidden);
        struct dispatch_answer never = ask_as(site, strangers[index], "GET", thing_target(&site->city.arena, 5, 13));
        assert_int_equal(there.status, 404);
        assert_int_equal(never.status, 404);
        json_t *left = document_of(there);
        json_t *right = document_of(never);
        assert_string_equal(text_at(left, "message"), text_at(right, "message"));
        json_decref(left);
        json_decref(right);
    }
}

/* --- refusals are kept ---------------------------------------------------------------------------------------------- */

struct looking {
    struct site *site;
    struct audit_filter filter;
    struct audit_row *rows;
    size_t count;
};

static struct result read_log(struct store_session *session, void *context)
{
    struct looking *looking = context;
    return audit_list(&looking->site->city.arena, session, REGION, &looking->filter, &looking->rows, &looking->count);
}

static void what_is_refused_to_somebody_signed_in_is_in_the_log(void **state)
{
    struct site *site = *state;
    assert_int_equal(ask_as(site, 6, "GET", "/office/weights").status, 403);
    struct looking looking = {.site = site, .filter = {.actor_id = 206, .action = "fit.weigh", .limit = 1}};
    assert_false(result_failed(store_read(site->city.store, read_log, &looking)));
    assert_int_equal(looking.count, 1);
    assert_string_equal(looking.rows[0].entry.outcome, "refused");
    assert_string_equal(looking.rows[0].entry.detail, "{\"route\":\"/office/weights\"}");
}

static void what_is_refused_to_a_visitor_fills_no_log(void **state)
{
    struct site *site = *state;
    assert_int_equal(ask_as(site, 0, "GET", "/office/crosswalk").status, 401);
    struct looking looking = {.site = site, .filter = {.action = "fit.correct", .limit = 100}};
    assert_false(result_failed(store_read(site->city.store, read_log, &looking)));
    for (size_t index = 0; index < looking.count; index++) {
        assert_int_not_equal(looking.rows[index].entry.actor_id, 0);
    }
}

int main(void)
{
    const struct CMUnitTest sqlite[] = {
        cmocka_unit_test(things_of_an_organisation_are_for_whom_this_table_names),
        cmocka_unit_test(things_of_another_region_are_not_there_for_anybody),
        cmocka_unit_test(a_hidden_listing_answers_like_one_that_never_was),
        cmocka_unit_test(what_is_refused_to_somebody_signed_in_is_in_the_log),
        cmocka_unit_test(what_is_refused_to_a_visitor_fills_no_log),
        cmocka_unit_test(the_gate_lets_in_whom_this_table_names_on_every_route),
    };
    const struct CMUnitTest postgres[] = {
        cmocka_unit_test(things_of_an_organisation_are_for_whom_this_table_names),
        cmocka_unit_test(things_of_another_region_are_not_there_for_anybody),
        cmocka_unit_test(what_is_refused_to_somebody_signed_in_is_in_the_log),
    };
    int failed = cmocka_run_group_tests_name("walk, sqlite", sqlite, start_walk_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("walk, postgres", postgres, start_walk_postgres, stop_site);
}
