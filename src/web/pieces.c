/* Texts with their hits marked. */
#include "web/pieces.h"

#include "text/text.h"

enum { HITS_MOST = 64 };

static void add_piece(json_t *list, const char *text, size_t length, bool hit)
{
    if (length == 0) {
        return;
    }
    json_t *piece = json_object();
    (void)json_object_set_new_nocheck(piece, "text", json_stringn_nocheck(text, length));
    if (hit) {
        (void)json_object_set_new_nocheck(piece, "hit", json_true());
    }
    (void)json_array_append_new(list, piece);
}

static void add_stretch(json_t *list, struct span text, const struct hit *hits, size_t count, struct hit within)
{
    size_t at = within.start;
    for (size_t index = 0; index < count && hits[index].start < within.end; index++) {
        size_t start = hits[index].start < at ? at : hits[index].start;
        size_t end = hits[index].end > within.end ? within.end : hits[index].end;
        if (end <= at) {
            continue;
        }
        add_piece(list, text.at + at, start - at, false);
        add_piece(list, text.at + start, end - start, true);
        at = end;
    }
    add_piece(list, text.at + at, within.end - at, false);
}

json_t *pieces_document(struct arena *arena, struct span text, struct span query)
{
    struct hit hits[HITS_MOST];
    json_t *list = json_array();
    size_t count = query.length == 0 ? 0 : token_highlight(arena, text, query, hits, HITS_MOST);
    add_stretch(list, text, hits, count, (struct hit){0, (uint32_t)text.length});
    return list;
}

static size_t step_back(struct span text, size_t at, size_t points)
{
    while (at > 0 && points > 0) {
        at--;
        points -= (text.at[at] & 0xc0) != 0x80 ? 1 : 0;
    }
    return at;
}

static size_t step_on(struct span text, size_t at, size_t points)
{
    while (at < text.length && points > 0) {
        at++;
        while (at < text.length && (text.at[at] & 0xc0) == 0x80) {
            at++;
        }
        points--;
    }
    return at;
}

json_t *pieces_snippet(struct arena *arena, struct span text, struct span query, size_t most)
{
    struct hit hits[HITS_MOST];
    json_t *list = json_array();
    char *line = arena_copy(arena, text);
    for (size_t index = 0; index < text.length; index++) {
        line[index] = line[index] == '\n' || line[index] == '\r' ? ' ' : line[index];
    }
    struct span flat = span_make(line, text.length);
    size_t count = query.length == 0 ? 0 : token_highlight(arena, flat, query, hits, HITS_MOST);
    size_t start = count == 0 ? 0 : step_back(flat, hits[0].start, most / 4);
    size_t end = step_on(flat, start, most);
    if (start > 0) {
        add_piece(list, "…", sizeof "…" - 1, false);
    }
    add_stretch(list, flat, hits, count, (struct hit){(uint32_t)start, (uint32_t)end});
    if (end < flat.length) {
        add_piece(list, "…", sizeof "…" - 1, false);
    }
    return list;
}
