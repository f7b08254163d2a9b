/* The particular words of one listing, for the point of the same words (match/fit.h): rarity.h says what they are. */
#ifndef CATALOGUE_PARTICULAR_H
#define CATALOGUE_PARTICULAR_H

#include "catalogue/trades.h"

struct particular_text {
    const struct folded *text;
    uint8_t field;  /* enum reading_field */
    bool is_beside; /* the body: a word there counts three quarters */
};

/* The FIT_MOST_WORDS weightiest, by word; of equals the earlier one. In the arena. O(length · log length). */
struct fit_word *particular_find(struct arena *arena, const struct trade_book *book,
                                 const struct particular_text *texts, size_t text_count, size_t *count);

/* When nothing is known of a text: the trades whose names have most particular words in common with it, the likeliest
 * first; at most `most`. One word in common is enough where it is few trades' own and the text is short. O(words). */
struct likely_trade {
    uint16_t trade;
    uint32_t weight, words; /* in common */
    uint32_t start, end;    /* bytes of the text, from the first such word to the last */
};

size_t particular_guess(struct arena *arena, const struct trade_book *book, const struct folded *text,
                        struct likely_trade *out, size_t most);

#endif
