/* Pinyin: readings by table (tools/hanzi.c makes it), tokens for prefix search, a key for sorting.
 *
 * From every syllable on there is one token for each combination of readings, the most usual combinations first: they
 * are told apart by the sum of the ranks of their readings (all usual = 0, one second reading = 1, …).
 */
#include "base/buffer.h"
#include "text/text.h"
#include "text/words.h"

#include "text/pinyin_table.h"

enum { COMBINATIONS_MOST = 16, PINYIN_POINTS_MOST = 64 };

size_t pinyin_readings(uint32_t point, const char *readings[static READINGS_MOST])
{
    size_t list = point < 0x40000 ? pinyin_blocks[pinyin_pages[point / 128]][point % 128] : 0;
    if (list == 0) {
        uint32_t folded = fold_point(point);
        return folded != point ? pinyin_readings(folded, readings) : 0;
    }
    size_t count = pinyin_lists[list] < READINGS_MOST ? pinyin_lists[list] : READINGS_MOST;
    for (size_t index = 0; index < count; index++) {
        readings[index] = pinyin_syllables[pinyin_lists[list + 1 + index]];
    }
    return count;
}

bool pinyin_is_syllable(const char *plain)
{
    for (size_t index = 0; index < sizeof pinyin_syllables / sizeof pinyin_syllables[0]; index++) {
        if (strcmp(pinyin_syllables[index], plain) == 0) {
            return true;
        }
    }
    return false;
}

struct syllable {
    const char *readings[READINGS_MOST];
    size_t count;
};

struct spelling {
    const struct syllable *syllables; /* from the one the token starts with */
    size_t count;                     /* at most SYLLABLES_MOST */
    size_t ranks[SYLLABLES_MOST];
    size_t made; /* combinations so far, at most COMBINATIONS_MOST */
    char initials[COMBINATIONS_MOST][SYLLABLES_MOST + 1];
    size_t initials_count;
    struct buffer *to;
};

static void add_token(struct buffer *to, const char *token, size_t length)
{
    if (to->length > 0) {
        buffer_add_byte(to, ' ');
    }
    buffer_add(to, token, length);
}

/* Different readings often begin with the same letter. */
static bool is_new_initials(struct spelling *spelling, const char *initials)
{
    for (size_t index = 0; index < spelling->initials_count; index++) {
        if (strcmp(spelling->initials[index], initials) == 0) {
            return false;
        }
    }
    memcpy(spelling->initials[spelling->initials_count++], initials, SYLLABLES_MOST + 1);
    return true;
}

static void add_combination(struct spelling *spelling)
{
    char full[SYLLABLES_MOST * 8];
    char initials[SYLLABLES_MOST + 1] = {0};
    size_t length = 0;
    for (size_t index = 0; index < spelling->count; index++) {
        const char *reading = spelling->syllables[index].readings[spelling->ranks[index]];
        size_t size = strlen(reading);
        memcpy(full + length, reading, size);
        length += size;
        initials[index] = reading[0];
    }
    add_token(spelling->to, full, length);
    if (is_new_initials(spelling, initials)) {
        add_token(spelling->to, initials, spelling->count);
    }
    spelling->made++;
}

static size_t ranks_from(const struct spelling *spelling, size_t index)
{
    size_t ranks = 0;
    while (index < spelling->count) {
        ranks += spelling->syllables[index++].count - 1;
    }
    return ranks;
}

/* All ways to hand out `sum` ranks from syllable `index` on; each step down leads to a combination, so the cost is that
 * of the combinations made. Recursion is SYLLABLES_MOST deep. */
static void combine(struct spelling *spelling, size_t index, size_t sum)
{
    if (index == spelling->count) {
        add_combination(spelling);
        return;
    }
    size_t most = spelling->syllables[index].count - 1;
    size_t rank = sum < most ? sum : most;
    size_t later = ranks_from(spelling, index + 1);
    for (;; rank--) {
        if (sum - rank > later || spelling->made == COMBINATIONS_MOST) {
            return;
        }
        spelling->ranks[index] = rank;
        combine(spelling, index + 1, sum - rank);
        if (rank == 0) {
            return;
        }
    }
}

static void add_run(struct buffer *to, const struct syllable *syllables, size_t count)
{
    for (size_t start = 0; start < count; start++) {
        size_t left = count - start;
        struct spelling spelling = {
            .syllables = syllables + start, .count = left < SYLLABLES_MOST ? left : SYLLABLES_MOST, .to = to};
        size_t sums = ranks_from(&spelling, 0);
        for (size_t sum = 0; sum <= sums && spelling.made < COMBINATIONS_MOST; sum++) {
            combine(&spelling, 0, sum);
        }
    }
}

char *pinyin_index(struct arena *arena, struct span text)
{
    struct syllable run[PINYIN_POINTS_MOST];
    struct buffer tokens;
    buffer_init(&tokens);
    const char *at = text.at;
    const char *end = text_end(text);
    size_t count = 0;
    for (size_t left = PINYIN_POINTS_MOST; at < end && left > 0; left--) {
        struct syllable *syllable = &run[count];
        syllable->count = pinyin_readings(utf8_next(&at, end), syllable->readings);
        if (syllable->count > 0) {
            count++;
            continue;
        }
        add_run(&tokens, run, count);
        count = 0;
    }
    add_run(&tokens, run, count);
    char *out = arena_copy(arena, buffer_span(&tokens));
    buffer_release(&tokens);
    return out;
}

char *pinyin_sort_key(struct arena *arena, struct span text)
{
    struct buffer key;
    buffer_init(&key);
    const char *at = text.at;
    const char *end = text_end(text);
    bool after_han = false;
    for (size_t left = PINYIN_POINTS_MOST; at < end && left > 0; left--) {
        const char *readings[READINGS_MOST];
        uint32_t point = utf8_next(&at, end);
        bool han = pinyin_readings(point, readings) > 0;
        if (key.length > 0 && (han || after_han)) {
            buffer_add_byte(&key, ' ');
        }
        after_han = han;
        if (han) {
            buffer_add_text(&key, readings[0]);
        } else {
            char bytes[4];
            buffer_add(&key, bytes, utf8_put(fold_point(point), bytes));
        }
    }
    /* A byte before the space, so that 李 stands before 李四. */
    buffer_add_byte(&key, '\t');
    buffer_add(&key, text.at, text.length);
    char *out = arena_copy(arena, buffer_span(&key));
    buffer_release(&key);
    return out;
}
