/* What changes on a page in traditional characters, and what must not. The pages of the whole site are in
 * tests/articles/traditional_test.c. */
#include "tests/test.h"

#include "web/traditional_page.h"

#include <stdlib.h>
#include <string.h>

static void assert_page(const char *from, const char *to)
{
    struct buffer out;
    buffer_init(&out);
    traditional_page(span_of(from), &out);
    buffer_add(&out, "", 1);
    assert_string_equal(out.bytes, to);
    buffer_release(&out);
}

static void texts_and_what_is_read_out_change(void **state)
{
    (void)state;
    assert_page("", "");
    assert_page("发展 <b>头发</b> 发", "發展 <b>頭髮</b> 發");
    assert_page("<title>职业教育</title><p class=a>3 < 4 发</p>", "<title>職業教育</title><p class=a>3 < 4 發</p>");
    assert_page("<img alt=\"车间\" src='/车间.png' TITLE='发展'>", "<img alt=\"車間\" src='/车间.png' TITLE='發展'>");
    assert_page("<td data-label=\"单位\" data-key=\"单位\">", "<td data-label=\"單位\" data-key=\"单位\">");
    assert_page("<nav aria-label=栏目><optgroup label='单位'>", "<nav aria-label=欄目><optgroup label='單位'>");
    assert_page("<a href=\"/?q=单位\" title=\"a>b 单位\">", "<a href=\"/?q=单位\" title=\"a>b 單位\">");
}

static void what_a_form_sends_back_stays(void **state)
{
    (void)state;
    assert_page("<input name=\"题\" value=\"单位\" placeholder=\"单位\">",
                "<input name=\"题\" value=\"单位\" placeholder=\"單位\">");
    assert_page("<textarea name=a title='单位'>单位 <b>发</textarea>发",
                "<textarea name=a title='單位'>单位 <b>发</textarea>發");
    assert_page("<option value=\"单位\">单位</option>", "<option value=\"单位\">單位</option>");
    assert_page("<option>单位</option><option selected>发</option>发",
                "<option>单位</option><option selected>发</option>發");
    assert_page("<button name=\"a\" value=\"发\">发</button>", "<button name=\"a\" value=\"发\">發</button>");
}

static void what_is_no_text_for_people_stays(void **state)
{
    (void)state;
    assert_page("<script>a='发</b>'</script>发<style>发</style>", "<script>a='发</b>'</script>發<style>发</style>");
    assert_page("<!-- 发 > --><!doctype 发>发", "<!-- 发 > --><!doctype 发>發");
    assert_page("<meta content='单位'><发>发", "<meta content='单位'><發>發");
    assert_page("发<a title=\"单位", "發<a title=\"單位");
    assert_page("<script>发", "<script>发");
    assert_page("<", "<");
    assert_page("发<!--发", "發<!--发");
}

static void an_element_with_a_language_of_its_own_stays(void **state)
{
    (void)state;
    assert_page("<html lang=\"zh-Hant\"><b>发</b>", "<html lang=\"zh-Hant\"><b>發</b>");
    assert_page("<a lang=\"zh-Hans\" title=\"简体\">简体<i>发</i></a>发",
                "<a lang=\"zh-Hans\" title=\"简体\">简体<i>发</i></a>發");
    assert_page("<p translate=\"no\">发<p>发</p>发</p>发", "<p translate=\"no\">发<p>发</p>发</p>發");
    assert_page("<br lang=\"en\">发<img lang='en'/>发", "<br lang=\"en\">發<img lang='en'/>發");
    assert_page("<link hreflang=\"zh\">发", "<link hreflang=\"zh\">發");
}

/* Bytes without Chinese come out as they went in, however broken the tags are. */
static void broken_tags_come_out_as_they_went_in(void **state)
{
    (void)state;
    static const char pieces[] = "<>/=\"' !-ab<title=<option<script</\n";
    srand(1);
    for (int round = 0; round < 20000; round++) {
        char page[48];
        size_t length = (size_t)(rand() % 48);
        for (size_t index = 0; index < length; index++) {
            page[index] = pieces[(size_t)rand() % (sizeof pieces - 1)];
        }
        char *exact = malloc(length + 1); /* so that the sanitizer sees a step too far */
        assert_non_null(exact);
        memcpy(exact, page, length);
        struct buffer out;
        buffer_init(&out);
        traditional_page((struct span){exact, length}, &out);
        assert_int_equal(out.length, length);
        assert_int_equal(length == 0 ? 0 : memcmp(out.bytes, page, length), 0);
        buffer_release(&out);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_and_what_is_read_out_change),
        cmocka_unit_test(what_a_form_sends_back_stays),
        cmocka_unit_test(what_is_no_text_for_people_stays),
        cmocka_unit_test(an_element_with_a_language_of_its_own_stays),
        cmocka_unit_test(broken_tags_come_out_as_they_went_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
