/* UTF-8, encodings of files, folding. */
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

static void every_code_point_reads_back(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10ffff; point++) {
        char bytes[4];
        size_t size = utf8_put(point, bytes);
        const char *at = bytes;
        uint32_t again = utf8_next(&at, bytes + size);
        bool surrogate = point >= 0xd800 && point <= 0xdfff;
        assert_int_equal(again, surrogate ? 0xfffd : point);
        assert_ptr_equal(at, bytes + size);
    }
}

static void broken_utf8_is_refused_one_byte_at_a_time(void **state)
{
    (void)state;
    /* clang-format off */
    const char *const broken[] = {"\xc0\xaf", "\xc1\x81",         "\xe0\x80\xaf",     "\xed\xa0\x80", "\xf0\x80\x80\xaf",
                                  "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\x80", "\xe4\xb8",     "\xf0\x9f\x98",
                                  "\xff",     "\xc3"};
    /* clang-format on */
    for (size_t index = 0; index < sizeof broken / sizeof broken[0]; index++) {
        struct span text = span_of(broken[index]);
        const char *at = text.at;
        assert_false(utf8_is_valid(text));
        assert_true(utf8_next(&at, text.at + text.length) == UTF8_INVALID);
        assert_ptr_equal(at, text.at + 1);
    }
    assert_false(utf8_is_valid(span_make("a\0b", 3)));
    assert_true(utf8_is_valid(span_of("数控車床 café 𠮷")));
    assert_true(utf8_is_valid(span_make(NULL, 0)));
    assert_int_equal(utf8_count(span_of("数控𠮷a")), 4);
}

static void decodes_to(void **state, const char *bytes, size_t length, const char *wanted)
{
    struct span out = {0};
    struct result result = text_decode(*state, span_make(bytes, length), &out);
    assert_int_equal(result.code, RESULT_OK);
    assert_int_equal(out.length, strlen(wanted));
    assert_memory_equal(out.at, wanted, out.length);
}

static void files_in_the_usual_encodings_are_read(void **state)
{
    decodes_to(state, "\xef\xbb\xbf数控", 9, "数控");
    decodes_to(state, "数控", 6, "数控");
    decodes_to(state, "\xca\xfd\xbf\xd8,1", 6, "数控,1");
    decodes_to(state, "\xff\xfe\x70\x65\xa7\x63", 6, "数控");
    decodes_to(state, "\xfe\xff\x65\x70\x63\xa7", 6, "数控");
    decodes_to(state, "\xff\xfe\x42\xd8\xb7\xdf", 6, "𠮷");
    decodes_to(state, "\x95\x32\x82\x36", 4, "𠀀"); /* four bytes of GB 18030 */
    decodes_to(state, "", 0, "");
}

static void what_is_no_text_is_refused_and_leaves_the_output(void **state)
{
    const struct span wrong[] = {
        {"\xff\xff\xff", 3}, {"\xef\xbb\xbf\xca\xfd", 5}, {"\xff\xfe\x70", 3}, {"\xff\xfe\x42\xd8", 4},
        {"\xca\xfd\xbf", 3}, {"\xca\xfd\x00\xd8", 4},     {"a\0b", 3},         {"\xff\xfe\0\0", 4},
    };
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        struct span out = span_of("before");
        struct result result = text_decode(*state, wrong[index], &out);
        assert_int_equal(result.code, RESULT_INVALID);
        assert_string_equal(result.message, "text.encoding_unknown");
        assert_string_equal(out.at, "before");
    }
}

static void all_of_gb2312_comes_back(void **state)
{
    char bytes[94 * 2];
    for (int row = 0xb0; row < 0xf8; row++) {
        int last = row == 0xd7 ? 0xf9 : 0xfe;
        size_t length = 0;
        for (int cell = 0xa1; cell <= last; cell++) {
            bytes[length++] = (char)row;
            bytes[length++] = (char)cell;
        }
        struct span out;
        assert_int_equal(text_decode(*state, span_make(bytes, length), &out).code, RESULT_OK);
        assert_int_equal(utf8_count(out), length / 2);
        assert_true(utf8_is_valid(out));
    }
}

static void width_case_and_writing_fold(void **state)
{
    /* clang-format off */
    const char *const pairs[][2] = {
        {"CNC数控", "cnc数控"}, {"數控車床", "数控车床"}, {"機電設備維修", "机电设备维修"},
        {"\xef\xbc\x88\xef\xbc\x91\xef\xbc\x8c\xef\xbc\xa2\xef\xbc\x89", "(1,b)"}, {"後臺發麵", "后台发面"}, {"Ⅴ㎏", "v㎏"}, {"Café ÜBER", "cafe uber"},
        {"\xe3\x80\x80临清 \t 市 ", "临清 市"}, {"聊城", "聊城"}, {"", ""}, {"   ", ""}, {"①号", "1号"},
    };
    /* clang-format on */
    for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        assert_string_equal(fold_key(*state, span_of(pairs[index][0])), pairs[index][1]);
    }
}

static void folding_twice_is_folding_once(void **state)
{
    (void)state;
    size_t changed = 0;
    for (uint32_t point = 0; point <= 0x10ffff; point++) {
        uint32_t folded = fold_point(point);
        assert_int_equal(fold_point(folded), folded);
        changed += folded != point;
    }
    assert_in_range(changed, 6000, 20000);
    assert_int_equal(fold_point(UTF8_INVALID), UTF8_INVALID);
}

static void offsets_lead_back_into_the_original(void **state)
{
    struct span text = span_of("\xef\xbc\xa1數\xff控𠮷");
    struct folded folded = fold_text(*state, text);
    const uint32_t points[] = {'a', 0x6570, 0xfffd, 0x63a7, 0x20bb7};
    const uint32_t offsets[] = {0, 3, 6, 7, 10, 14};
    assert_int_equal(folded.count, 5);
    assert_memory_equal(folded.points, points, sizeof points);
    assert_memory_equal(folded.offsets, offsets, sizeof offsets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_reads_back),
        cmocka_unit_test(broken_utf8_is_refused_one_byte_at_a_time),
        cmocka_unit_test(files_in_the_usual_encodings_are_read),
        cmocka_unit_test(what_is_no_text_is_refused_and_leaves_the_output),
        cmocka_unit_test(all_of_gb2312_comes_back),
        cmocka_unit_test(width_case_and_writing_fold),
        cmocka_unit_test(folding_twice_is_folding_once),
        cmocka_unit_test(offsets_lead_back_into_the_original),
    };
    return cmocka_run_group_tests(tests, arena_open, arena_close);
}
