/* A quick reader of the plain XML that large parts of an .xlsx are made of: the handlers of expat at a fifth of its cost.
 *
 * UTF-8 only; comments, processing instructions, CDATA and the five entities of XML are understood, document types are
 * refused. What expat accepts is read the same (a fuzz target compares them); of what expat refuses some passes here:
 * attributes twice, odd names. Text that reaches the handlers is valid UTF-8 without control characters.
 * Memory: one window of two chunks, which grows up to the bound of a tag.
 */
#ifndef SHEET_SCAN_H
#define SHEET_SCAN_H

#include "sheet/inside.h"

enum { SCAN_DEPTH_MOST = 64, SCAN_NAME_SIZE = 64, SCAN_ATTRIBUTES_MOST = 64, SCAN_TAG_MOST = 4 << 20 };

struct scan_name {
    size_t length;
    size_t local; /* where the name without its prefix begins */
    char text[SCAN_NAME_SIZE];
};

struct scanner {
    struct xml_reader reader;
    char *window;
    size_t begin, end, capacity; /* not yet read: window[begin … end - 1] */
    bool root_seen;
    struct scan_name names[SCAN_DEPTH_MOST]; /* of the open elements */
};

void scan_init(struct scanner *scanner, const struct xml_handlers *handlers, void *context);
void scan_release(struct scanner *scanner);

/* Room for `size` bytes; put them there and tell how many they were. Nothing more comes after `last`. */
char *scan_room(struct scanner *scanner, size_t size);
MUST_USE struct result scan_advance(struct scanner *scanner, size_t size, bool last);

/* Does the part begin as UTF-8? The first bytes are enough. */
bool scan_takes(struct span start);

#endif
