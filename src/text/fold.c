/* Folding by table (tools/hanzi.c makes it): one code point to one code point. */
#include "base/check.h"
#include "text/text.h"
#include "text/words.h"

#include "text/fold_table.h"

uint32_t fold_point(uint32_t point)
{
    if (point < 0x80) {
        return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
    }
    if (point > 0x10ffff) {
        return point;
    }
    uint16_t target = fold_blocks[fold_pages[point / 128]][point % 128];
    return target == 0 ? point : fold_targets[target];
}

struct folded fold_text(struct arena *arena, struct span text)
{
    CHECK(text.length < UINT32_MAX);
    size_t count = utf8_count(text);
    uint32_t *points = ARENA_ARRAY(arena, uint32_t, count);
    uint32_t *offsets = ARENA_ARRAY(arena, uint32_t, count + 1);
    const char *at = text.at;
    const char *end = text_end(text);
    for (size_t index = 0; index < count; index++) {
        offsets[index] = (uint32_t)(at - text.at);
        uint32_t point = utf8_next(&at, end);
        points[index] = point == UTF8_INVALID ? 0xfffd : fold_point(point);
    }
    offsets[count] = (uint32_t)text.length;
    return (struct folded){points, offsets, count};
}

static bool is_space(uint32_t point)
{
    return point <= ' ' || point == 0x1680 || point == 0x2028 || point == 0x2029 || point == 0x200b || point == 0xfeff;
}

char *fold_key(struct arena *arena, struct span text)
{
    CHECK(text.length < SIZE_MAX / 2);
    /* A folded point is never longer than twice the original; a broken byte becomes three. */
    char *key = arena_alloc(arena, text.length * 3 + 1, 1);
    char *to = key;
    const char *at = text.at;
    const char *end = text_end(text);
    bool gap = false;
    while (at < end) {
        uint32_t point = fold_point(utf8_next(&at, end));
        if (is_space(point)) {
            gap = to > key;
            continue;
        }
        if (gap) {
            *to++ = ' ';
            gap = false;
        }
        to += utf8_put(point, to);
    }
    return key;
}
