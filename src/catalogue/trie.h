/* Many words in one tree, to find them all in a text in one pass. Built once; reading is thread-safe.
 *
 * Cost: building O(total length · log); finding the longest match at one place O(length of the match · log children).
 * Words in Latin letters or digits only match whole: QC is not in QCX.
 */
#ifndef CATALOGUE_TRIE_H
#define CATALOGUE_TRIE_H

#include "base/arena.h"
#include "text/text.h"

struct trie_node;

struct trie {
    const struct trie_node *nodes;
    const uint32_t *roots; /* node by first code point below TRIE_ROOTS */
};

enum { TRIE_ROOTS = 0x10000 };

/* One word to put in: folded code points, and what to give back for it. */
struct trie_word {
    const uint32_t *points;
    uint32_t length;
    uint32_t value;
};

/* Sorts `words`. Of two equal words the one with the smaller value stays. */
struct trie trie_build(struct arena *arena, struct trie_word *words, size_t count);

struct trie_hit {
    uint32_t start, length; /* code points */
    uint32_t value;
};

/* The words that cover the text best: no two overlap, the sum of squared lengths is greatest, the earlier one wins a
 * draw. In order. `hits` has room for text->count entries. */
size_t trie_cover(struct arena *arena, const struct trie *trie, const struct folded *text, struct trie_hit *hits);

#endif
