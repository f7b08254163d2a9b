/* The index against scoring every pair: thousands of random instances, with ties, puts, replacements and removals. */
#include "tests/test.h"

#include "tests/match/fit_instance.h"

struct world {
    struct fit_instance instance;
    struct instance_listing *listings; /* INSTANCE_LISTINGS; id = 1 + number; kept[] says which are in */
    bool kept[INSTANCE_LISTINGS];
    struct fit_index *index;
    struct arena arena;
};

static void world_open(struct world *world, uint64_t seed)
{
    instance_init(&world->instance, seed);
    world->listings = calloc(INSTANCE_LISTINGS, sizeof *world->listings);
    memset(world->kept, 0, sizeof world->kept);
    assert_false(result_failed(fit_index_open(&world->instance.rules, &world->index)));
    arena_init(&world->arena);
}

static void world_close(struct world *world)
{
    fit_index_close(world->index);
    free(world->listings);
    arena_release(&world->arena);
}

static void world_put(struct world *world, size_t number)
{
    enum fit_side side = instance_below(&world->instance, 3) == 0 ? FIT_NEED : FIT_OFFER;
    struct instance_listing *made = &world->listings[number];
    instance_fill(&world->instance, (int64_t)number * 7 % 1601 - 800, side, made);
    assert_false(result_failed(fit_index_put(world->index, &made->listing)));
    world->kept[number] = true;
}

static void world_remove(struct world *world, size_t number)
{
    fit_index_remove(world->index, (int64_t)number * 7 % 1601 - 800);
    world->kept[number] = false;
}

struct ranked {
    int64_t id;
    long total;
};

static int compare_ranked(const void *one, const void *other)
{
    const struct ranked *a = one;
    const struct ranked *b = other;
    if (a->total != b->total) {
        return a->total < b->total ? 1 : -1;
    }
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Every pair by the second definition, all sorted. */
static size_t rank_all(const struct world *world, const struct fit_listing *asked, struct ranked *out)
{
    size_t count = 0;
    for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
        const struct fit_listing *other = &world->listings[i].listing;
        long values[FIT_POINT_COUNT];
        long total;
        if (!world->kept[i] || other->side == asked->side) {
            continue;
        }
        bool fits = asked->side == FIT_NEED ? fit_instance_score(&world->instance.rules, asked, other, values, &total)
                                            : fit_instance_score(&world->instance.rules, other, asked, values, &total);
        if (fits) {
            out[count++] = (struct ranked){other->id, total};
        }
    }
    qsort(out, count, sizeof *out, compare_ranked);
    return count;
}

static void assert_answer_is_that_of_every_pair(struct world *world, const struct fit_listing *asked, size_t most)
{
    struct ranked expected[INSTANCE_LISTINGS];
    size_t fitting = rank_all(world, asked, expected);
    struct fit_match *matches;
    size_t count;
    assert_false(result_failed(fit_solve(&world->arena, world->index, asked, most, &matches, &count)));
    assert_int_equal(count, fitting < most ? fitting : most);
    for (size_t i = 0; i < count; i++) {
        assert_true(matches[i].id == expected[i].id);
        assert_int_equal(matches[i].score.total, expected[i].total);
    }
    struct result checked = fit_check(world->index, asked, most, matches, count);
    assert_false(result_failed(checked));
    arena_reset(&world->arena);
}

static void ask_some(struct world *world, size_t questions)
{
    const size_t amounts[] = {0, 1, 3, 10, 50, SIZE_MAX};
    for (size_t i = 0; i < questions; i++) {
        size_t number = instance_below(&world->instance, INSTANCE_LISTINGS);
        struct instance_listing fresh;
        instance_fill(&world->instance, 10000, i % 2 == 0 ? FIT_NEED : FIT_OFFER, &fresh);
        const struct fit_listing *asked = world->kept[number] ? &world->listings[number].listing : &fresh.listing;
        assert_answer_is_that_of_every_pair(world, asked, amounts[instance_below(&world->instance, 6)]);
    }
}

static void every_answer_is_that_of_scoring_every_pair(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct world world;
        world_open(&world, seed);
        ask_some(&world, 2); /* nothing in it yet */
        for (size_t step = 0; step < 3; step++) {
            size_t changes = instance_below(&world.instance, INSTANCE_LISTINGS);
            for (size_t i = 0; i < changes; i++) {
                size_t number = instance_below(&world.instance, INSTANCE_LISTINGS);
                if (instance_below(&world.instance, 4) == 0) {
                    world_remove(&world, number);
                } else {
                    world_put(&world, number);
                }
            }
            ask_some(&world, 12);
        }
        world_close(&world);
    }
}

