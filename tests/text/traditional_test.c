/* Simplified to traditional: phrases before characters, and OpenCC itself as the judge. */
#include "tests/test.h"

#include "base/embedded.h"
#include "text/traditional.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void assert_becomes(const char *from, const char *to)
{
    struct buffer out;
    buffer_init(&out);
    traditional_add(span_of(from), &out);
    buffer_add(&out, "", 1);
    assert_string_equal(out.bytes, to);
    buffer_release(&out);
}

static void a_phrase_decides_which_character_is_meant(void **state)
{
    (void)state;
    assert_becomes("发展", "發展");
    assert_becomes("头发", "頭髮");
    assert_becomes("以后", "以後");
    assert_becomes("皇后", "皇后");
    assert_becomes("干部", "幹部");
    assert_becomes("干燥", "乾燥");
    assert_becomes("若干", "若干");
    assert_becomes("理发师、开发商：发了3个面条，里面有菜。", "理髮師、開發商：發了3個麪條，裏面有菜。");
}

static void the_words_stay_those_of_the_mainland(void **state)
{
    (void)state;
    assert_becomes("软件和信息技术服务业", "軟件和信息技術服務業");
    assert_becomes("数控车工 CNC &amp; 质量", "數控車工 CNC &amp; 質量");
}

static void what_is_not_simplified_stays(void **state)
{
    (void)state;
    assert_becomes("", "");
    assert_becomes("Zhiqiao 2026 – ½ 😀", "Zhiqiao 2026 – ½ 😀");
    assert_becomes("職業教育", "職業教育");
    assert_becomes("\xe5\x8f", "\xe5\x8f");
    assert_becomes("\xff发\xe5", "\xff發\xe5");
    assert_becomes("发", "發");
}

/* What this program converts, opencc converts to the same. */
static void assert_as_opencc(struct span text)
{
    char path[] = "/tmp/traditional-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, text.at, text.length) == (ssize_t)text.length && close(file) == 0);
    char command[128];
    (void)snprintf(command, sizeof command, "opencc -c s2t -i %s", path);
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    char *wanted = malloc(text.length * 2 + 1);
    size_t length = fread(wanted, 1, text.length * 2, judge);
    assert_int_equal(pclose(judge), 0);
    assert_int_equal(unlink(path), 0);
    struct buffer out;
    buffer_init(&out);
    traditional_add(text, &out);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.bytes, wanted, length);
    free(wanted);
    buffer_release(&out);
}

static void opencc_says_the_same_of_all_our_words(void **state)
{
    (void)state;
    static const char *const files[] = {"ui/i18n/zh-CN.json", "catalogues/occupations.csv", "catalogues/majors.csv",
                                        "catalogues/industries.csv", "sample/articles.json"};
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        const struct embedded_file *file = embedded_find(files[index]);
        assert_non_null(file);
        assert_as_opencc(file->bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_decides_which_character_is_meant),
        cmocka_unit_test(the_words_stay_those_of_the_mainland),
        cmocka_unit_test(what_is_not_simplified_stays),
        cmocka_unit_test(opencc_says_the_same_of_all_our_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
