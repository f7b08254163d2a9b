/* HTML as it comes, read piece by piece: text, opening tag, closing tag. Comments and declarations are passed over. Private to text.
 *
 * Tags are read as browsers read them (HTML Standard §13.2.5, the states of tags and attributes), so that nothing is text here
 * and a tag there. Names are in lower case, character references of values and texts are decoded.
 */
#ifndef TEXT_RICH_MARKUP_H
#define TEXT_RICH_MARKUP_H

#include "base/buffer.h"
#include "base/span.h"

enum markup_kind { MARKUP_END, MARKUP_TEXT, MARKUP_OPEN, MARKUP_CLOSE };

enum { MARKUP_NAME = 24, MARKUP_ATTRIBUTES = 32 };

struct markup_attribute {
    char name[MARKUP_NAME];
    struct span raw; /* as written */
};

struct markup {
    struct span rest;
    enum markup_kind kind;
    struct span text;       /* raw, of MARKUP_TEXT */
    char name[MARKUP_NAME]; /* "" when it is longer than any name we know */
    struct markup_attribute
        attributes[MARKUP_ATTRIBUTES]; /* the first of a name counts; further ones are passed over */
    size_t attribute_count;
};

void markup_start(struct markup *markup, struct span source);
/* The next piece; false at the end. */
bool markup_next(struct markup *markup);
/* Behind "</name" and its ">", or the end: what script, style and their like hold is no markup. */
void markup_skip_raw(struct markup *markup, const char *name);

/* Decoded, control characters left out; appended. */
void markup_decode(struct span raw, struct buffer *out);
/* Escaped for text and for values in double quotes; appended. */
void markup_escape(struct span text, struct buffer *out);

#endif
