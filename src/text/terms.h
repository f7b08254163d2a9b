/* What stands in the full-text tables, and the expressions that find it. Pure.
 *
 * A row's terms are, separated by spaces:
 *   数控 控车 车工 工    the words (token_index): a phrase of them is a stretch of the text
 *   zt数控 zt控车 …      the words of the title once more, each marked "zt": what has the word in its title comes first
 *   zpskcg zpkcg …      pinyin of titles and names, full spelling and initials, each marked "zp"
 *   zzc371581 zzsneed   marks: "zz", one letter for the kind of mark, the code (only its letters and digits)
 * so that one index answers words, pinyin and filters together, and a filter costs a merge of two lists and no look-up of
 * rows. Only [a-z0-9] and Han occur, which both SQLite's and PostgreSQL's simplest tokenizers leave alone.
 */
#ifndef TEXT_TERMS_H
#define TEXT_TERMS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"

/* Appending to a row's terms. Each uses the arena for scratch only. */
void terms_add_words(struct arena *arena, struct buffer *terms, const char *text);
void terms_add_title(struct arena *arena, struct buffer *terms, const char *text);
void terms_add_pinyin(struct arena *arena, struct buffer *terms, const char *text);
void terms_add_mark(struct buffer *terms, char mark, struct span code); /* nothing for an empty code */
/* The code and every shorter beginning of it that is a code too: C3451 gives c, c34, c345, c3451. */
void terms_add_industry(struct buffer *terms, char mark, const char *code);

/* A query, growing. Both expressions stay valid whatever the person typed. */
struct terms_query {
    struct buffer fts5, tsquery;
};

void terms_query_init(struct terms_query *query);
void terms_query_release(struct terms_query *query);
bool terms_query_is_empty(const struct terms_query *query);
/* AND: the words of the text, of which there may be TERMS_WORDS_MOST; the rest is dropped. */
enum { TERMS_WORDS_MOST = 8 };
void terms_query_add_text(struct arena *arena, struct terms_query *query, struct span text);
/* AND: one word (no white space); where it is Latin letters only, or the same as pinyin; or one of the marks. Nothing when
 * there is nothing to search for in it. */
void terms_query_add_word(struct arena *arena, struct terms_query *query, struct span word, char mark,
                          const char *const *codes, size_t count);
/* AND: the same word in the title alone, or its pinyin there. */
void terms_query_add_title_word(struct arena *arena, struct terms_query *query, struct span word);
/* `out` (made by init): what fits `all` and `titles`, or (but_not) what fits all but not titles. */
void terms_query_join(struct terms_query *out, const struct terms_query *all, const struct terms_query *titles,
                      bool but_not);
/* The next stretch without white space, cut to a bound; *rest moves behind it. False at the end. */
bool terms_next_word(struct span *rest, struct span *word);
/* AND: a mark; several codes separated by commas: any of them. Nothing for an empty one. */
void terms_query_add_mark(struct terms_query *query, char mark, struct span codes);

#endif
