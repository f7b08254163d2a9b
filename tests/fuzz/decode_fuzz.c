/* Any bytes as a text file: valid UTF-8 comes out, or a message. Folding what came out keeps its promises. */
#include "base/check.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena);
    struct span raw = span_make((const char *)bytes, size);
    struct span text = {0};
    struct result result = text_decode(&arena, raw, &text);
    CHECK(result_failed(result) || utf8_is_valid(text));
    struct folded folded = fold_text(&arena, raw);
    CHECK(folded.count == utf8_count(raw) && folded.offsets[folded.count] == size);
    for (size_t index = 0; index < folded.count; index++) {
        CHECK(folded.offsets[index] < folded.offsets[index + 1]);
        CHECK(fold_point(folded.points[index]) == folded.points[index]);
    }
    const char *key = fold_key(&arena, raw);
    CHECK(strcmp(fold_key(&arena, span_of(key)), key) == 0);
    (void)pinyin_index(&arena, raw);
    (void)pinyin_sort_key(&arena, raw);
    arena_release(&arena);
    return 0;
}
