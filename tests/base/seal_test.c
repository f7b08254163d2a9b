/* Sealed texts and the key file. */
#include "tests/test.h"

#include "base/seal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char PLACE[] = "person_contact.address/371500/8";

static struct seal_key key_of(unsigned char byte)
{
    unsigned char master[DIGEST_SIZE];
    struct seal_key key;
    memset(master, byte, sizeof master);
    seal_key_derive(master, &key);
    return key;
}

static void what_is_sealed_opens_again_whatever_its_length(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct seal_key key = key_of(1);
    char text[200];
    memset(text, 'w', sizeof text);
    for (size_t length = 0; length < sizeof text; length++) {
        const char *sealed = seal_encrypt(&arena, &key, PLACE, span_make(text, length));
        const char *opened = NULL;
        assert_false(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(sealed), &opened)));
        assert_int_equal(strlen(opened), length);
        assert_memory_equal(opened, text, length);
    }
    arena_release(&arena);
}

static void the_same_text_is_sealed_differently_each_time_but_has_one_index(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct seal_key key = key_of(1);
    const struct seal_key other = key_of(2);
    struct span text = span_of("wang@example.cn");
    char left[DIGEST_TEXT_SIZE];
    char right[DIGEST_TEXT_SIZE];
    const char *sealed = seal_encrypt(&arena, &key, PLACE, text);
    assert_string_not_equal(sealed, seal_encrypt(&arena, &key, PLACE, text));
    assert_null(strstr(sealed, "wang"));
    assert_string_equal(seal_index(&key, text, left), seal_index(&key, text, right));
    assert_string_not_equal(seal_index(&key, text, left), seal_index(&other, text, right));
    arena_release(&arena);
}

static void nothing_altered_moved_or_cut_and_no_other_key_opens(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct seal_key key = key_of(1);
    const struct seal_key other = key_of(2);
    const char *opened = NULL;
    char *sealed = arena_text(&arena, seal_encrypt(&arena, &key, PLACE, span_of("13812341234")));
    size_t length = strlen(sealed);
    assert_true(result_failed(seal_decrypt(&arena, &other, PLACE, span_of(sealed), &opened)));
    assert_true(result_failed(seal_decrypt(&arena, &key, "person_contact.address/371500/9", span_of(sealed), &opened)));
    for (size_t cut = 0; cut < length; cut++) {
        assert_true(result_failed(seal_decrypt(&arena, &key, PLACE, span_make(sealed, cut), &opened)));
    }
    for (size_t index = 0; index < length - 2;
         index++) { /* the last letter before the filling has bits that say nothing */
        char kept = sealed[index];
        sealed[index] = kept == 'A' ? 'B' : 'A';
        assert_true(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(sealed), &opened)));
        sealed[index] = kept;
    }
    assert_null(opened);
    assert_false(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(sealed), &opened)));
    arena_release(&arena);
}

struct key_folder {
    char folder[64], path[80];
};

static void open_folder(struct key_folder *out)
{
    (void)snprintf(out->folder, sizeof out->folder, "/tmp/zhiqiao-seal.XXXXXX");
    assert_non_null(mkdtemp(out->folder));
    (void)snprintf(out->path, sizeof out->path, "%s/key", out->folder);
}

static void close_folder(const struct key_folder *folder)
{
    (void)unlink(folder->path);
    assert_int_equal(rmdir(folder->folder), 0); /* nothing else was left in it */
}

