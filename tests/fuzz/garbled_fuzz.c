/* Any valid text: the cleaned one is valid, not longer than its marks allow, and clean text stays as it is. */
#include "base/check.h"
#include "text/garbled.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct span text = span_make((const char *)bytes, size);
    if (!utf8_is_valid(text)) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena);
    struct garbled garbled = garbled_clean(&arena, text);
    CHECK(utf8_is_valid(garbled.text));
    CHECK(garbled.text.length <= size * 3 + 3);
    CHECK(garbled_is(&garbled) || span_equal(garbled.text, text));
    CHECK(garbled.change_count ==
          garbled.counts[GARBLED_LOST] + garbled.counts[GARBLED_RESTORED] + garbled.counts[GARBLED_SHIFTED]);
    arena_release(&arena);
    return 0;
}
