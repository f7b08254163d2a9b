/* Lines that differ. */
#include "text/diff.h"

#include <stdint.h>
#include <string.h>

struct lines {
    struct span *at;
    size_t count;
};

static struct lines split(struct arena *arena, struct span text)
{
    size_t most = 1;
    for (size_t index = 0; index < text.length; index++) {
        most += text.at[index] == '\n' ? 1 : 0;
    }
    struct lines lines = {ARENA_ARRAY(arena, struct span, most), 0};
    while (text.length > 0) {
        const char *end = memchr(text.at, '\n', text.length);
        size_t length = end == NULL ? text.length : (size_t)(end - text.at);
        size_t shown = length > 0 && text.at[length - 1] == '\r' ? length - 1 : length;
        lines.at[lines.count++] = span_make(text.at, shown);
        length += end == NULL ? 0 : 1;
        text = span_make(text.at + length, text.length - length);
    }
    return lines;
}

struct writing {
    struct diff_line *lines;
    size_t count;
};

static void add(struct writing *writing, enum diff_mark mark, struct span text)
{
    writing->lines[writing->count++] = (struct diff_line){mark, text};
}

static void add_all(struct writing *writing, enum diff_mark mark, struct lines lines)
{
    for (size_t index = 0; index < lines.count; index++) {
        add(writing, mark, lines.at[index]);
    }
}

/* common[i][j]: length of the longest common subsequence from line i of a and line j of b on. */
static void compare(struct arena *arena, struct lines a, struct lines b, struct writing *writing)
{
    if (a.count == 0 || b.count == 0 || a.count > DIFF_CELLS / (b.count + 1)) {
        add_all(writing, DIFF_GONE, a);
        add_all(writing, DIFF_NEW, b);
        return;
    }
    size_t wide = b.count + 1;
    uint32_t *common = ARENA_ARRAY(arena, uint32_t, (a.count + 1) * wide);
    for (size_t i = a.count; i > 0; i--) {
        for (size_t j = b.count; j > 0; j--) {
            uint32_t right = common[(i - 1) * wide + j];
            uint32_t down = common[i * wide + j - 1];
            common[(i - 1) * wide + j - 1] = span_equal(a.at[i - 1], b.at[j - 1]) ? common[i * wide + j] + 1
                                             : down > right                       ? down
                                                                                  : right;
        }
    }
    size_t i = 0;
    size_t j = 0;
    while (i < a.count || j < b.count) {
        if (i < a.count && j < b.count && span_equal(a.at[i], b.at[j])) {
            add(writing, DIFF_SAME, a.at[i]);
            i++;
            j++;
        } else if (i < a.count && (j == b.count || common[(i + 1) * wide + j] >= common[i * wide + j + 1])) {
            add(writing, DIFF_GONE, a.at[i++]);
        } else {
            add(writing, DIFF_NEW, b.at[j++]);
        }
    }
}

size_t diff_lines(struct arena *arena, struct span before, struct span after, struct diff_line **out)
{
    struct lines a = split(arena, before);
    struct lines b = split(arena, after);
    struct writing writing = {ARENA_ARRAY(arena, struct diff_line, a.count + b.count + 1), 0};
    size_t start = 0;
    while (start < a.count && start < b.count && span_equal(a.at[start], b.at[start])) {
        add(&writing, DIFF_SAME, a.at[start++]);
    }
    size_t end = 0;
    while (end < a.count - start && end < b.count - start &&
           span_equal(a.at[a.count - 1 - end], b.at[b.count - 1 - end])) {
        end++;
    }
    compare(arena, (struct lines){a.at + start, a.count - start - end},
            (struct lines){b.at + start, b.count - start - end}, &writing);
    add_all(&writing, DIFF_SAME, (struct lines){a.at + a.count - end, end});
    *out = writing.lines;
    return writing.count;
}
