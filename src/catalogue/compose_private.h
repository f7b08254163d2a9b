/* What the files of compose share: the state of one reading. Private to catalogue/compose*.
 *
 * compose_cut.c   gaps between words: phrase, list, clause, sentence
 * compose.c       activities, persons, places: what is done to what
 * compose_shared.c what members of a list have in common
 * compose_posts.c posts and teachers: to whom what stands before belongs
 */
#ifndef CATALOGUE_COMPOSE_PRIVATE_H
#define CATALOGUE_COMPOSE_PRIVATE_H

#include "catalogue/compose.h"

enum { PENDING_MOST = 12 };

enum gap { GAP_NONE, GAP_NEAR, GAP_LIST, GAP_CLAUSE, GAP_SENTENCE };

/* A thing or a field that waits for its head. */
struct pending {
    const struct word *word;
    uint32_t start, end;
    uint32_t phrase;
};

struct composer {
    struct arena *arena;
    const struct trade_book *book;
    const struct folded *text;
    const struct trie_hit *hits;
    size_t hit_count, at;
    struct composed *out;
    struct pending pending[PENDING_MOST];
    size_t pending_count;
    struct pending last_object; /* of the latest activity, for 设备安装、维修 */
    bool has_last_object;
    uint32_t phrase;
    uint32_t phrase_end; /* where the latest head of this phrase ended; 0 = none */
    size_t clause_found; /* out->count when the clause began */
    uint8_t clause;      /* commas and full stops so far */
    size_t for_found;    /* out->count at 为; SIZE_MAX outside */
    bool intro, negated;
    bool known; /* 会 … : skills until the clause or 的 ends it */
};

enum gap compose_gap_of(uint32_t point);
/* The widest gap between the word before and this one. */
enum gap compose_gap_before(const struct composer *composer, size_t hit);
/* NULL behind the last. */
const struct word *compose_word_of(const struct composer *composer, size_t hit);

void compose_emit(struct composer *composer, struct trade_weight trade, enum naming naming, uint32_t start,
                  uint32_t end);
void compose_emit_word(struct composer *composer, const struct word *word, enum naming naming, uint32_t start,
                       uint32_t end);
/* What a thing or a field is when nothing is done to it. */
void compose_emit_pending(struct composer *composer, const struct pending *pending, enum naming naming);
void compose_flush_pending(struct composer *composer, enum naming naming);

/* What `word` means where `object` stands before it; ACTIVITY_NONE when nothing. */
uint8_t compose_activity_here(const struct composer *composer, const struct word *word, const struct word *object);
/* `done` is done to `pending`: one head, and for work on the thing itself the thing as attribute. */
void compose_emit_done(struct composer *composer, const struct pending *pending, const struct word *done,
                       uint8_t activity, uint32_t start, uint32_t end);

/* The word that the beginning of `name` and the hit at `tail` would make together: 轴承 + 检测. NULL when none. */
const struct word *compose_word_of_both(const struct composer *composer, const struct trie_hit *name,
                                        uint32_t thing_length, const struct trie_hit *tail);
/* 起重机与叉车操作证: what is said of the second thing is said of the first. Before the word is taken. */
void compose_share_head(struct composer *composer, const struct trie_hit *name);
/* 轴承装配与检测: behind a list's comma stands only what else is done to the same thing. False when it does not. */
bool compose_take_shared_thing(struct composer *composer, const struct word *word, uint32_t start, uint32_t end);

void compose_take_post(struct composer *composer, const struct word *word, uint32_t start, uint32_t end);
void compose_take_teacher(struct composer *composer, const struct word *word, uint32_t start, uint32_t end);

#endif