static void the_order_of_insertion_changes_no_byte(void **state)
{
    (void)state;
    for (uint64_t seed = 500; seed < 520; seed++) {
        struct world world;
        world_open(&world, seed);
        for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
            world_put(&world, i);
        }
        struct fit_index *other;
        assert_false(result_failed(fit_index_open(&world.instance.rules, &other)));
        for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
            size_t number = i * 173 % INSTANCE_LISTINGS; /* 173 has no divisor in common with 1500 */
            assert_false(result_failed(fit_index_put(other, &world.listings[number].listing)));
        }
        for (size_t i = 0; i < INSTANCE_LISTINGS; i += 13) {
            struct fit_match *one;
            struct fit_match *two;
            size_t counts[2];
            const struct fit_listing *asked = &world.listings[i].listing;
            assert_false(result_failed(fit_solve(&world.arena, world.index, asked, 10, &one, &counts[0])));
            assert_false(result_failed(fit_solve(&world.arena, other, asked, 10, &two, &counts[1])));
            assert_int_equal(counts[0], counts[1]);
            assert_memory_equal(one, two, counts[0] * sizeof *one);
        }
        fit_index_close(other);
        world_close(&world);
    }
}

static void many_equal_listings_come_by_the_smaller_id(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, 9);
    world.instance.kind_values[0] = 1000;
    struct instance_listing made;
    instance_fill(&world.instance, 0, FIT_OFFER, &made);
    made.listing.kind = 0;
    made.mentions[0] = (struct fit_mention){1, 1000, {0}};
    made.mentions[1] = (struct fit_mention){2, 1000, {0}};
    made.listing.mention_count = 2;
    for (int64_t i = 0; i < 3000; i++) {
        made.listing.id = i * 1009 % 3000;
        assert_false(result_failed(fit_index_put(world.index, &made.listing)));
    }
    struct fit_listing need = made.listing;
    need.side = FIT_NEED;
    need.id = 5000;
    struct fit_match *matches;
    size_t count;
    assert_false(result_failed(fit_solve(&world.arena, world.index, &need, 10, &matches, &count)));
    assert_int_equal(count, 10);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(matches[i].id, i);
    }
    world_close(&world);
}

static void what_is_removed_is_gone_and_memory_comes_back(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, 3);
    for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
        world_put(&world, i);
    }
    size_t full = fit_index_bytes(world.index);
    assert_int_equal(fit_index_count(world.index, FIT_NEED) + fit_index_count(world.index, FIT_OFFER),
                     INSTANCE_LISTINGS);
    int64_t id = world.listings[5].listing.id;
    assert_non_null(fit_index_find(world.index, id));
    for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
        world_remove(&world, i);
        world_remove(&world, i); /* twice is nothing */
    }
    assert_null(fit_index_find(world.index, id));
    assert_int_equal(fit_index_count(world.index, FIT_NEED) + fit_index_count(world.index, FIT_OFFER), 0);
    assert_true(fit_index_bytes(world.index) < full / 4);
    struct fit_match *matches;
    size_t count = 7;
    struct fit_listing asked = world.listings[0].listing;
    assert_false(result_failed(fit_solve(&world.arena, world.index, &asked, 10, &matches, &count)));
    assert_int_equal(count, 0);
    world_close(&world);
}

static void a_listing_found_may_be_put_again(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, 4);
    world_put(&world, 8);
    const struct fit_listing *found = fit_index_find(world.index, world.listings[8].listing.id);
    assert_int_equal(found->skill_count, world.listings[8].listing.skill_count);
    assert_false(result_failed(fit_index_put(world.index, found)));
    assert_int_equal(fit_index_count(world.index, FIT_NEED) + fit_index_count(world.index, FIT_OFFER), 1);
    world_close(&world);
}

static void a_broken_listing_is_refused_and_the_old_one_stays(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, 6);
    world_put(&world, 8);
    struct fit_listing broken = world.listings[8].listing;
    broken.headcount = -1;
    struct result put = fit_index_put(world.index, &broken);
    assert_int_equal(put.code, RESULT_INVALID);
    assert_string_equal(put.field, "headcount");
    assert_non_null(fit_index_find(world.index, broken.id));
    struct fit_match *matches = NULL;
    size_t count = 77;
    assert_true(result_failed(fit_solve(&world.arena, world.index, &broken, 10, &matches, &count)));
    assert_int_equal(count, 77); /* outputs untouched */
    world_close(&world);
}

