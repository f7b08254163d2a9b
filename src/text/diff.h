/* What differs between two texts, line by line: the longest common subsequence of lines.
 *
 * Equal beginnings and ends are taken off first; what is left in between is compared whole up to DIFF_CELLS pairs of lines,
 * beyond that all of it counts as replaced (a text written anew). O(lines before × lines after) between the equal ends.
 */
#ifndef TEXT_DIFF_H
#define TEXT_DIFF_H

#include "base/arena.h"
#include "base/span.h"

enum { DIFF_CELLS = 4 * 1000 * 1000 };

enum diff_mark { DIFF_SAME, DIFF_GONE, DIFF_NEW };

struct diff_line {
    enum diff_mark mark;
    struct span text; /* without its line break; borrowed of the texts */
};

/* In order; what went stands before what came. */
size_t diff_lines(struct arena *arena, struct span before, struct span after, struct diff_line **out);

#endif
