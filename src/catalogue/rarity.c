#include "catalogue/rarity.h"

#include <stdlib.h>

enum {
    HAN_FIRST = 0x3400,
    HAN_LAST = 0x9fff,
    LATIN_NUMBERS = 0x30000000, /* numbers of Latin words lie below, of two characters (first << 16) above */
    PLAIN = 100000              /* as often as makes a word say nothing */
};

/* Up to so many names, so particular. */
static const struct {
    uint32_t names;
    uint16_t weight;
} STEPS[] = {{3, RARITY_MOST}, {8, 400}, {16, 300}, {32, 200}, {64, 100}};

static bool is_character(uint32_t point)
{
    return point >= HAN_FIRST && point <= HAN_LAST;
}

static bool is_latin(uint32_t point)
{
    return point >= 'a' && point <= 'z';
}

/* FNV-1a; of two Latin words with one number each would count for the other: one in 800 million. */
static uint32_t number_of_latin(const uint32_t *points, size_t count)
{
    uint32_t number = UINT32_C(2166136261);
    for (size_t i = 0; i < count; i++) {
        number = (number ^ points[i]) * UINT32_C(16777619);
    }
    return number % LATIN_NUMBERS;
}

void rarity_walk(const uint32_t *points, size_t count, rarity_visit *visit, void *context)
{
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && is_latin(points[end])) {
            end++;
        }
        if (end - i >= 2) {
            visit(context, number_of_latin(points + i, end - i), i, end);
        } else if (is_character(points[i]) && i + 1 < count && is_character(points[i + 1])) {
            visit(context, points[i] << 16 | points[i + 1], i, i + 2);
        }
        i = end > i ? end : i + 1;
    }
}

/* --- counting --------------------------------------------------------------------------------------------------- */

struct counting {
    struct rarity_entry *entries;
    size_t count;
    uint32_t names; /* what one name counts */
};

static void note(void *context, uint32_t word, size_t start, size_t end)
{
    struct counting *counting = context;
    (void)start;
    (void)end;
    counting->entries[counting->count++] = (struct rarity_entry){word, counting->names};
}

static int compare_entries(const void *left, const void *right)
{
    uint32_t one = ((const struct rarity_entry *)left)->word;
    uint32_t other = ((const struct rarity_entry *)right)->word;
    return (one > other) - (one < other);
}

/* 毕业, 公司, 要求: words that frame a text, whatever it is about. */
static bool is_plain(const struct sense *sense)
{
    return sense->trade == TRADE_NONE && sense->object == OBJECT_NONE && sense->activity == ACTIVITY_NONE;
}

static bool is_same_name(const struct sense *one, const struct sense *other)
{
    return one->length == other->length && memcmp(one->points, other->points, one->length * sizeof *one->points) == 0;
}

struct rarity rarity_build(struct arena *arena, const struct sense_list *list)
{
    size_t most = 1;
    for (size_t i = 0; i < list->count; i++) {
        most += list->senses[i].length;
    }
    struct counting counting = {ARENA_ARRAY(arena, struct rarity_entry, most), 0, 1};
    for (size_t i = 0; i < list->count; i++) {
        const struct sense *sense = &list->senses[i];
        if (i == 0 || !is_same_name(sense, sense - 1)) {
            counting.names = is_plain(sense) ? PLAIN : 1;
            rarity_walk(sense->points, sense->length, note, &counting);
        }
    }
    qsort(counting.entries, counting.count, sizeof *counting.entries, compare_entries);
    size_t kept = 0;
    for (size_t i = 0; i < counting.count; i++) {
        if (kept > 0 && counting.entries[kept - 1].word == counting.entries[i].word) {
            counting.entries[kept - 1].names += counting.entries[i].names;
        } else {
            counting.entries[kept++] = counting.entries[i];
        }
    }
    return (struct rarity){counting.entries, kept};
}

static uint32_t names_with(const struct rarity *rarity, uint32_t word)
{
    size_t low = 0;
    size_t high = rarity->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t here = rarity->entries[middle].word;
        if (here == word) {
            return rarity->entries[middle].names;
        }
        if (here < word) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

uint16_t rarity_weigh(const struct rarity *rarity, uint32_t word)
{
    uint32_t names = names_with(rarity, word);
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (names <= STEPS[i].names) {
            return STEPS[i].weight;
        }
    }
    return 0;
}
