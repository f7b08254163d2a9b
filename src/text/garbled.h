/* Texts copied from web pages that a script had turned into traditional characters with a reading in brackets behind
 * each — 職(zhí)業(yè)教(jiào)育 — often cut in the middle of a character, so that some are gone and others are read
 * half a character off. Cleaned here into simplified text as it was meant; what is gone is marked, never guessed.
 *
 *   reading      臺(tái), 職(zhi), 樂（lè/yuè）, 臺(台)  the bracket goes, where it holds a reading of what stands before
 *   restored     中?guó)                       the text itself has 中國(guó) elsewhere, and nothing else: 中国
 *   lost         張?fēng)                      otherwise: 张□
 *   shifted      將?jūn)娫趯嵱枠菫閷W員          GBK read one byte off: the head is lost, the tail is given back: 将□实训楼为学员
 *   punctuation  ，， ,  behind Han            one, and of full width; ... becomes ……
 *   script       職業                          职业 (by the 1:1 table of the search)
 *
 * Pure. Clean text comes back as it was, byte for byte. O(length).
 */
#ifndef TEXT_GARBLED_H
#define TEXT_GARBLED_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

enum garbled_kind {
    GARBLED_READING,
    GARBLED_RESTORED,
    GARBLED_LOST,
    GARBLED_SHIFTED,
    GARBLED_PUNCTUATION,
    GARBLED_SCRIPT,
    GARBLED_KIND_COUNT
};

#define GARBLED_MARK "□" /* stands where something is lost */

/* A place that a person should look at: RESTORED, LOST, SHIFTED. */
struct garbled_change {
    enum garbled_kind kind;
    uint32_t line; /* from 1 */
    const char *was;
    const char *became;
};

struct garbled {
    struct span text;
    size_t counts[GARBLED_KIND_COUNT];
    const struct garbled_change *changes; /* in the order of the text */
    size_t change_count;
};

/* text: valid UTF-8. Everything in the arena. */
struct garbled garbled_clean(struct arena *arena, struct span text);

/* Is anything but punctuation to be done? A page in honest traditional characters is not garbled. */
bool garbled_is(const struct garbled *garbled);

#endif
