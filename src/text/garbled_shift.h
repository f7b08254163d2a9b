/* Inside the floor only: GBK text that was read one byte off. */
#ifndef TEXT_GARBLED_SHIFT_H
#define TEXT_GARBLED_SHIFT_H

#include "base/arena.h"
#include "base/span.h"

struct shift {
    size_t length;    /* bytes of the text that are to be replaced */
    const char *tail; /* by the mark of a loss and this */
};

/* Does the text begin with such a stretch? It is one when 3 to 24 characters end in an ASCII letter that stands directly
 * between two Han characters (the second byte that was left over), and read the other way give more usual characters
 * than before. The first one, whose first byte is gone, is never believed. */
bool shift_find(struct arena *arena, struct span text, struct shift *out);

#endif
