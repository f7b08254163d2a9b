/* Rich text: what is left of attacks, and that honest texts come out as they are. */
#include "tests/test.h"

#include "base/buffer.h"
#include "text/rich.h"
#include "text/rich_markup.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *render(enum rich_format format, const char *body, struct rich_report *report)
{
    struct buffer out;
    buffer_init(&out);
    buffer_add_text(&out, "");
    rich_render(format, span_of(body), &out, report);
    char *text = malloc(out.length + 1);
    assert_non_null(text);
    memcpy(text, out.length == 0 ? "" : out.bytes, out.length);
    text[out.length] = '\0';
    buffer_release(&out);
    return text;
}

/* --- a checker of its own: reads what came out as strictly as it can ------------------------------------------------ */

static const char *const good_tags[] = {
    "p",   "h2",  "h3",   "h4",    "ul",    "ol",    "li",      "blockquote", "pre",    "figure", "figcaption", "table",
    "tr",  "td",  "th",   "thead", "tbody", "tfoot", "caption", "a",          "strong", "em",     "u",          "s",
    "sub", "sup", "code", "q",     "cite",  "mark",  "br",      "hr",         "img",    "div",    NULL};
static const char *const good_attributes[] = {"href", "rel",   "src",     "alt",     "loading", "class", "tabindex",
                                              "id",   "scope", "colspan", "rowspan", "start",   NULL};

static bool is_one_of(const char *at, size_t length, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strlen(*list) == length && strncmp(at, *list, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_good_value(const char *name, size_t name_length, const char *value, size_t length)
{
    if (name_length == 4 && strncmp(name, "href", 4) == 0) {
        return length > 0 &&
               ((value[0] == '/' && (length == 1 || (value[1] != '/' && value[1] != '\\'))) || value[0] == '#' ||
                strncasecmp(value, "http://", 7) == 0 || strncasecmp(value, "https://", 8) == 0 ||
                strncasecmp(value, "mailto:", 7) == 0 || strncasecmp(value, "tel:", 4) == 0);
    }
    return name_length != 3 || strncmp(name, "src", 3) != 0 || strncmp(value, "/media/", 7) == 0;
}

/* NULL when every "<" begins a tag we write, with attributes we write, in double quotes; else what is wrong. */
static const char *find_fault(const char *html)
{
    for (const char *at = strchr(html, '<'); at != NULL; at = strchr(at, '<')) {
        at += at[1] == '/' ? 2 : 1;
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789");
        if (!is_one_of(at, length, good_tags)) {
            return at;
        }
        at += length;
        while (*at == ' ') {
            const char *name = at + 1;
            size_t name_length = strspn(name, "abcdefghijklmnopqrstuvwxyz");
            const char *value = name + name_length + 2;
            if (!is_one_of(name, name_length, good_attributes) || strncmp(name + name_length, "=\"", 2) != 0) {
                return name;
            }
            size_t value_length = strcspn(value, "\"<>");
            if (value[value_length] != '"' || !is_good_value(name, name_length, value, value_length)) {
                return value;
            }
            at = value + value_length + 1;
        }
        if (*at != '>') {
            return at;
        }
    }
    return NULL;
}

static void the_checker_finds_planted_faults(void **state)
{
    (void)state;
    assert_null(find_fault("<p>a &lt; b <a href=\"/x\">c</a><br></p>"));
    /* clang-format off */
    static const char *const planted[] = {"<script>", "<p onclick=\"x\">", "<a href=\"javascript:x\">", "<a href='x'>", "<p",
                                          "a < b", "<img src=\"https://evil.example/x\">", "<a href=\"//evil.example\">",
                                          "<svg>", "<a href=\"/x\"onclick=\"y\">"};
    /* clang-format on */
    for (size_t index = 0; index < sizeof planted / sizeof planted[0]; index++) {
        assert_non_null(find_fault(planted[index]));
    }
}

/* Known attacks, one a line: after OWASP's filter evasion list and what was written about sanitisers that were got round. Each as
 * HTML, as Markdown, and each cut off at every byte. */
static void every_known_attack_comes_out_inert(void **state)
{
    (void)state;
    FILE *file = fopen("tests/text/xss.txt", "r");
    assert_non_null(file);
    char line[4096];
    size_t count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0') {
            continue;
        }
        count++;
        for (int format = RICH_MARKDOWN; format <= RICH_HTML; format++) {
            char *html = render((enum rich_format)format, line, NULL);
            const char *fault = find_fault(html);
            if (fault != NULL) {
                fail_msg("%s\n  became %s\n  fault at %s", line, html, fault);
            }
            free(html);
        }
        for (size_t length = strlen(line); length > 0; length--) {
            line[length] = '\0';
            char *html = render(RICH_HTML, line, NULL);
            if (find_fault(html) != NULL) {
                fail_msg("cut off: %s\n  became %s", line, html);
            }
            free(html);
        }
    }
    (void)fclose(file);
    assert_true(count >= 120);
}

