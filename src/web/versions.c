/* Two versions of a form. */
#include "web/versions.h"

#include "text/diff.h"

enum { CONTEXT_LINES = 2 };

void versions_merge(const struct span *base, const struct span *mine, const struct span *theirs, size_t count,
                    struct span *merged, bool *both)
{
    for (size_t field = 0; field < count; field++) {
        bool mine_changed = !span_equal(base[field], mine[field]);
        bool theirs_changed = !span_equal(base[field], theirs[field]);
        both[field] = mine_changed && theirs_changed && !span_equal(mine[field], theirs[field]);
        merged[field] = theirs_changed && !mine_changed ? theirs[field] : mine[field];
    }
}

const char *versions_unix_lines(struct arena *arena, struct span text)
{
    char *copy = arena_copy(arena, text);
    char *out = copy;
    for (const char *in = copy; *in != '\0'; in++) {
        if (in[0] != '\r' || in[1] != '\n') {
            *out++ = *in;
        }
    }
    *out = '\0';
    return copy;
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

static bool is_near_change(const struct diff_line *lines, size_t count, size_t at)
{
    size_t from = at < CONTEXT_LINES ? 0 : at - CONTEXT_LINES;
    for (size_t index = from; index < count && index <= at + CONTEXT_LINES; index++) {
        if (lines[index].mark != DIFF_SAME) {
            return true;
        }
    }
    return false;
}

static json_t *line_document(const struct diff_line *line, bool shown)
{
    static const char *const marks[] = {"same", "gone", "new"};
    struct span text = shown ? line->text : span_of("");
    json_t *document = json_object();
    (void)json_object_set_new_nocheck(document, "mark", json_string_nocheck(shown ? marks[line->mark] : "gap"));
    (void)json_object_set_new_nocheck(document, "gone", json_boolean(shown && line->mark == DIFF_GONE));
    (void)json_object_set_new_nocheck(document, "new", json_boolean(shown && line->mark == DIFF_NEW));
    (void)json_object_set_new_nocheck(document, "gap", json_boolean(!shown));
    (void)json_object_set_new_nocheck(
        document, "text", text.length == 0 ? json_string_nocheck("") : json_stringn_nocheck(text.at, text.length));
    return document;
}

json_t *versions_diff(struct arena *arena, const char *before, const char *after)
{
    struct diff_line *lines = NULL;
    size_t count = diff_lines(arena, span_of(before), span_of(after), &lines);
    json_t *list = json_array();
    bool in_gap = false;
    for (size_t index = 0; index < count; index++) {
        bool shown = is_near_change(lines, count, index);
        if (shown || !in_gap) {
            (void)json_array_append_new(list, line_document(&lines[index], shown));
        }
        in_gap = !shown;
    }
    return list;
}

/* --- one field --------------------------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
    return text[0] == '\0' ? json_null() : json_string_nocheck(text);
}

json_t *versions_change(struct arena *arena, const struct version_change *change)
{
    json_t *document = json_object();
    (void)json_object_set_new_nocheck(document, "label", json_string_nocheck(change->label));
    (void)json_object_set_new_nocheck(document, "both", json_boolean(change->both));
    if (change->lines) {
        (void)json_object_set_new_nocheck(document, "diff", versions_diff(arena, change->before, change->after));
    } else {
        (void)json_object_set_new_nocheck(document, "before", text_or_null(change->before));
        (void)json_object_set_new_nocheck(document, "after", text_or_null(change->after));
    }
    return document;
}
