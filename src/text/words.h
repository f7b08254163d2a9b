/* Shared inside the floor only: how a query falls into words, and the readings of a character. */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "base/span.h"

#include <stdint.h>

enum { QUERY_WORDS_MOST = 10, QUERY_POINTS_MOST = 64, READINGS_MOST = 8, SYLLABLES_MOST = 8 };

/* An empty span may point nowhere, and NULL + 0 is not C. */
static inline const char *text_end(struct span text)
{
    return text.length == 0 ? text.at : text.at + text.length;
}

/* The next word from *at on, folded; 0 when there is none. Stops at `most` points. */
size_t word_next(const char **at, const char *end, size_t most, uint32_t *points);

/* The word ends in one or two digits, which are taken as they stand: 20 shall not find 2026. */
bool word_is_exact(const uint32_t *points, size_t count);

/* Is it the spelling of a syllable, without tone (lü is lv)? */
bool pinyin_is_syllable(const char *plain);

/* The readings of an unfolded character, the usual one first; 0 for what is not Han or has none. */
size_t pinyin_readings(uint32_t point, const char *readings[static READINGS_MOST]);

#endif