static void a_view_answers_as_an_index_with_those_weights_would(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, 12);
    for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
        world_put(&world, i);
    }
    const uint16_t weights[FIT_POINT_COUNT] = {100, 300, 100, 100, 100, 100, 100, 100};
    const struct fit_index *view = NULL;
    assert_false(result_failed(fit_index_view(&world.arena, world.index, weights, &view)));
    struct fit_rules other_rules = world.instance.rules;
    memcpy(other_rules.weights, weights, sizeof weights);
    struct fit_index *other;
    assert_false(result_failed(fit_index_open(&other_rules, &other)));
    for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
        assert_false(result_failed(fit_index_put(other, &world.listings[i].listing)));
    }
    size_t differing = 0;
    for (size_t i = 0; i < INSTANCE_LISTINGS; i += 31) {
        struct fit_match *matches[3];
        size_t counts[3];
        const struct fit_index *indexes[] = {view, other, world.index};
        for (size_t k = 0; k < 3; k++) {
            assert_false(result_failed(
                fit_solve(&world.arena, indexes[k], &world.listings[i].listing, 10, &matches[k], &counts[k])));
        }
        assert_int_equal(counts[0], counts[1]);
        assert_memory_equal(matches[0], matches[1], counts[0] * sizeof **matches);
        differing += counts[0] > 0 && memcmp(matches[0], matches[2], counts[0] * sizeof **matches) != 0;
    }
    assert_true(differing > 0); /* and the index itself has kept its own weights */
    const uint16_t wrong[FIT_POINT_COUNT] = {1001};
    assert_string_equal(fit_index_view(&world.arena, world.index, wrong, &view).field, "weights");
    fit_index_close(other);
    world_close(&world);
}

/* --- the checker must catch what is wrong before it may vouch for what is right -------------------------------- */

struct planted {
    struct world world;
    struct fit_match *matches;
    size_t count;
    struct fit_listing asked;
};

static void plant(struct planted *planted)
{
    for (uint64_t seed = 40;; seed++) {
        world_open(&planted->world, seed);
        for (size_t i = 0; i < INSTANCE_LISTINGS; i++) {
            world_put(&planted->world, i);
        }
        planted->asked = planted->world.listings[0].listing;
        assert_false(result_failed(fit_solve(&planted->world.arena, planted->world.index, &planted->asked, 10,
                                             &planted->matches, &planted->count)));
        if (planted->count == 10 && planted->matches[8].score.total > planted->matches[9].score.total) {
            return;
        }
        world_close(&planted->world);
    }
}

static bool caught(const struct planted *planted, const char *what)
{
    struct result checked = fit_check(planted->world.index, &planted->asked, 10, planted->matches, planted->count);
    return checked.code == RESULT_INTERNAL && strstr(checked.detail, what) != NULL;
}

static void the_checker_catches_planted_errors(void **state)
{
    (void)state;
    struct planted planted;
    plant(&planted);
    struct fit_match *matches = planted.matches;
    assert_false(result_failed(fit_check(planted.world.index, &planted.asked, 10, matches, 10)));

    struct fit_match kept = matches[8];
    matches[8] = matches[9];
    matches[9] = kept;
    assert_true(caught(&planted, "out of order"));
    matches[9] = matches[8];
    assert_true(caught(&planted, "out of order")); /* the same twice */
    matches[8] = kept;

    matches[3].score.parts[FIT_TIME].points++;
    assert_true(caught(&planted, "another score"));
    matches[3].score.parts[FIT_TIME].points--;
    matches[3].score.parts[FIT_LEVEL].stated ^= 1;
    assert_true(caught(&planted, "another score"));
    matches[3].score.parts[FIT_LEVEL].stated ^= 1;

    planted.count = 9;
    assert_true(caught(&planted, "a number of matches"));
    planted.count = 10;

    matches[2].id = 1000000;
    assert_true(caught(&planted, "not in the index"));
    world_close(&planted.world);
}

/* Leave out the best: the rest move up and an eleventh comes in; all in order, all true, and yet not the answer. */
static void the_checker_catches_a_missing_match(void **state)
{
    (void)state;
    struct planted planted;
    plant(&planted);
    struct fit_match *eleven;
    size_t count;
    assert_false(
        result_failed(fit_solve(&planted.world.arena, planted.world.index, &planted.asked, 11, &eleven, &count)));
    assert_int_equal(count, 11);
    planted.matches = eleven + 1;
    assert_true(caught(&planted, "missing"));
    eleven[1] = eleven[0];
    assert_true(caught(&planted, "missing"));
    world_close(&planted.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_catches_planted_errors),
        cmocka_unit_test(the_checker_catches_a_missing_match),
        cmocka_unit_test(every_answer_is_that_of_scoring_every_pair),
        cmocka_unit_test(the_order_of_insertion_changes_no_byte),
        cmocka_unit_test(many_equal_listings_come_by_the_smaller_id),
        cmocka_unit_test(what_is_removed_is_gone_and_memory_comes_back),
        cmocka_unit_test(a_view_answers_as_an_index_with_those_weights_would),
        cmocka_unit_test(a_listing_found_may_be_put_again),
        cmocka_unit_test(a_broken_listing_is_refused_and_the_old_one_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
