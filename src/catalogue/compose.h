/* From the words of one text to what it speaks of.
 *
 * A text is cut into phrases (、 和 / blanks end a phrase), clauses (， ： brackets) and sentences. Within a phrase the
 * activity decides over the object before it, and the last name decides over the names before it: Chinese puts the head
 * last. 轴承销售 sells; 会计软件开发 develops; 养老院厨师 cooks. A place word (厂 公司 行业) makes what stands before it
 * mere surroundings; so do 为 … 提供, 公司主营 …, and everything before 招聘.
 */
#ifndef CATALOGUE_COMPOSE_H
#define CATALOGUE_COMPOSE_H

#include "catalogue/trades.h"

/* How a trade was named, weakest first. */
enum naming {
    NAMING_CONTEXT,  /* surroundings: the firm's branch, a customer */
    NAMING_MODIFIER, /* an attribute of the head: 轴承 in 轴承装配 */
    NAMING_ALONE,    /* a thing without a word of what is done, or a bare activity */
    NAMING_HEAD      /* what is wanted or offered */
};

struct naming_found {
    uint16_t trade, strength;
    uint8_t naming;
    bool is_general;     /* 普工: any trade of the firm's branch */
    bool is_taught;      /* what a teacher teaches */
    uint8_t clause;      /* 主播，卖阿胶: 0, 1 */
    uint32_t start, end; /* code points */
};

enum { COMPOSE_MOST = 96 };

struct composed {
    struct naming_found found[COMPOSE_MOST];
    size_t count;
    size_t hire_at; /* count at the first 招聘; SIZE_MAX without */
};

/* Finds what `text` names. O(text). Scratch memory in the arena. */
void compose_text(struct arena *arena, const struct trade_book *book, const struct folded *text, struct composed *out);

#endif
