#include "catalogue/compose_private.h"

enum { GAP_ADJACENT_MOST = 4 }; /* characters that may stand between an object and its activity: 轴承(套圈)磨削 */

enum gap compose_gap_of(uint32_t point)
{
    switch (point) {
    case 0x3002:
    case '!':
    case '?':
    case '\n':
    case ';':
    case 0xff01:
    case 0xff1b:
    case 0xff1f:
        return GAP_SENTENCE;
    case ',':
    case ':':
    case 0xff0c:
    case 0xff1a:
    case 0x517c:
    case 0x8ba9: /* 兼: two posts in one; 让: who shall do it */
        return GAP_CLAUSE;
    case '(':
    case ')':
    case '[':
    case ']':
    case 0xff08:
    case 0xff09:
    case 0x3010:
    case 0x3011:
    case 0x300a:
    case 0x300b:
    case '"':
    case 0x201c:
    case 0x201d:
    case '<':
    case '>':
    case 0x3001:
    case '/':
    case '+':
    case '&':
    case ' ':
    case '\t':
    case '|':
    case 0x548c:
    case 0x53ca:
    case 0x4e0e:
    case 0x6216:
    case 0x3000:
    case '-':
    case 0x2014:
    case 0xb7:
    case '\\': /* 、 和 及 与 或 */
        return GAP_LIST;
    default:
        return point >= '0' && point <= '9' ? GAP_LIST : GAP_NEAR;
    }
}

static enum gap gap_between(const struct folded *text, uint32_t from, uint32_t to)
{
    enum gap gap = from == to ? GAP_NONE : GAP_NEAR;
    for (uint32_t i = from; i < to; i++) {
        enum gap here = compose_gap_of(text->points[i]);
        gap = here > gap ? here : gap;
    }
    return gap == GAP_NEAR && to - from > GAP_ADJACENT_MOST ? GAP_LIST : gap;
}

enum gap compose_gap_before(const struct composer *composer, size_t hit)
{
    if (hit == 0) {
        return GAP_SENTENCE;
    }
    const struct trie_hit *before = &composer->hits[hit - 1];
    return gap_between(composer->text, before->start + before->length, composer->hits[hit].start);
}

const struct word *compose_word_of(const struct composer *composer, size_t hit)
{
    return hit < composer->hit_count ? &composer->book->words[composer->hits[hit].value] : NULL;
}
