/* The digest tree: the published test vectors, and every path of every small tree. */
#include "tests/test.h"

#include "base/merkle.h"

/* clang-format off */
static const struct span leaves[] = {
    {"", 0}, {"\0", 1}, {"\x10", 1}, {"\x20\x21", 2}, {"\x30\x31", 2}, {"\x40\x41\x42\x43", 4},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8}, {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};
/* clang-format on */

/* Of the reference implementation of certificate transparency (merkle_tree_test.cc), for 1 to 8 of these leaves. */
static const char *const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static void the_published_roots_come_out(void **state)
{
    (void)state;
    for (int count = 1; count <= 8; count++) {
        struct merkle merkle;
        unsigned char root[DIGEST_SIZE];
        char text[DIGEST_TEXT_SIZE];
        merkle_init(&merkle, MERKLE_NO_LEAF);
        for (int i = 0; i < count; i++) {
            merkle_add(&merkle, leaves[i]);
        }
        merkle_finish(&merkle, root);
        assert_string_equal(hash_text(root, text), roots[count - 1]);
        assert_int_equal(merkle.path_length, 0);
    }
    struct merkle none;
    unsigned char root[DIGEST_SIZE];
    unsigned char nothing[DIGEST_SIZE];
    merkle_init(&none, MERKLE_NO_LEAF);
    merkle_finish(&none, root);
    hash_sha256(span_make("", 0), nothing);
    assert_memory_equal(root, nothing, DIGEST_SIZE);
}

static void every_path_leads_to_the_root_and_no_other_leaf_does(void **state)
{
    (void)state;
    for (unsigned count = 1; count <= 40; count++) {
        for (unsigned wanted = 0; wanted < count; wanted++) {
            struct merkle merkle;
            unsigned char root[DIGEST_SIZE];
            merkle_init(&merkle, wanted);
            for (unsigned i = 0; i < count; i++) {
                char leaf = (char)i;
                merkle_add(&merkle, span_make(&leaf, 1));
            }
            merkle_finish(&merkle, root);
            char right = (char)wanted;
            char wrong = (char)(wanted + 1);
            assert_true(merkle_verify(span_make(&right, 1), merkle.path, merkle.path_length, root));
            assert_false(merkle_verify(span_make(&wrong, 1), merkle.path, merkle.path_length, root));
            root[0] ^= 1;
            assert_false(merkle_verify(span_make(&right, 1), merkle.path, merkle.path_length, root));
        }
    }
}

/* Leaves `from` to `to`, each the one byte of its number. */
static void add_bytes(struct merkle *merkle, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        char leaf = (char)i;
        merkle_add(merkle, span_make(&leaf, 1));
    }
}

static void runs_that_are_joined_give_the_same_root_and_the_same_path(void **state)
{
    (void)state;
    for (unsigned count = 1; count <= 70; count++) {
        for (unsigned run = 1; run <= 32; run *= 2) {
            unsigned wanted = (count * 7 + run) % count;
            struct merkle one, joined;
            unsigned char right[DIGEST_SIZE], root[DIGEST_SIZE];
            merkle_init(&one, wanted);
            add_bytes(&one, 0, count);
            merkle_finish(&one, right);
            merkle_init(&joined, MERKLE_NO_LEAF);
            for (unsigned from = 0; from < count; from += run) {
                struct merkle part;
                merkle_init(&part, wanted >= from && wanted < from + run ? wanted - from : MERKLE_NO_LEAF);
                add_bytes(&part, from, from + run < count ? from + run : count);
                merkle_join(&joined, &part);
            }
            merkle_finish(&joined, root);
            assert_memory_equal(root, right, DIGEST_SIZE);
            assert_int_equal(joined.leaf_count, count);
            assert_int_equal(joined.path_length, one.path_length);
            char leaf = (char)wanted;
            assert_true(merkle_verify(span_make(&leaf, 1), joined.path, joined.path_length, right));
        }
    }
}

static void many_leaves_at_once_give_the_same_root_and_the_same_path(void **state)
{
    (void)state;
    for (unsigned count = 1; count <= 300; count += 1 + count % 5) {
        unsigned wanted = count / 3;
        struct merkle one, many;
        unsigned char right[DIGEST_SIZE], root[DIGEST_SIZE];
        struct merkle_batch batch;
        merkle_init(&one, wanted);
        merkle_init(&many, wanted);
        merkle_batch_init(&batch);
        for (unsigned i = 0; i < count; i++) {
            unsigned char bytes[250];
            (void)memset(bytes, (int)i, sizeof bytes);
            merkle_add(&one, span_make((const char *)bytes, i % sizeof bytes));
            buffer_add(merkle_batch_begin(&batch), bytes, i % sizeof bytes);
            merkle_batch_end(&batch, &many);
        }
        merkle_batch_flush(&batch, &many);
        merkle_batch_release(&batch);
        merkle_finish(&one, right);
        merkle_finish(&many, root);
        assert_memory_equal(root, right, DIGEST_SIZE);
        assert_int_equal(many.leaf_count, count);
        assert_int_equal(many.path_length, one.path_length);
        for (int i = 0; i < one.path_length; i++) {
            assert_memory_equal(many.path[i].digest, one.path[i].digest, DIGEST_SIZE);
            assert_int_equal(many.path[i].left, one.path[i].left);
        }
    }
}

static void a_long_leaf_is_a_leaf_too(void **state)
{
    (void)state;
    static char bytes[5000];
    struct merkle merkle;
    unsigned char root[DIGEST_SIZE];
    merkle_init(&merkle, 1);
    merkle_add(&merkle, span_make(bytes, 10));
    merkle_add(&merkle, span_make(bytes, sizeof bytes));
    merkle_finish(&merkle, root);
    assert_true(merkle_verify(span_make(bytes, sizeof bytes), merkle.path, merkle.path_length, root));
    assert_false(merkle_verify(span_make(bytes, sizeof bytes - 1), merkle.path, merkle.path_length, root));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_roots_come_out),
        cmocka_unit_test(every_path_leads_to_the_root_and_no_other_leaf_does),
        cmocka_unit_test(runs_that_are_joined_give_the_same_root_and_the_same_path),
        cmocka_unit_test(many_leaves_at_once_give_the_same_root_and_the_same_path),
        cmocka_unit_test(a_long_leaf_is_a_leaf_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
