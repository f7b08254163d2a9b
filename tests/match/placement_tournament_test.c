/* The tournament of an enterprise's seats against a look at all of them, with one level of lines to four. */
#include "tests/test.h"

#include "base/random.h"
#include "match/placement_tournament.h"

#include <stdlib.h>

enum { UPDATES = 3000 };

static uint64_t largest_of(const uint64_t *keys, size_t count)
{
    uint64_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        largest = keys[i] > largest ? keys[i] : largest;
    }
    return largest;
}

static void the_largest_key_is_found_after_every_update(void **state)
{
    (void)state;
    static const size_t leaf_counts[] = {1, 2, 7, 8, 9, 63, 64, 65, 512, 513, 700};
    struct random random;
    random_init(&random, 8);
    for (size_t i = 0; i < sizeof leaf_counts / sizeof leaf_counts[0]; i++) {
        size_t leaves = leaf_counts[i];
        uint64_t *keys = calloc(tournament_count_lines(leaves) * TOURNAMENT_LINE, sizeof *keys);
        uint64_t *plain = calloc(leaves, sizeof *plain);
        for (int update = 0; update < UPDATES; update++) {
            size_t leaf = random_below(&random, (uint32_t)leaves);
            uint64_t key = random_below(&random, 5) == 0 ? 0 : random_next(&random) >> random_below(&random, 64);
            uint64_t found;
            plain[leaf] = key;
            tournament_update(keys, leaves, leaf, key);
            size_t at = tournament_find(keys, leaves, &found);
            assert_true(at < leaves || found == 0);
            assert_true(found == largest_of(plain, leaves));
            assert_true(found == 0 || plain[at] == found);
        }
        free(keys);
        free(plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_key_is_found_after_every_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
