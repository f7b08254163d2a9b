/* The whole site in traditional characters: every page that needs no number in its address, for each kind of person, against
 * a second, plain reading of what tags are. */
#include "tests/areas/site.h"

#include "text/traditional.h"
#include "web/traditional_page.h"

static struct dispatch_answer get_page(struct site *site, enum who who, const char *target, const char *script)
{
    struct arena *arena = &site->city.arena;
    const char *headers[] = {
        "Accept: text/html",
        arena_format(arena, "Cookie: lang=zh-CN; script=%s; zq_session=%s", script, site_token(who)), NULL};
    return app_dispatch(arena, &site->app, "GET", target, headers, span_of(""));
}

/* Where the next tag of a page that this program made begins and ends: no '<' in texts, no '>' in attributes but in quotes. */
static bool next_tag(struct span page, size_t *at, struct span *tag)
{
    while (*at < page.length && page.at[*at] != '<') {
        (*at)++;
    }
    size_t from = *at;
    char quote = '\0';
    for (; *at < page.length && (quote != '\0' || page.at[*at] != '>'); (*at)++) {
        char byte = page.at[*at];
        quote = quote == '\0' ? (byte == '"' || byte == '\'' ? byte : '\0') : (byte == quote ? '\0' : quote);
    }
    *tag = span_make(page.at + from, *at - from);
    return from < page.length;
}

/* The tag without the values of what is read out. */
static const char *bare_tag(struct arena *arena, struct span tag)
{
    static const char *const shown[] = {" title=\"",      " alt=\"",        " placeholder=\"",
                                        " aria-label=\"", " data-label=\"", " label=\""};
    char *bare = arena_copy(arena, tag);
    for (size_t index = 0; index < sizeof shown / sizeof shown[0]; index++) {
        char *at = strstr(bare, shown[index]);
        char *from = at == NULL ? NULL : at + strlen(shown[index]);
        char *stop = from == NULL ? NULL : strchr(from, '"');
        if (stop != NULL) {
            memmove(from, stop, strlen(stop) + 1);
        }
    }
    return bare;
}

static void assert_same_tags(struct site *site, const char *where, struct span page, struct span converted)
{
    struct arena *arena = &site->city.arena;
    struct span tag, other;
    size_t at = 0;
    size_t other_at = 0;
    while (next_tag(page, &at, &tag)) {
        assert_true(next_tag(converted, &other_at, &other));
        const char *left = bare_tag(arena, tag);
        const char *right = bare_tag(arena, other);
        if (strcmp(left, right) != 0) {
            fail_msg("%s: %s became %s", where, left, right);
        }
    }
    assert_false(next_tag(converted, &other_at, &other));
}

static size_t walk_pages(struct site *site, enum who who)
{
    size_t pages = 0;
    for (size_t table = 0; site->app.route_tables[table] != NULL; table++) {
        for (const struct route *route = site->app.route_tables[table]; route->pattern != NULL; route++) {
            if (route->method != METHOD_GET || strchr(route->pattern, ':') != NULL) {
                continue;
            }
            struct dispatch_answer answer = get_page(site, who, route->pattern, "hans");
            struct buffer converted;
            buffer_init(&converted);
            if (answer.status < 300 && span_starts_with(span_of(answer.content_type), span_of("text/html"))) {
                traditional_page(answer.body, &converted);
                assert_same_tags(site, route->pattern, answer.body, buffer_span(&converted));
                pages++;
            }
            buffer_release(&converted);
        }
    }
    return pages;
}

static void only_what_people_read_changes_on_any_page(void **state)
{
    assert_true(walk_pages(*state, VISITOR) >= 10);
    assert_true(walk_pages(*state, FACTORY) >= 20);
    assert_true(walk_pages(*state, CLERK) >= 25);
}

static void assert_has(struct dispatch_answer answer, const char *wanted, bool there)
{
    if ((span_find(answer.body, span_of(wanted)) != SPAN_NOWHERE) != there) {
        fail_msg("%s %s in %.*s", wanted, there ? "is not" : "is", (int)answer.body.length, answer.body.at);
    }
}

static void a_page_says_its_characters_and_leads_to_the_others(void **state)
{
    struct dispatch_answer answer = get_page(*state, VISITOR, "/about?lang=zh-CN&a=1&script=hant", "hans");
    assert_has(answer, "<html lang=\"zh-Hant\">", true);
    assert_has(answer, "href=\"/about?a=1&amp;script=hans\" lang=\"zh-Hans\" hreflang=\"zh-Hans\">简体</a>", true);
    answer = get_page(*state, VISITOR, "/about", "hans");
    assert_has(answer, "<html lang=\"zh-CN\">", true);
    assert_has(answer, "href=\"/about?script=hant\" lang=\"zh-Hant\" hreflang=\"zh-Hant\">繁體</a>", true);
    answer = get_page(*state, VISITOR, "/about?lang=en", "hant");
    assert_has(answer, "<html lang=\"en\">", true);
    assert_has(answer, "script=", false);
}

static void an_error_page_and_what_was_typed(void **state)
{
    struct dispatch_answer answer = get_page(*state, VISITOR, "/nowhere", "hant");
    assert_int_equal(answer.status, 404);
    assert_has(answer, "<html lang=\"zh-Hant\">", true);
    answer = get_page(*state, VISITOR, "/search?q=%E5%A4%B4%E5%8F%91", "hant"); /* 头发 */
    assert_int_equal(answer.status, 200);
    assert_has(answer, "value=\"头发\"", true);
}

static void documents_are_as_stored(void **state)
{
    struct site *site = *state;
    const char *headers[] = {"Accept: application/json", "Cookie: lang=zh-CN; script=hant", NULL};
    struct dispatch_answer answer =
        app_dispatch(&site->city.arena, &site->app, "GET", "/organisations", headers, span_of(""));
    assert_has(answer, "临清博远轴承有限公司", true);
    assert_has(get_page(site, VISITOR, "/organisations", "hant"), "臨清博遠軸承有限公司", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_people_read_changes_on_any_page),
        cmocka_unit_test(a_page_says_its_characters_and_leads_to_the_others),
        cmocka_unit_test(an_error_page_and_what_was_typed),
        cmocka_unit_test(documents_are_as_stored),
    };
    return cmocka_run_group_tests_name("traditional, SQLite", tests, start_site_sqlite, stop_site);
}
