/* The guard and the form parsers, alone. */
#include "tests/test.h"

#include "web/csrf.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/language.h"
#include "web/respond.h"

#include <stdlib.h>

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

#define PAIR(name, value)                                                                                              \
    {                                                                                                                  \
        {name, sizeof(name) - 1},                                                                                      \
        {                                                                                                              \
            value, sizeof(value) - 1                                                                                   \
        }                                                                                                              \
    }

static bool passes(const char *method, const char *target, const struct header *headers, size_t count)
{
    struct wire wire = {.method = method, .target = span_of(target), .headers = headers, .header_count = count};
    return !result_failed(guard_check_head(&wire));
}

static void one_reading_of_the_body_passes_and_two_do_not(void **state)
{
    (void)state;
    static const struct header rows[][2] = {
        {PAIR("Content-Length", "5"), PAIR("Host", "x")},
        {PAIR("Transfer-Encoding", "Chunked"), PAIR("Host", "x")},
        {PAIR("content-length", "5"), PAIR("transfer-encoding", "chunked")},
        {PAIR("Content-Length", "5"), PAIR("Content-Length", "5")},
        {PAIR("Content-Length", ""), PAIR("Host", "x")},
        {PAIR("Content-Length", " 5"), PAIR("Host", "x")},
        {PAIR("Content-Length", "5,5"), PAIR("Host", "x")},
        {PAIR("Content-Length", "-1"), PAIR("Host", "x")},
        {PAIR("Content-Length", "9999999999999999"), PAIR("Host", "x")},
        {PAIR("Transfer-Encoding", "gzip, chunked"), PAIR("Host", "x")},
        {PAIR("Content-Encoding", "gzip"), PAIR("Host", "x")},
        {PAIR("Content Length", "5"), PAIR("Host", "x")},
        {PAIR("", "5"), PAIR("Host", "x")},
        {PAIR("A", "b\0c"), PAIR("Host", "x")},
        {PAIR("A", "b\nc"), PAIR("Host", "x")},
        {PAIR("Host", "x"), PAIR("Host", "x")},
        {PAIR("Host", "x/y"), PAIR("A", "b")},
    };
    for (size_t index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        if (passes("POST", "/a", rows[index], 2) != (index < 2)) {
            fail_msg("row %zu", index);
        }
    }
    assert_false(passes("GET", "/a", rows[0], 2));
    assert_false(passes("HEAD", "/a", rows[1], 2));
    assert_true(passes("GET", "/a", rows[16] + 1, 1));
}

static void a_target_is_a_path_of_bounded_length(void **state)
{
    (void)state;
    char *target = malloc(TARGET_MOST + 2);
    memset(target, 'a', TARGET_MOST + 1);
    target[0] = '/';
    target[TARGET_MOST + 1] = '\0';
    assert_false(passes("GET", target, NULL, 0));
    target[TARGET_MOST] = '\0';
    assert_true(passes("GET", target, NULL, 0));
    free(target);
    assert_false(passes("GET", "*", NULL, 0));
    assert_false(passes("GET", "/a b", NULL, 0));
    assert_false(passes("GET", "/a#b", NULL, 0));
    assert_false(passes("GET", "/a\x7f", NULL, 0));
    assert_false(passes("GE T", "/", NULL, 0));
    assert_false(passes("", "/", NULL, 0));
    assert_true(passes("GET", "/焊工?q=数控", NULL, 0));
}

static void too_many_headers_are_refused(void **state)
{
    (void)state;
    struct header *headers = calloc(HEADERS_MOST + 1, sizeof *headers);
    for (size_t index = 0; index <= HEADERS_MOST; index++) {
        headers[index] = (struct header)PAIR("A", "b");
    }
    assert_true(passes("GET", "/", headers, HEADERS_MOST));
    assert_false(passes("GET", "/", headers, HEADERS_MOST + 1));
    free(headers);
}

static void only_a_local_path_may_follow_a_sign_in(void **state)
{
    (void)state;
    static const char *const local[] = {"/", "/listings?q=%E7%84%8A&x=//y", "/a//b"};
    static const char *const foreign[] = {
        "",     "//evil", "/\\evil", "\\/evil", "http://evil", "evil", "/a\r\nB: c", "/\tevil", "javascript:alert(1)",
        "/a\\b"};
    for (size_t index = 0; index < sizeof local / sizeof local[0]; index++) {
        assert_true(guard_is_local_path(span_of(local[index])));
    }
    for (size_t index = 0; index < sizeof foreign / sizeof foreign[0]; index++) {
        assert_false(guard_is_local_path(span_of(foreign[index])));
    }
}

