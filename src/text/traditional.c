/* Longest match in a sorted table of phrases. */
#include "text/traditional.h"

#include "text/text.h"

/* A row of the table: `to` follows `from` in one long text. */
struct pair {
    uint32_t at;
    uint8_t from, to;
};

#include "text/traditional_table.h"

static uint16_t group_of(uint32_t point)
{
    return point > 0x10ffff ? 0 : traditional_blocks[traditional_pages[point / 128]][point % 128];
}

/* How `from` of the pair stands to the text: < 0 before it, > 0 behind it, 0 when the text is just that. */
static int compare(const struct pair *pair, struct span text)
{
    size_t shared = pair->from < text.length ? pair->from : text.length;
    int order = memcmp(traditional_text + pair->at, text.at, shared);
    return order != 0 ? order : pair->from < text.length ? -1 : pair->from > text.length;
}

static size_t shared_length(const struct pair *pair, struct span text)
{
    size_t length = 0;
    while (length < pair->from && length < text.length && traditional_text[pair->at + length] == text.at[length]) {
        length++;
    }
    return length;
}

/* The longest pair of the group that the text begins with, or NULL. The last pair that is not behind the text in the order
 * of bytes is the answer if the text begins with it; if not, the answer is no longer than what the two share. */
static const struct pair *find_longest(uint16_t group, struct span text)
{
    const struct pair *pairs = traditional_pairs;
    size_t from = traditional_groups[group];
    size_t end = traditional_groups[group + 1];
    while (from < end) {
        size_t low = from;
        size_t high = end;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (compare(&pairs[middle], text) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == from) {
            return NULL;
        }
        const struct pair *last = &pairs[low - 1];
        size_t shared = shared_length(last, text);
        if (shared == last->from) {
            return last;
        }
        text.length = shared;
        end = low;
    }
    return NULL;
}

void traditional_add(struct span text, struct buffer *out)
{
    if (text.length == 0) {
        return;
    }
    const char *at = text.at;
    const char *end = at + text.length;
    const char *kept = at; /* from here on nothing changed yet */
    while (at < end) {
        const char *next = at;
        uint16_t group = group_of(utf8_next(&next, end));
        const struct pair *pair = group == 0 ? NULL : find_longest(group, span_make(at, (size_t)(end - at)));
        if (pair == NULL) {
            at = next;
            continue;
        }
        buffer_add(out, kept, (size_t)(at - kept));
        buffer_add(out, traditional_text + pair->at + pair->from, pair->to);
        at += pair->from;
        kept = at;
    }
    buffer_add(out, kept, (size_t)(end - kept));
}
