/* Simplified Chinese to traditional, as OpenCC's s2t does it: at each place the longest phrase of its table, else the
 * character alone (发展 → 發展, 头发 → 頭髮). Characters only: words stay those of the mainland (软件 → 軟件), so names of
 * offices, trades and laws stay what they are. What is traditional already stays, and what is not Chinese too.
 *
 * The table is made at build time from Debian's OpenCC data (tools/hanzi.c): no library and no file at run time.
 */
#ifndef TEXT_TRADITIONAL_H
#define TEXT_TRADITIONAL_H

#include "base/buffer.h"

/* Appends the text in traditional writing to `out`. Broken UTF-8 passes as it is. O(length * log phrases). */
void traditional_add(struct span text, struct buffer *out);

#endif
