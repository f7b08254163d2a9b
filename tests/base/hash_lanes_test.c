/* SM3 and SHA-256 side by side: the standards' examples, and OpenSSL as the judge of every length and mixture. */
#include "tests/test.h"

#include "base/hash_lanes.h"

#include <stdlib.h>

enum { MESSAGES = 100, LONGEST = 300 };

static unsigned char bytes[MESSAGES * LONGEST];

static void fill(void)
{
    uint32_t state = 20261124;
    for (size_t i = 0; i < sizeof bytes; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (unsigned char)(state >> 24);
    }
}

static void assert_judged(const struct hash_message *messages, size_t count)
{
    unsigned char right[DIGEST_SIZE];
    hash_sm3_many(messages, count);
    for (size_t i = 0; i < count; i++) {
        hash_sm3(messages[i].bytes, right);
        assert_memory_equal(messages[i].digest, right, DIGEST_SIZE);
    }
    hash_sha256_many(messages, count);
    for (size_t i = 0; i < count; i++) {
        hash_sha256(messages[i].bytes, right);
        assert_memory_equal(messages[i].digest, right, DIGEST_SIZE);
    }
}

/* GB/T 32905-2016, annex A: "abc", and "abcd" sixteen times. */
static void the_examples_of_the_standard_for_sm3_come_out(void **state)
{
    (void)state;
    unsigned char digests[2][DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    const struct hash_message messages[] = {
        {span_of("abc"), digests[0]},
        {span_of("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd"), digests[1]}};
    hash_sm3_many(messages, 2);
    assert_string_equal(hash_text(digests[0], text),
                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_string_equal(hash_text(digests[1], text),
                        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

/* NIST, "Example values" to FIPS 180: one block and two; and nothing at all. */
static void the_published_examples_for_sha_256_come_out(void **state)
{
    (void)state;
    static const char *const texts[] = {"abc", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", ""};
    static const char *const right[] = {"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
                                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
    unsigned char digests[3][DIGEST_SIZE];
    struct hash_message messages[3];
    for (int i = 0; i < 3; i++) {
        messages[i] = (struct hash_message){span_of(texts[i]), digests[i]};
    }
    hash_sha256_many(messages, 3);
    for (int i = 0; i < 3; i++) {
        char text[DIGEST_TEXT_SIZE];
        assert_string_equal(hash_text(digests[i], text), right[i]);
    }
}

static void every_length_is_as_openssl_has_it(void **state)
{
    (void)state;
    static unsigned char digests[LONGEST][DIGEST_SIZE];
    struct hash_message messages[LONGEST];
    fill();
    for (size_t i = 0; i < LONGEST; i++) {
        messages[i] = (struct hash_message){span_make((const char *)bytes + 7 * i, i), digests[i]};
    }
    assert_judged(messages, LONGEST);
}

static void any_mixture_of_lengths_and_any_number_of_messages(void **state)
{
    (void)state;
    static unsigned char digests[MESSAGES][DIGEST_SIZE];
    struct hash_message messages[MESSAGES];
    uint32_t random = 4;
    fill();
    for (int round = 0; round < 300; round++) {
        size_t count = (size_t)round % 40;
        for (size_t i = 0; i < count; i++) {
            random = random * 1664525 + 1013904223;
            size_t length = (random >> 8) % (round % 3 == 0 ? sizeof bytes / 2 : LONGEST);
            messages[i] = (struct hash_message){span_make((const char *)bytes + (random >> 20), length), digests[i]};
        }
        assert_judged(messages, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_for_sm3_come_out),
        cmocka_unit_test(the_published_examples_for_sha_256_come_out),
        cmocka_unit_test(every_length_is_as_openssl_has_it),
        cmocka_unit_test(any_mixture_of_lengths_and_any_number_of_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
