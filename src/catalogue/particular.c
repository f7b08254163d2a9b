#include "catalogue/particular.h"

#include "catalogue/rarity.h"

#include <stdlib.h>

struct finding {
    const struct trade_book *book;
    const struct particular_text *text;
    struct fit_word *words;
    size_t count;
};

static void find(void *context, uint32_t word, size_t start, size_t end)
{
    struct finding *finding = context;
    const struct particular_text *text = finding->text;
    uint16_t weight = rarity_weigh(&finding->book->rarity, word);
    uint32_t from = text->text->offsets[start];
    uint32_t to = text->text->offsets[end];
    if (weight > 0 && to - from <= UINT8_MAX && to <= UINT16_MAX) {
        weight = (uint16_t)(text->is_beside ? weight * 3 / 4 : weight);
        finding->words[finding->count++] =
            (struct fit_word){word, weight, (uint16_t)from, text->field, (uint8_t)(to - from)};
    }
}

/* As they are read: a word of the title before the same word of the body. */
static int compare_places(const struct fit_word *one, const struct fit_word *other)
{
    int field = (one->field > other->field) - (one->field < other->field);
    return field != 0 ? field : (one->start > other->start) - (one->start < other->start);
}

static int compare_words(const void *left, const void *right)
{
    const struct fit_word *one = left;
    const struct fit_word *other = right;
    if (one->word != other->word) {
        return one->word < other->word ? -1 : 1;
    }
    if (one->weight != other->weight) {
        return one->weight > other->weight ? -1 : 1;
    }
    return compare_places(one, other);
}

static int compare_weights(const void *left, const void *right)
{
    const struct fit_word *one = left;
    const struct fit_word *other = right;
    if (one->weight != other->weight) {
        return one->weight > other->weight ? -1 : 1;
    }
    return compare_places(one, other);
}

struct fit_word *particular_find(struct arena *arena, const struct trade_book *book,
                                 const struct particular_text *texts, size_t text_count, size_t *count)
{
    size_t most = 1;
    for (size_t i = 0; i < text_count; i++) {
        most += texts[i].text->count;
    }
    struct finding finding = {.book = book, .words = ARENA_ARRAY(arena, struct fit_word, most)};
    for (size_t i = 0; i < text_count; i++) {
        finding.text = &texts[i];
        rarity_walk(texts[i].text->points, texts[i].text->count, find, &finding);
    }
    struct fit_word *words = finding.words;
    qsort(words, finding.count, sizeof *words, compare_words);
    size_t kept = 0;
    for (size_t i = 0; i < finding.count; i++) {
        if (kept == 0 || words[kept - 1].word != words[i].word) {
            words[kept++] = words[i];
        }
    }
    qsort(words, kept, sizeof *words, compare_weights);
    *count = kept < FIT_MOST_WORDS ? kept : FIT_MOST_WORDS;
    qsort(words, *count, sizeof *words, compare_words);
    return words;
}

/* --- the last resort ---------------------------------------------------------------------------------------------- */

enum {
    GUESS_LEAST = RARITY_MOST, /* weight */
    GUESS_OWNERS_MOST = 8,     /* trades that share a word */
    GUESS_SHARE = 3            /* one word of so many at least */
};

struct guessing {
    const struct trade_book *book;
    const struct folded *text;
    struct likely_trade *likely; /* by trade */
    uint32_t words;
};

static void guess(void *context, uint32_t word, size_t start, size_t end)
{
    struct guessing *guessing = context;
    const uint16_t *trades;
    size_t count = rarity_trades(&guessing->book->rarity, word, &trades);
    uint32_t weight = rarity_weigh(&guessing->book->rarity, word);
    guessing->words++;
    for (size_t i = 0; i < count && count <= GUESS_OWNERS_MOST && weight > 0; i++) {
        struct likely_trade *likely = &guessing->likely[trades[i]];
        likely->start = likely->weight == 0 ? guessing->text->offsets[start] : likely->start;
        likely->end = guessing->text->offsets[end];
        likely->weight += weight;
        likely->words++;
    }
}

static int compare_likely(const void *left, const void *right)
{
    const struct likely_trade *one = left;
    const struct likely_trade *other = right;
    if (one->weight != other->weight) {
        return one->weight > other->weight ? -1 : 1;
    }
    return (one->trade > other->trade) - (one->trade < other->trade);
}

size_t particular_guess(struct arena *arena, const struct trade_book *book, const struct folded *text,
                        struct likely_trade *out, size_t most)
{
    struct guessing guessing = {book, text, ARENA_ARRAY(arena, struct likely_trade, book->trade_count + 1), 0};
    for (size_t trade = 0; trade < book->trade_count; trade++) {
        guessing.likely[trade].trade = (uint16_t)trade;
    }
    rarity_walk(text->points, text->count, guess, &guessing);
    qsort(guessing.likely, book->trade_count, sizeof *guessing.likely, compare_likely);
    size_t count = 0;
    uint32_t best = guessing.likely[0].weight;
    while (count < most && guessing.likely[count].weight >= GUESS_LEAST && guessing.likely[count].weight * 2 > best &&
           guessing.likely[count].words * GUESS_SHARE >= guessing.words) {
        out[count] = guessing.likely[count];
        count++;
    }
    return count;
}