/* --- forms ---------------------------------------------------------------------------------------------------- */

static void a_query_is_decoded_field_by_field(void **state)
{
    (void)state;
    struct form form;
    assert_false(result_failed(form_read_query(&arena, span_of("a=1&&b=%e7%84%8a+%2B&c&=d&a=2&e=x=y"), &form)));
    assert_int_equal(form.field_count, 6);
    assert_string_equal(form.fields[1].name, "b");
    assert_true(span_is(form.fields[1].value, "焊 +"));
    assert_int_equal(form.fields[2].value.length, 0);
    assert_string_equal(form.fields[3].name, "");
    assert_true(span_is(form.fields[5].value, "x=y"));
    struct request request = {.query = form.fields, .query_count = form.field_count};
    struct span both[4];
    assert_true(span_is(request_query(&request, "a"), "2"));
    assert_int_equal(request_query_all(&request, "a", both, 4), 2);
    assert_true(span_is(both[0], "1"));
    assert_null(request_query(&request, "z").at);
}

static void a_broken_query_is_refused_as_a_whole(void **state)
{
    (void)state;
    static const char *const broken[] = {"a=%",   "a=%1",     "a=%zz",       "%zz=a", "a=%00",
                                         "a=%ff", "a=%c0%af", "a=%ed%a0%80", "a=\xff"};
    struct form form = {.field_count = 77};
    for (size_t index = 0; index < sizeof broken / sizeof broken[0]; index++) {
        assert_int_equal(form_read_query(&arena, span_of(broken[index]), &form).code, RESULT_INVALID);
        assert_int_equal(form.field_count, 77);
    }
    char *many = malloc(FORM_FIELDS_MOST + 2);
    memset(many, '&', FORM_FIELDS_MOST + 1);
    assert_int_equal(form_read_query(&arena, span_make(many, FORM_FIELDS_MOST + 1), &form).code, RESULT_INVALID);
    free(many);
}

#define PART(head, content) "--b\r\n" head "\r\n\r\n" content "\r\n"
#define DISPOSITION         "Content-Disposition: form-data; "

static struct result read_parts(const char *body, struct form *form)
{
    return form_read_body(&arena, span_of("multipart/form-data; boundary=\"b\""), span_of(body), form);
}

static void parts_are_spans_of_the_body(void **state)
{
    (void)state;
    static const char body[] = PART(DISPOSITION "name=\"a\"", "one\r\n--bx\r\ntwo") PART(
        "content-disposition: form-data; filename=\"%22焊%0D%0A.csv\"; name=\"f\"\r\nContent-Type: text/csv", "1,2")
        PART(DISPOSITION "name=\"none\"; filename=\"\"", "") PART(DISPOSITION "name=\"empty\"", "") "--b--\r\n";
    struct form form;
    assert_false(result_failed(read_parts(body, &form)));
    assert_int_equal(form.field_count, 2);
    assert_int_equal(form.upload_count, 1);
    assert_true(span_is(form.fields[0].value, "one\r\n--bx\r\ntwo"));
    assert_true(form.fields[0].value.at > body && form.fields[0].value.at < body + sizeof body);
    assert_string_equal(form.uploads[0].name, "f");
    assert_string_equal(form.uploads[0].file_name, "\"焊  .csv");
    assert_true(span_is(form.uploads[0].bytes, "1,2"));
    assert_true(form.uploads[0].bytes.at > body && form.uploads[0].bytes.at < body + sizeof body);
    assert_int_equal(form.fields[1].value.length, 0);
}

