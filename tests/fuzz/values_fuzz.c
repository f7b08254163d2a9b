/* Any text in a field or a cell: what the readers understand is within its bounds, and what they show they read again. */
#include "areas/listings/values.h"
#include "base/check.h"
#include "base/day.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_pay(struct arena *arena, struct span text)
{
    struct value_pay pay;
    struct value_pay again;
    struct value_fault fault = {NULL, NULL};
    if (!value_read_pay(arena, text, &pay, &fault)) {
        CHECK(fault.message != NULL && fault.hint != NULL);
        return;
    }
    CHECK(pay.low_fen >= 0 && pay.high_fen >= 0 && (pay.high_fen == 0 || pay.low_fen <= pay.high_fen));
    const char *shown = value_show_pay(arena, pay.low_fen, pay.high_fen, pay.unit);
    CHECK(value_read_pay(arena, span_of(shown), &again, &fault));
    CHECK(again.low_fen == pay.low_fen && again.high_fen == pay.high_fen);
}

static void try_day(struct arena *arena, struct span text)
{
    int32_t day;
    int32_t again;
    char shown[DAY_TEXT_SIZE];
    struct value_fault fault = {NULL, NULL};
    int32_t today = day_of_date((struct date){2026, 11, 24});
    if (!value_read_day(arena, text, today, &day, &fault)) {
        CHECK(fault.message != NULL && fault.hint != NULL);
        return;
    }
    CHECK(day == DAY_NONE || date_is_valid(date_of_day(day)));
    CHECK(value_read_day(arena, span_of(day_format(day, shown)), today, &again, &fault) && again == day);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct span text = span_make((const char *)bytes, size);
    struct value_fault fault = {NULL, NULL};
    int32_t number = 0;
    int answer = 0;
    const char *word = NULL;
    if (!utf8_is_valid(text)) {
        return 0;
    }
    arena_init(&arena);
    try_pay(&arena, text);
    try_day(&arena, text);
    if (value_read_count(&arena, text, &number, &fault)) {
        CHECK(number >= 0 && number <= VALUE_COUNT_MOST);
    }
    if (value_read_experience(&arena, text, &number, &fault)) {
        CHECK(number >= -1 && number <= 600);
    }
    (void)value_read_yes_no(&arena, text, &answer, &fault);
    (void)value_read_education(&arena, text, &word, &fault);
    (void)value_read_shift(&arena, text, &word, &fault);
    const char *list = value_read_list(&arena, text);
    CHECK(strcmp(value_read_list(&arena, span_of(list)), list) == 0);
    arena_release(&arena);
    return 0;
}
