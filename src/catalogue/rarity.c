#include "catalogue/rarity.h"

#include <stdlib.h>

enum {
    HAN_FIRST = 0x3400,
    HAN_LAST = 0x9fff,
    LATIN_NUMBERS = 0x30000000, /* numbers of Latin words lie below, of two characters (first << 16) above */
    PLAIN = 100000              /* so many trades that a word says nothing */
};

/* Up to so many trades, so particular. */
static const struct {
    uint32_t owners;
    uint16_t weight;
} STEPS[] = {{2, RARITY_MOST}, {4, 400}, {8, 300}, {16, 200}, {32, 100}};

/* 的 了 吗 呢 吧 们 是 很 太 我 你 您 他 她 这 那 哪 么 什 把 被 让 给 想 要 就 都 也 才 里: joints of a sentence, no part of a
 * word that matters. */
static const uint32_t JOINTS[] = {0x7684, 0x4e86, 0x5417, 0x5462, 0x5427, 0x4eec, 0x662f, 0x5f88, 0x592a, 0x6211,
                                  0x4f60, 0x60a8, 0x4ed6, 0x5979, 0x8fd9, 0x90a3, 0x54ea, 0x4e48, 0x4ec0, 0x628a,
                                  0x88ab, 0x8ba9, 0x7ed9, 0x60f3, 0x8981, 0x5c31, 0x90fd, 0x4e5f, 0x624d, 0x91cc};

static bool is_character(uint32_t point)
{
    bool is_joint = false;
    for (size_t i = 0; i < sizeof JOINTS / sizeof *JOINTS; i++) {
        is_joint = is_joint || point == JOINTS[i];
    }
    return point >= HAN_FIRST && point <= HAN_LAST && !is_joint;
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

struct use {
    uint32_t word, owner;
};

struct counting {
    struct use *uses;
    size_t count;
    uint32_t owner;
};

/* Whose word it is: a trade, a thing, an activity; or nobody's. */
enum { OWNER_THING = 1 << 16, OWNER_ACTIVITY = 1 << 17, OWNER_NOBODY = 1 << 18 };

static void note(void *context, uint32_t word, size_t start, size_t end)
{
    struct counting *counting = context;
    (void)start;
    (void)end;
    counting->uses[counting->count++] = (struct use){word, counting->owner};
}

static int compare_uses(const void *left, const void *right)
{
    const struct use *one = left;
    const struct use *other = right;
    if (one->word != other->word) {
        return one->word < other->word ? -1 : 1;
    }
    return (one->owner > other->owner) - (one->owner < other->owner);
}

/* 毕业, 公司, 要求 frame a text, whatever it is about: they are nobody's. */
static uint32_t owner_of(const struct sense *sense)
{
    if (sense->trade != TRADE_NONE) {
        return sense->trade;
    }
    if (sense->object != OBJECT_NONE) {
        return OWNER_THING + sense->object;
    }
    return sense->activity != ACTIVITY_NONE ? (uint32_t)OWNER_ACTIVITY + sense->activity : OWNER_NOBODY;
}

struct rarity rarity_build(struct arena *arena, const struct sense_list *list)
{
    size_t most = 1;
    for (size_t i = 0; i < list->count; i++) {
        most += list->senses[i].length;
    }
    struct counting counting = {.uses = ARENA_ARRAY(arena, struct use, most)};
    for (size_t i = 0; i < list->count; i++) {
        counting.owner = owner_of(&list->senses[i]);
        rarity_walk(list->senses[i].points, list->senses[i].length, note, &counting);
    }
    qsort(counting.uses, counting.count, sizeof *counting.uses, compare_uses);
    struct rarity_entry *entries = ARENA_ARRAY(arena, struct rarity_entry, counting.count + 1);
    uint16_t *trades = ARENA_ARRAY(arena, uint16_t, counting.count + 1);
    uint32_t trade_count = 0;
    size_t kept = 0;
    for (size_t i = 0; i < counting.count; i++) {
        const struct use *use = &counting.uses[i];
        if (i > 0 && compare_uses(use, use - 1) == 0) {
            continue;
        }
        if (kept == 0 || entries[kept - 1].word != use->word) {
            entries[kept++] = (struct rarity_entry){use->word, 0, trade_count};
        }
        if (use->owner < OWNER_THING) {
            trades[trade_count++] = (uint16_t)use->owner;
        }
        entries[kept - 1].owners += use->owner == OWNER_NOBODY ? PLAIN : 1;
    }
    entries[kept] = (struct rarity_entry){UINT32_MAX, 0, trade_count};
    return (struct rarity){entries, kept, trades};
}

static const struct rarity_entry *find_entry(const struct rarity *rarity, uint32_t word)
{
    size_t low = 0;
    size_t high = rarity->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t here = rarity->entries[middle].word;
        if (here == word) {
            return &rarity->entries[middle];
        }
        if (here < word) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

size_t rarity_trades(const struct rarity *rarity, uint32_t word, const uint16_t **out)
{
    const struct rarity_entry *entry = find_entry(rarity, word);
    if (entry == NULL) {
        return 0;
    }
    *out = rarity->trades + entry->first;
    return entry[1].first - entry->first;
}

uint16_t rarity_weigh(const struct rarity *rarity, uint32_t word)
{
    const struct rarity_entry *entry = find_entry(rarity, word);
    uint32_t owners = entry == NULL ? 0 : entry->owners;
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (owners <= STEPS[i].owners) {
            return STEPS[i].weight;
        }
    }
    return 0;
}