static void is_rendered(enum rich_format format, const char *body, const char *expected)
{
    char *html = render(format, body, NULL);
    if (strcmp(html, expected) != 0) {
        fail_msg("%s\n  became   %s\n  expected %s", body, html, expected);
    }
    assert_null(find_fault(html));
    free(html);
}

static void honest_texts_come_out_as_they_are(void **state)
{
    (void)state;
    is_rendered(RICH_HTML, "<p>一 &amp; 二</p>", "<p>一 &amp; 二</p>\n");
    is_rendered(RICH_HTML, "a &lt; b", "<p>a &lt; b</p>\n");
    is_rendered(RICH_HTML, "<h1>题</h1><div>一<div>二</div></div>", "<h2 id=\"s1\">题</h2>\n<p>一</p>\n<p>二</p>\n");
    is_rendered(RICH_HTML, "<ul><li>一<ol><li>甲<li>乙</ol><li>二</ul>",
                "<ul><li>一<ol><li>甲</li>\n<li>乙</li>\n</ol>\n</li>\n<li>二</li>\n</ul>\n");
    is_rendered(RICH_HTML, "<p><b>粗<i>斜</b>后", "<p><strong>粗<em>斜</em></strong>后</p>\n");
    is_rendered(RICH_HTML, "<a href=' https://a.example/?x=1&amp;y=\"'>去</a>",
                "<a href=\"https://a.example/?x=1&amp;y=&quot;\" rel=\"nofollow noopener noreferrer\">去</a>");
    is_rendered(RICH_HTML, "<img src=/media/0SAWDY8MSYC02 alt=车间>",
                "<img src=\"/media/0SAWDY8MSYC02\" alt=\"车间\" loading=\"lazy\">");
    is_rendered(RICH_MARKDOWN, "# 题\n\n正文 **重** [去](/search)\n",
                "<h2 id=\"s1\">题</h2>\n\n<p>正文 <strong>重</strong> <a href=\"/search\">去</a></p>\n\n");
}

static void tables_keep_their_cells_and_lose_their_dress(void **state)
{
    (void)state;
    is_rendered(
        RICH_HTML, "<table style='x' width=1><tr><td colspan=2 onclick=x>一<td>二<tr><th>三</table>后",
        "<div class=\"scroll\" tabindex=\"0\"><table class=\"table\"><tr><td colspan=\"2\">一</td>\n<td>二</td>\n</tr>\n"
        "<tr><th scope=\"col\">三</th>\n</tr>\n</table></div>\n<p>后</p>\n");
    char *html = render(RICH_MARKDOWN, "| 县 | 人数 |\n|---|--:|\n| 临清 | 20 |\n", NULL);
    assert_non_null(strstr(html, "<th scope=\"col\">县</th>"));
    assert_non_null(strstr(html, "<td>20</td>"));
    free(html);
    is_rendered(RICH_HTML, "<td>无表</td><li>无列", "<p>无表无列</p>\n");
}

static void the_report_tells_what_was_left_out(void **state)
{
    (void)state;
    struct rich_report report;
    free(render(
        RICH_HTML,
        "<img src=/media/1><img src=https://x.example/a.png alt=a><a href='javascript:x'>y</a><script>z</script>",
        &report));
    assert_int_equal(report.images, 1);
    assert_int_equal(report.images_without_words, 1);
    assert_int_equal(report.images_elsewhere, 1);
    assert_int_equal(report.links_refused, 1);
    assert_int_equal(report.dropped, 1);
    free(render(RICH_MARKDOWN, "![车间](/media/1) ![](/media/2)", &report));
    assert_int_equal(report.images, 2);
    assert_int_equal(report.images_without_words, 1);
}

static void the_words_alone_have_no_tags_and_one_line_for_each_block(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_string_equal(
        rich_text(&arena, RICH_HTML, span_of("<h1>题 &amp; 目</h1><p>一<b>二</b></p><script>x</script>")),
        "题 & 目\n一二");
    assert_string_equal(rich_text(&arena, RICH_MARKDOWN, span_of("")), "");
    arena_release(&arena);
}

static void deep_and_long_texts_are_bounded(void **state)
{
    (void)state;
    struct buffer body, out;
    buffer_init(&body);
    buffer_init(&out);
    for (int index = 0; index < 50000; index++) {
        buffer_add_text(&body, "<blockquote><b>");
    }
    rich_render(RICH_HTML, buffer_span(&body), &out, NULL);
    assert_true(out.length < 4000);
    buffer_clear(&out);
    rich_render(RICH_MARKDOWN, buffer_span(&body), &out, NULL);
    buffer_release(&body);
    buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_finds_planted_faults),
        cmocka_unit_test(every_known_attack_comes_out_inert),
        cmocka_unit_test(honest_texts_come_out_as_they_are),
        cmocka_unit_test(tables_keep_their_cells_and_lose_their_dress),
        cmocka_unit_test(the_report_tells_what_was_left_out),
        cmocka_unit_test(the_words_alone_have_no_tags_and_one_line_for_each_block),
        cmocka_unit_test(deep_and_long_texts_are_bounded),
    };
    return cmocka_run_group_tests_name("rich text", tests, NULL, NULL);
}
