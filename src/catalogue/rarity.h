/* Particular words: what two texts can have in common beyond their trade (低压 电工, 高压 电工).
 *
 * A word is two neighbouring characters, neither of them a joint like 的 (overlapping: 护栏板 is 护栏, 栏板), or a Latin
 * word of two letters and more (plc). Its weight, permille, falls with the number of trades and things in whose names it
 * stands: 毕业 and 技术 say nothing, 会计 and 护栏 say much. So it is fixed by the tables and not by the listings of the
 * day: the same two listings always score alike.
 */
#ifndef CATALOGUE_RARITY_H
#define CATALOGUE_RARITY_H

#include "catalogue/book.h"

enum { RARITY_MOST = 500 };

/* Counts the words in the names of `list`, which must be sorted (senses_build_words). */
struct rarity rarity_build(struct arena *arena, const struct sense_list *list);

/* 0 … RARITY_MOST. O(log words). */
uint16_t rarity_weigh(const struct rarity *rarity, uint32_t word);

/* The trades in whose names the word stands; returns how many. */
size_t rarity_trades(const struct rarity *rarity, uint32_t word, const uint16_t **out);

/* Calls for each word of the text, in order: its number and where it stands (code points). */
typedef void rarity_visit(void *context, uint32_t word, size_t start, size_t end);
void rarity_walk(const uint32_t *points, size_t count, rarity_visit *visit, void *context);

#endif
