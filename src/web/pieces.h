/* A text as pieces for the partial `piece`: [{"text": "数控", "hit": true}, {"text": "车工"}]. */
#ifndef WEB_PIECES_H
#define WEB_PIECES_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>

/* The whole text, what the query hits marked. New reference. */
json_t *pieces_document(struct arena *arena, struct span text, struct span query);

/* About `most` code points of it around the first hit (from the beginning without one), "…" where something is left out;
 * line breaks become spaces. An empty array for an empty text. */
json_t *pieces_snippet(struct arena *arena, struct span text, struct span query, size_t most);

#endif
