/* The particular words of one listing, for the point of the same words (match/fit.h): rarity.h says what they are. */
#ifndef CATALOGUE_PARTICULAR_H
#define CATALOGUE_PARTICULAR_H

#include "catalogue/trades.h"

struct particular_text {
    const struct folded *text;
    uint8_t field; /* enum reading_field */
    bool is_beside; /* the body: a word there counts three quarters */
};

/* The FIT_MOST_WORDS weightiest, by word; of equals the earlier one. In the arena. O(length · log length). */
struct fit_word *particular_find(struct arena *arena, const struct trade_book *book,
                                 const struct particular_text *texts, size_t text_count, size_t *count);

#endif