static void a_key_is_made_once_for_its_owner_alone_and_read_again(void **state)
{
    (void)state;
    struct key_folder folder;
    struct seal_keys made = {0};
    struct seal_keys again = {0};
    struct stat status;
    open_folder(&folder);
    assert_int_equal(seal_keys_load(folder.path, false, &made).code, RESULT_NOT_FOUND);
    assert_false(result_failed(seal_keys_load(folder.path, true, &made)));
    assert_int_equal(stat(folder.path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_false(result_failed(seal_keys_load(folder.path, true, &again)));
    assert_int_equal(again.count, 1);
    assert_memory_equal(&made.list[0], &again.list[0], sizeof made.list[0]);
    close_folder(&folder);
}

static void a_key_that_others_may_read_or_that_is_not_whole_is_refused(void **state)
{
    (void)state;
    struct key_folder folder;
    struct seal_keys key;
    open_folder(&folder);
    assert_false(result_failed(seal_keys_load(folder.path, true, &key)));
    assert_int_equal(chmod(folder.path, 0640), 0);
    assert_string_equal(seal_keys_load(folder.path, true, &key).message, "seal.error.open_to_others");
    assert_int_equal(chmod(folder.path, 0600), 0);
    assert_int_equal(truncate(folder.path, 63), 0);
    assert_string_equal(seal_keys_load(folder.path, true, &key).message, "seal.error.broken");
    close_folder(&folder);
}

static void a_text_from_before_keys_had_names_opens_with_either_of_two(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct seal_key former = key_of(1);
    struct seal_key key = key_of(2);
    const char *opened = NULL;
    const char *sealed = seal_encrypt(&arena, &former, PLACE, span_of("13812341234"));
    const char *old = arena_format(&arena, "s1.%s", sealed + 3 + SEAL_NAME + 1);
    assert_true(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(old), &opened)));
    assert_true(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(sealed), &opened)));
    key.other = &former;
    assert_false(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(old), &opened)));
    assert_string_equal(opened, "13812341234");
    assert_false(result_failed(seal_decrypt(&arena, &key, PLACE, span_of(sealed), &opened)));
    assert_string_equal(opened, "13812341234");
    assert_int_equal(strncmp(seal_encrypt(&arena, &key, PLACE, span_of("x")) + 3, key.name, SEAL_NAME), 0);
    arena_release(&arena);
}

static void what_only_begins_like_a_sealed_text_is_none(void **state)
{
    (void)state;
    static const char *const plain[] = {"",
                                        "s1.",
                                        "s2.",
                                        "s1.wang@example.cn",
                                        "s2.0123abcd.w@b.cn",
                                        "s1.abc",
                                        "13812341234",
                                        "s2.0123ABCD.AAAA",
                                        "s2.0123abcd.AAA",
                                        "s2.0123abcd-AAAA",
                                        "s1.AA=A",
                                        "s2.0123abcd."};
    for (size_t index = 0; index < sizeof plain / sizeof plain[0]; index++) {
        assert_false(seal_is_sealed(span_of(plain[index])));
    }
    assert_true(seal_is_sealed(span_of("s1.AAAA")));
    assert_true(seal_is_sealed(span_of("s2.0123abcd.AA==")));
}

static void a_file_takes_a_second_key_and_lets_the_former_go_beside(void **state)
{
    (void)state;
    struct key_folder folder;
    struct seal_keys one;
    struct seal_keys two;
    struct seal_keys after;
    struct seal_keys former;
    char beside[120];
    open_folder(&folder);
    assert_int_equal(seal_file_add(folder.path).code, RESULT_NOT_FOUND);
    assert_false(result_failed(seal_keys_load(folder.path, true, &one)));
    assert_null(one.list[0].other);
    assert_false(result_failed(seal_file_finish(folder.path))); /* one only: nothing */
    assert_false(result_failed(seal_file_add(folder.path)));
    assert_false(result_failed(seal_file_add(folder.path))); /* begun again after a kill: no third */
    assert_false(result_failed(seal_keys_load(folder.path, false, &two)));
    assert_int_equal(two.count, 2);
    assert_ptr_equal(two.list[0].other, &two.list[1]);
    assert_string_equal(two.list[1].name, one.list[0].name);
    assert_string_not_equal(two.list[0].name, one.list[0].name);
    assert_false(result_failed(seal_file_finish(folder.path)));
    assert_false(result_failed(seal_keys_load(folder.path, false, &after)));
    assert_int_equal(after.count, 1);
    assert_string_equal(after.list[0].name, two.list[0].name);
    (void)snprintf(beside, sizeof beside, "%s.%s", folder.path, one.list[0].name);
    assert_false(result_failed(seal_keys_load(beside, false, &former)));
    assert_memory_equal(former.list[0].cipher, one.list[0].cipher, SEAL_CIPHER_KEY);
    (void)unlink(beside);
    close_folder(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens_again_whatever_its_length),
        cmocka_unit_test(the_same_text_is_sealed_differently_each_time_but_has_one_index),
        cmocka_unit_test(nothing_altered_moved_or_cut_and_no_other_key_opens),
        cmocka_unit_test(a_text_from_before_keys_had_names_opens_with_either_of_two),
        cmocka_unit_test(what_only_begins_like_a_sealed_text_is_none),
        cmocka_unit_test(a_file_takes_a_second_key_and_lets_the_former_go_beside),
        cmocka_unit_test(a_key_is_made_once_for_its_owner_alone_and_read_again),
        cmocka_unit_test(a_key_that_others_may_read_or_that_is_not_whole_is_refused),
    };
    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
