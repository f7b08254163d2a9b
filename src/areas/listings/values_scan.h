/* Reading along a folded text, point by point: the common ground of the values_*.c files. Private to them. */
#ifndef AREAS_LISTINGS_VALUES_SCAN_H
#define AREAS_LISTINGS_VALUES_SCAN_H

#include "areas/listings/values.h"
#include "text/text.h"

#include <uchar.h>

struct scan {
    const uint32_t *at, *end;
};

/* The folded text without its outer space; false and fault when it is too long. */
bool scan_begin(struct arena *arena, struct span text, struct scan *out, struct value_fault *fault);
bool value_refuse(struct value_fault *fault, const char *message, const char *hint); /* always false */

void scan_skip_space(struct scan *scan);
static inline bool scan_done(const struct scan *scan)
{
    return scan->at == scan->end;
}

/* Passes `word` if it comes next. */
bool scan_take(struct scan *scan, const char32_t *word);
/* Passes the first of the words (ended by NULL) that comes next; its index, or -1. Longer ones first. */
int scan_take_any(struct scan *scan, const char32_t *const *words);
/* The word stands somewhere from here on. */
bool scan_has(const struct scan *scan, const char32_t *word);
bool scan_is(const struct scan *scan, const char32_t *word); /* exactly what is left */

/* Not stated: empty, 不限, 无, 若干, 面议, 待定, dashes. */
bool scan_is_nothing(const struct scan *scan);

/* A number in thousandths: 1,200 · 6.5 · 6.5k · 1.2万 · 二十 · 四千五 · 两百. Passes it; false when none comes next.
 * unit, when not NULL: the multiplier that stood behind it (1, 1000, 10000), as "6-8k" needs it. */
bool scan_number(struct scan *scan, int64_t *milli, int64_t *multiplier);
/* - ~ 至 到 and dashes between two numbers. */
bool scan_take_range(struct scan *scan);

/* A number, or a range of two: "6-8k", "四千到五千", "七八千"; high = low for one. */
bool scan_number_range(struct scan *scan, int64_t *low_milli, int64_t *high_milli);

#endif
