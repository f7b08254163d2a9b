/* Pinyin: words that a naive table gets wrong are found, and the index stays bounded. */
#include "tests/test.h"

#include "text/text.h"

static int arena_open(void **state)
{
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int arena_close(void **state)
{
    arena_release(*state);
    return 0;
}

/* As the full-text index does: is there a token with this prefix? */
static bool is_indexed(void **state, const char *text, const char *typed)
{
    const char *tokens = pinyin_index(*state, span_of(text));
    size_t length = strlen(typed);
    for (const char *at = tokens; at != NULL && *at != 0;) {
        if (strncmp(at, typed, length) == 0) {
            return true;
        }
        at = strchr(at, ' ');
        at = at == NULL ? NULL : at + 1;
    }
    return false;
}

static void the_tokens_are_full_spellings_and_initials(void **state)
{
    assert_string_equal(pinyin_index(*state, span_of("焊工")), "hangong hg gong g");
    assert_string_equal(pinyin_index(*state, span_of("焊、工")), "han h gong g");
    assert_string_equal(pinyin_index(*state, span_of("CNC 2026")), "");
}

static void words_of_several_readings_are_found(void **state)
{
    /* clang-format off */
    const char *const pairs[][2] = {
        {"厦门", "xiamen"}, {"大厦", "dasha"}, {"中国银行", "yinhang"}, {"行走", "xingzou"}, {"重庆", "chongqing"},
        {"重型机械", "zhongxing"}, {"数控车工", "shukong"}, {"数控车工", "sk"}, {"数控车工", "kcg"}, {"长度", "changdu"},
        {"校长", "xiaozhang"}, {"会计", "kuaiji"}, {"會計", "kuaiji"}, {"數控", "shukong"}, {"调试", "tiaoshi"},
        {"调度", "diaodu"}, {"女工", "nvgong"}, {"女工", "nugong"}, {"绿色", "lvse"}, {"战略", "zhanlve"},
        {"朝阳", "chaoyang"}, {"乐器", "yueqi"}, {"曾", "zeng"}, {"单", "shan"}, {"角色", "juese"}, {"钻床", "zuanchuang"},
        {"重庆银行厦门分行重型机械", "chongqingyinhangxiamen"}, {"聊城市长城行业协会", "changchenghangye"},
    };
    /* clang-format on */
    for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        assert_true(is_indexed(state, pairs[index][0], pairs[index][1]));
    }
    assert_false(is_indexed(state, "数控", "sukong"));
    assert_false(is_indexed(state, "重型", "tongxing")); /* an obsolete reading of the large dictionary */
}

static void nearly_all_of_the_national_standard_has_a_reading(void **state)
{
    size_t without = 0;
    for (uint32_t point = 0x4e00; point <= 0x9fa5; point++) {
        char character[5] = {0};
        (void)utf8_put(point, character);
        without += *pinyin_index(*state, span_of(character)) == 0;
        arena_reset(*state);
    }
    assert_in_range(without, 0, 40);
}

static void tokens_are_bounded_whatever_the_text(void **state)
{
    char text[3000] = "";
    for (int index = 0; index < 900; index++) {
        strcat(text, "和");
    }
    const char *tokens = pinyin_index(*state, span_of(text));
    size_t count = 1;
    for (const char *at = tokens; (at = strchr(at, ' ')) != NULL; at++) {
        count++;
    }
    assert_in_range(count, 64 * 16, 64 * 32);
}

static void names_sort_by_sound(void **state)
{
    const char *const sorted[] = {"阿城", "李", "李四", "李四光", "聊城", "张三", "长江"};
    for (size_t index = 0; index + 1 < 6; index++) {
        const char *left = pinyin_sort_key(*state, span_of(sorted[index]));
        const char *right = pinyin_sort_key(*state, span_of(sorted[index + 1]));
        assert_true(strcmp(left, right) < 0);
    }
    assert_string_equal(pinyin_sort_key(*state, span_of("CNC数控")), "cnc shu kong\tCNC数控");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tokens_are_full_spellings_and_initials),
        cmocka_unit_test(words_of_several_readings_are_found),
        cmocka_unit_test(nearly_all_of_the_national_standard_has_a_reading),
        cmocka_unit_test(tokens_are_bounded_whatever_the_text),
        cmocka_unit_test(names_sort_by_sound),
    };
    return cmocka_run_group_tests(tests, arena_open, arena_close);
}
