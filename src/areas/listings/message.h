/* Messages to needs: one message of ordinary text, as factory people type or dictate it, to structured drafts.
 *
 * 要20个数控车工,9月到岗,包吃住,6500,会看图,临清
 *
 * Pure: the day is given, nothing is stored, nothing is guessed that the message does not say (except that a month
 * without a year is the next one to come). Every value carries the bytes it was read from, so the person can check it.
 */
#ifndef AREAS_LISTINGS_MESSAGE_H
#define AREAS_LISTINGS_MESSAGE_H

#include "base/arena.h"
#include "base/day.h"
#include "base/result.h"
#include "catalogue/catalogue.h"

struct message_span {
    uint32_t start, end; /* bytes in the message; start == end: not said */
};

enum message_pay_unit { PAY_MONTH, PAY_DAY, PAY_HOUR, PAY_PIECE, PAY_YEAR };

enum message_flag_kind {
    FLAG_AGE_LIMIT,    /* 18-35岁 : unlawful or suspect, 就业促进法 */
    FLAG_SEX_LIMIT,    /* 限男/女工 : 就业促进法 art. 27 */
    FLAG_UNDER_AGE,    /* under 16; or meant for 16 and 17 years */
    FLAG_HEALTH_LIMIT, /* 乙肝 … : 就业促进法 art. 30 */
    FLAG_ORIGIN_LIMIT, /* 限本地户口, 不要外地 … */
    FLAG_DEPOSIT,      /* 押金、扣押证件 : 劳动合同法 art. 9 */
};

struct message_flag {
    enum message_flag_kind kind;
    struct message_span span;
    bool minor; /* FLAG_UNDER_AGE: 16 or 17 is said, not less (劳动法 art. 58 instead of 15) */
};

struct message_draft {
    const char *title; /* the post as said, tidied: 数控车工 */
    struct message_span title_span;
    const char *occupation_code; /* "" when not sure */
    const char *occupation_name;
    int32_t headcount; /* 0 = not said (若干) */
    struct message_span headcount_span;
    int32_t start_day; /* DAY_NONE = not said; 随时 = today */
    struct message_span start_span;
    int64_t pay_low_fen, pay_high_fen; /* 0 = not said; high = low for one figure */
    enum message_pay_unit pay_unit;
    bool piecework;  /* 计件 said, with or without a figure */
    bool negotiable; /* 面议 */
    struct message_span pay_span;
    int lodging, meals; /* 1 yes, 0 no (said so), -1 not said */
    struct message_span lodging_span, meals_span;
    const char *const *skills; /* as said, tidied: 会看图 → 看图 */
    const struct message_span *skill_spans;
    size_t skill_count;
    const char *county_code; /* "" = not said */
    struct message_span county_span;
    int level_low; /* rank of a skill level, 0 = not said */
    struct message_span level_span;
    const char *shift; /* "day" "two" "three" "long_day" or "" */
    struct message_span shift_span;
    int experience_months; /* -1 = not said; 0 = none needed */
    bool skilled;          /* 熟手, 有经验: practised, without saying how long */
    struct message_span experience_span;
    const char *education; /* "" or 初中 高中 中专 大专 本科 */
    struct message_span education_span;
    const struct message_flag *flags;
    size_t flag_count;
};

/* Several posts in one message give several drafts; what is said once for all (place, lodging, start) goes to each.
 * Text beyond 4,000 code points is refused: INVALID "message.too_long"; nothing readable: INVALID "message.no_post".
 * region: the city code, for its counties. today: in the region's zone. O(text). */
MUST_USE struct result message_read(struct arena *arena, const struct catalogue *catalogue, struct span text,
                                    const char *region, int32_t today, struct message_draft **out, size_t *count);

/* Only the limits that the law forbids or doubts, of any text (a form's description). A text longer than the bound
 * above is not looked at: the rules of a listing refuse it anyway. */
void message_find_limits(struct arena *arena, const struct catalogue *catalogue, struct span text,
                         const struct message_flag **flags, size_t *count);

/* Telephone numbers, accounts of chats and addresses of mail, in the order of the text: they are not published with it. */
void message_find_contact_spans(struct arena *arena, struct span text, const struct message_span **spans,
                                size_t *count);

/* False: the text surely holds no such limit, though a voice slip may hide one (限南). Quick; asked by the above. */
bool message_may_hold_limits(struct arena *arena, struct span text);

/* The text without these stretches (in its order), without commas left over. */
const char *message_without(struct arena *arena, struct span text, const struct message_span *spans, size_t count);

#endif
