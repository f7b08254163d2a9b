/* Making the trade book: the parts that trades.c puts together. Used at start only. */
#ifndef CATALOGUE_BOOK_H
#define CATALOGUE_BOOK_H

#include "catalogue/trades.h"

/* One sense of one written form, before forms are merged into words. */
struct sense {
    const uint32_t *points;
    uint32_t length;
    uint16_t trade, strength; /* TRADE_NONE when it names no trade */
    uint16_t object;
    uint8_t activity, role;
    bool is_person, is_general;
};

struct sense_list {
    struct sense *senses;
    size_t count, capacity;
};

/* `name` may carry a strength: "普工~600". */
void senses_add(struct arena *arena, struct sense_list *list, struct span name, struct sense sense);
void senses_build_words(struct arena *arena, struct sense_list *list, struct trade_book *book);

/* "a:1000|b:900" (900 where nothing is said) to weights. False with an unknown trade. */
bool book_read_weights(struct arena *arena, const struct trade_book *book, const char *text, struct trade_weight **out,
                       size_t *count);

MUST_USE struct result book_load_objects(struct arena *arena, struct trade_book *book, struct sense_list *senses);
MUST_USE struct result book_load_reading_words(struct arena *arena, struct sense_list *senses);
MUST_USE struct result book_load_skills(struct arena *arena, struct trade_book *book);

/* Rows of trade_majors.csv as the relations need them. */
struct major_group {
    const struct trade_weight *trades;
    size_t count;
};

MUST_USE struct result book_load_rules(struct arena *arena, const struct catalogue *catalogue, struct trade_book *book,
                                       const struct major_group *groups, size_t group_count);

#endif
