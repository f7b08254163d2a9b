/* Any bytes as a message: no crash, every span inside the message and in order, every number in its range. */
#include "areas/listings/message.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_span(struct message_span span, size_t size)
{
    CHECK(span.start <= span.end && span.end <= size);
}

static void check_draft(const struct message_draft *draft, size_t size)
{
    check_span(draft->title_span, size);
    check_span(draft->headcount_span, size);
    check_span(draft->start_span, size);
    check_span(draft->pay_span, size);
    check_span(draft->lodging_span, size);
    check_span(draft->county_span, size);
    CHECK(draft->headcount >= 0 && draft->headcount <= 20000);
    CHECK(draft->pay_low_fen >= 0 && draft->pay_low_fen <= draft->pay_high_fen);
    CHECK(draft->level_low >= 0 && draft->level_low <= 8);
    for (size_t index = 0; index < draft->skill_count; index++) {
        CHECK(draft->skills[index][0] != '\0');
        check_span(draft->skill_spans[index], size);
    }
    for (size_t index = 0; index < draft->flag_count; index++) {
        check_span(draft->flags[index].span, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct arena forever;
    static const struct catalogue *catalogue;
    if (catalogue == NULL) {
        arena_init(&forever);
        CHECK(!result_failed(catalogue_load(&forever, &catalogue)));
    }
    struct arena arena;
    arena_init(&arena);
    struct message_draft *drafts = NULL;
    size_t count = 0;
    struct result r =
        message_read(&arena, catalogue, span_make((const char *)bytes, size), "371500", 20648, &drafts, &count);
    CHECK(result_failed(r) || count > 0);
    for (size_t index = 0; index < count; index++) {
        check_draft(&drafts[index], size);
    }
    arena_release(&arena);
    return 0;
}
