/* Any bytes as a picture: refused, or stripped so that, if the rest is a picture, stripping again changes nothing. */
#include "areas/files/files.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena);
    bool is_markup = false;
    struct span once, twice;
    int orientation = 0;
    struct span picture = span_make((const char *)bytes, size);
    const struct file_type *type = size == 0 ? NULL : file_type_of(picture, "a", &is_markup);
    if (type != NULL && file_strip(&arena, type, picture, &once, &orientation)) {
        int again = 0;
        int32_t width, height;
        CHECK(orientation >= 1 && orientation <= 8 && once.length <= size + 64);
        if (file_is_whole(type, once, &width, &height)) {
            CHECK(file_strip(&arena, type, once, &twice, &again));
            CHECK(span_equal(once, twice) && again == orientation);
        }
    }
    arena_release(&arena);
    return 0;
}