static void broken_parts_are_refused(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const broken[] = {
        "--b", "--b\r\n", "--c\r\n", "x--b--", PART(DISPOSITION "name=\"a\"", "1"), PART("A: b", "1") "--b--",
        PART("nocolon", "1") "--b--", PART("Content-Disposition: attachment; name=\"a\"", "1") "--b--",
        PART(DISPOSITION "name=\"a", "1") "--b--", PART(DISPOSITION "name=\"a\"", "\xff") "--b--",
        "--b\r\n" DISPOSITION "name=\"a\"\r\n1\r\n--b--", PART(DISPOSITION "name=\"\xff\"", "1") "--b--",
        "--bb\r\n" DISPOSITION "name=\"a\"\r\n\r\n1\r\n--b--",
    };
    /* clang-format on */
    struct form form = {.field_count = 77};
    for (size_t index = 0; index < sizeof broken / sizeof broken[0]; index++) {
        if (read_parts(broken[index], &form).code != RESULT_INVALID || form.field_count != 77) {
            fail_msg("%s", broken[index]);
        }
    }
    assert_int_equal(form_read_body(&arena, span_of("multipart/form-data"), span_of("--b--"), &form).code,
                     RESULT_INVALID);
    assert_int_equal(form_read_body(&arena, span_of("text/plain"), span_of("a=b"), &form).code, RESULT_INVALID);
}

/* --- small things --------------------------------------------------------------------------------------------- */

static void a_token_is_equal_only_to_itself(void **state)
{
    (void)state;
    unsigned char secret[APP_SECRET_SIZE] = {1};
    unsigned char other[APP_SECRET_SIZE] = {2};
    struct span nonce = span_of(csrf_make_nonce(&arena));
    struct span token = span_of(csrf_make_token(&arena, secret, nonce));
    assert_true(csrf_is_nonce(nonce));
    assert_true(csrf_is_equal(token, span_of(csrf_make_token(&arena, secret, nonce))));
    assert_false(csrf_is_equal(token, span_of(csrf_make_token(&arena, other, nonce))));
    assert_false(csrf_is_equal(token, span_of(csrf_make_token(&arena, secret, span_of(csrf_make_nonce(&arena))))));
    assert_false(csrf_is_equal(span_of(""), span_of("")));
    assert_false(csrf_is_equal(span_make(token.at, token.length - 1), token));
}

static void languages_are_weighed(void **state)
{
    (void)state;
    enum language language = LANGUAGE_ZH_CN;
    assert_true(language_accept(span_of("en-US,en;q=0.9,zh-CN;q=0.8"), &language));
    assert_int_equal(language, LANGUAGE_EN);
    assert_true(language_accept(span_of("en;q=0.3, zh-TW;q=0.35"), &language));
    assert_int_equal(language, LANGUAGE_ZH_CN);
    assert_true(language_accept(span_of("zh;q=0, en;q=0.001"), &language));
    assert_int_equal(language, LANGUAGE_EN);
    assert_false(language_accept(span_of("fr, de;q=0.5, english"), &language));
    assert_false(language_accept(span_of(",;,;q=1,"), &language));
}

static void a_cookie_is_found_by_its_whole_name(void **state)
{
    (void)state;
    static const struct header headers[] = {PAIR("Cookie", "xlang=a; lang_=b; lang=\"en\";a"), PAIR("cookie", "s=t")};
    struct wire wire = {.headers = headers, .header_count = 2};
    assert_true(span_is(wire_cookie(&wire, "lang"), "en"));
    assert_true(span_is(wire_cookie(&wire, "s"), "t"));
    assert_null(wire_cookie(&wire, "a").at);
    assert_true(respond_etag_matches(span_of("W/\"x\", \"abc\""), "\"abc\""));
    assert_true(respond_etag_matches(span_of("\"abc\""), "W/\"abc\""));
    assert_true(respond_etag_matches(span_of("*"), "\"abc\""));
    assert_false(respond_etag_matches(span_of(""), "\"abc\""));
    assert_false(respond_etag_matches(span_of("\"ab\""), "\"abc\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_reading_of_the_body_passes_and_two_do_not),
        cmocka_unit_test(a_target_is_a_path_of_bounded_length),
        cmocka_unit_test(too_many_headers_are_refused),
        cmocka_unit_test(only_a_local_path_may_follow_a_sign_in),
        cmocka_unit_test(a_query_is_decoded_field_by_field),
        cmocka_unit_test(a_broken_query_is_refused_as_a_whole),
        cmocka_unit_test(parts_are_spans_of_the_body),
        cmocka_unit_test(broken_parts_are_refused),
        cmocka_unit_test(a_token_is_equal_only_to_itself),
        cmocka_unit_test(languages_are_weighed),
        cmocka_unit_test(a_cookie_is_found_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
