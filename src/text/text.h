/* Chinese text for search: folding, tokens, pinyin. Pure; tables are built into the program.
 *
 * Folding maps each code point of valid UTF-8 to one code point: full width to half width, upper to lower case,
 * traditional to simplified (1:1, table from OpenCC at build time). It never changes the number of code points, so
 * positions lead back into the original text.
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"

#include <stdint.h>

/* --- UTF-8 ------------------------------------------------------------------------------------------------- */

#define UTF8_INVALID 0xffffffffU
/* The code point at *at, moving *at behind it; UTF8_INVALID for a broken sequence (one byte is passed). */
uint32_t utf8_next(const char **at, const char *end);
size_t utf8_put(uint32_t point, char bytes[static 4]); /* number of bytes */
bool utf8_is_valid(struct span text);                  /* also refuses NUL, surrogates, over-long forms */
size_t utf8_count(struct span text);                   /* code points */
bool is_han(uint32_t point);

/* Bytes of a file to UTF-8: BOMs honoured, then valid UTF-8, then GB18030. INVALID "text.encoding_unknown". */
MUST_USE struct result text_decode(struct arena *arena, struct span bytes, struct span *out);

/* --- folding ----------------------------------------------------------------------------------------------- */

uint32_t fold_point(uint32_t point);

struct folded {
    const uint32_t *points;  /* count */
    const uint32_t *offsets; /* count + 1: byte where each point began in the original; the last is its length */
    size_t count;
};
struct folded fold_text(struct arena *arena, struct span text);
/* The folded text as UTF-8, for keys and comparison. Runs of white space become one space; trimmed. */
char *fold_key(struct arena *arena, struct span text);

/* --- search tokens ----------------------------------------------------------------------------------------- */

/* What is stored in a full-text index: tokens separated by spaces, in order. Han runs give overlapping bigrams and the
 * last character alone ("数控车工" → "数控 控车 车工 工"), so that a phrase of tokens is a substring of the text and a
 * single character is a prefix. Letters and digits give whole words. Only [a-z0-9] and Han appear in tokens. */
char *token_index(struct arena *arena, struct span text);

/* The same for the pinyin of a short text (titles, names): for each syllable a token of the full spelling from there
 * on, "shukongchegong kongchegong …" (at most 8 syllables each), and of the initials, "skcg kcg …". All common
 * readings of a character, the most usual combinations first, at most 16 from each syllable on. The first 64 code
 * points count; what is not Han ends a run of syllables. */
char *pinyin_index(struct arena *arena, struct span text);
/* Sort key: full pinyin of the most common readings, syllables separated by a space (of the first 64 code points);
 * then the text itself. */
char *pinyin_sort_key(struct arena *arena, struct span text);

struct token_query {
    const char *fts5;    /* MATCH expression: phrases of tokens in double quotes, AND between words */
    const char *tsquery; /* the same for PostgreSQL to_tsquery('simple', …) */
    bool may_be_pinyin;  /* Latin letters only: the same expressions fit the tokens of pinyin_index too */
    size_t word_count;   /* 0: nothing to search for */
};
/* At most 10 words, 64 code points in all; the rest is dropped. Safe for any input.
 * A word that ends in one Han character, in letters or in three digits and more is a prefix. */
struct token_query token_query(struct arena *arena, struct span text);

/* Stretches of `text` (bytes, in order, not overlapping) that the query's words hit; at most `most`. A word of letters
 * also hits the characters that it spells in pinyin, full or (two letters and more) by initials. */
struct hit {
    uint32_t start, end;
};
size_t token_highlight(struct arena *arena, struct span text, struct span query, struct hit *hits, size_t most);

#endif
