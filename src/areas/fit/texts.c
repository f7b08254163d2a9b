/* Both sides' texts, cut where something matched, so that a view can mark it. */
#include "areas/fit/doc.h"

#include <stdlib.h>

enum { MOST_MARKS = FIT_MOST_SHARED + FIT_MOST_WORDS + 2 };

struct mark {
    struct fit_fragment fragment;
    const char *why; /* trade skills words */
};

struct marks {
    struct mark list[MOST_MARKS];
    size_t count;
};

static void add_mark(struct marks *marks, struct fit_fragment fragment, const char *why)
{
    if (marks->count < MOST_MARKS && fragment.end > fragment.start) {
        marks->list[marks->count++] = (struct mark){fragment, why};
    }
}

/* By place; where two begin together the longer first. */
static int compare_marks(const void *left, const void *right)
{
    const struct fit_fragment *a = &((const struct mark *)left)->fragment;
    const struct fit_fragment *b = &((const struct mark *)right)->fragment;
    int start = (a->start > b->start) - (a->start < b->start);
    return start != 0 ? start : (a->end < b->end) - (a->end > b->end);
}

static void append_piece(json_t *pieces, const char *text, size_t start, size_t end, const char *why)
{
    if (end > start) {
        json_array_append_new(pieces, json_pack("{s:s%, s:s}", "text", text + start, end - start, "mark", why));
    }
}

static json_t *cut_text(const char *text, const struct marks *marks, uint8_t field)
{
    json_t *pieces = json_array();
    size_t length = strlen(text);
    size_t done = 0;
    for (size_t index = 0; index < marks->count; index++) {
        const struct fit_fragment *fragment = &marks->list[index].fragment;
        if (fragment->field != field || fragment->start < done || fragment->end > length) {
            continue;
        }
        append_piece(pieces, text, done, fragment->start, "");
        append_piece(pieces, text, fragment->start, fragment->end, marks->list[index].why);
        done = fragment->end;
    }
    append_piece(pieces, text, done, length, "");
    return pieces;
}

static json_t *cut_listing(const struct listing *listing, struct marks *marks)
{
    qsort(marks->list, marks->count, sizeof marks->list[0], compare_marks);
    return json_pack("[{s:s, s:o}, {s:s, s:o}, {s:s, s:o}]", "field", "title", "pieces",
                     cut_text(listing->title, marks, READING_TITLE), "field", "body", "pieces",
                     cut_text(listing->body, marks, READING_BODY), "field", "skills", "pieces",
                     cut_text(listing->skills, marks, READING_SKILLS));
}

json_t *fit_pair_texts(struct arena *arena, const struct fit_pair *pair)
{
    const struct fit_explanation *why = pair->explanation;
    struct marks *need = ARENA_NEW(arena, struct marks);
    struct marks *offer = ARENA_NEW(arena, struct marks);
    if (why->need_mention != NULL) {
        add_mark(need, why->need_mention->fragment, "trade");
        add_mark(offer, why->offer_mention->fragment, "trade");
    }
    for (size_t index = 0; index < why->shared_count; index++) {
        add_mark(need, pair->need_reduced->skills[why->shared[index][0]].fragment, "skills");
        add_mark(offer, pair->offer_reduced->skills[why->shared[index][1]].fragment, "skills");
    }
    struct fit_phrase phrases[FIT_MOST_WORDS];
    size_t count = fit_pair_phrases(pair, phrases);
    for (size_t index = 0; index < count; index++) {
        add_mark(need, phrases[index].need, "words");
        add_mark(offer, phrases[index].offer, "words");
    }
    return json_pack("{s:o, s:o}", "need", cut_listing(pair->need, need), "offer", cut_listing(pair->offer, offer));
}
