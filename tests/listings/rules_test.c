/* What a listing may leave unsaid, and what it may not say. */
#include "tests/test.h"

#include "areas/listings/listings.h"
#include "areas/listings/message.h"

static struct arena arena;
static const struct catalogue *catalogue;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return result_failed(catalogue_load(&arena, &catalogue)) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void a_title_and_a_kind_are_enough(void **state)
{
    (void)state;
    struct listing listing = listing_empty();
    struct problems problems = {0};
    listing.title = "轴承装配工";
    listing.kind = "talent";
    listing_check(&arena, catalogue, &listing, &problems);
    assert_int_equal(problems.count, 0);
}

static void a_choice_outside_its_list_is_named(void **state)
{
    (void)state;
    static const char *const wrong[] = {"da", "days", "day|two", "|"};
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        struct listing listing = listing_empty();
        struct problems problems = {0};
        listing.title = "轴承装配工";
        listing.kind = "talent";
        listing.shift = wrong[index];
        listing_check(&arena, catalogue, &listing, &problems);
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.list[0].field, "shift");
    }
}

static void only_the_words_for_the_sex_leave_a_title(void **state)
{
    (void)state;
    static const char *const titles[][2] = {
        {"电机嵌线女工", "电机嵌线工"}, {"产线男工,长白班", "产线工,长白班"}, {"轴承装配工,限女", "轴承装配工"}};
    for (size_t index = 0; index < sizeof titles / sizeof titles[0]; index++) {
        struct listing listing = listing_empty();
        struct problems told = {0};
        listing.side = "need";
        listing.title = titles[index][0];
        listing_cut_limits(&arena, catalogue, &listing, &told);
        assert_string_equal(listing.title, titles[index][1]);
        assert_int_equal(told.count, 1);
    }
}

static void numbers_to_call_leave_a_text_that_is_published(void **state)
{
    (void)state;
    static const char *const texts[][2] = {{"招焊工5名,电话13806351234,包住", "招焊工5名,包住"},
                                           {"联系微信 zhaogong2026，月薪6500", "联系，月薪6500"},
                                           {"0635-2412345，要20个人", "要20个人"},
                                           {"月薪6500，20人，2027年3月1日到岗", "月薪6500，20人，2027年3月1日到岗"}};
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        const struct message_span *spans;
        size_t count;
        message_find_contact_spans(&arena, span_of(texts[index][0]), &spans, &count);
        assert_string_equal(message_without(&arena, span_of(texts[index][0]), spans, count), texts[index][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_title_and_a_kind_are_enough),
        cmocka_unit_test(a_choice_outside_its_list_is_named),
        cmocka_unit_test(numbers_to_call_leave_a_text_that_is_published),
        cmocka_unit_test(only_the_words_for_the_sex_leave_a_title),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
