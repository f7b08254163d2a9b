/* multipart/form-data: --boundary CRLF headers CRLF CRLF content CRLF --boundary … --boundary--
 *
 * The delimiter is looked for with memmem, so a file is passed over once and never copied. Browsers write " CR LF in
 * names as %22 %0D %0A (HTML standard, "multipart/form-data encoding algorithm"), and nothing else is encoded.
 */
#include "web/form.h"

#include "text/text.h"
#include "web/wire.h"

enum { BOUNDARY_MOST = 70, PART_HEAD_MOST = 4096 };

struct part {
    struct span name;
    struct span file_name;
    bool is_file;
    struct span content;
};

static struct result refuse(const char *detail)
{
    return result_fail(RESULT_INVALID, NULL, "error.bad_request", detail);
}

static struct span skip(struct span span, size_t count)
{
    return span_make(span.at + count, span.length - count);
}

/* name="value" somewhere in a Content-Disposition; {NULL, 0} when absent. */
static struct span find_parameter(struct span line, const char *name)
{
    size_t length = strlen(name);
    bool quoted = false;
    for (size_t index = 0; index + length + 2 < line.length; index++) {
        char letter = line.at[index];
        quoted = letter == '"' ? !quoted : quoted;
        bool begins = !quoted && (letter == ';' || letter == ' ');
        struct span rest = begins ? skip(line, index + 1) : (struct span){NULL, 0};
        if (!begins || !span_is_word(span_make(rest.at, length), name) || rest.at[length] != '=' ||
            rest.at[length + 1] != '"') {
            continue;
        }
        rest = skip(rest, length + 2);
        const char *stop = memchr(rest.at, '"', rest.length);
        return stop == NULL ? (struct span){NULL, 0} : span_make(rest.at, (size_t)(stop - rest.at));
    }
    return (struct span){NULL, 0};
}

static struct result read_disposition(struct span value, struct part *part)
{
    if (value.length < 9 || !span_is_word(span_make(value.at, 9), "form-data")) {
        return refuse("a part that is not form-data");
    }
    part->name = find_parameter(value, "name");
    part->file_name = find_parameter(value, "filename");
    part->is_file = part->file_name.at != NULL;
    return result_ok();
}

/* The header lines of one part; only Content-Disposition counts. */
static struct result read_head(struct span head, struct part *part)
{
    while (head.length > 0) {
        size_t end = span_find(head, span_of("\r\n"));
        struct span line = end == SPAN_NOWHERE ? head : span_make(head.at, end);
        head = end == SPAN_NOWHERE ? skip(head, head.length) : skip(head, end + 2);
        const char *colon = memchr(line.at, ':', line.length);
        if (colon == NULL) {
            return refuse("a line in a part's head without a colon");
        }
        struct span name = span_make(line.at, (size_t)(colon - line.at));
        if (span_is_word(name, "Content-Disposition")) {
            struct result r = read_disposition(span_trim(skip(line, name.length + 1)), part);
            if (result_failed(r)) {
                return r;
            }
        }
    }
    return part->name.at == NULL || part->name.length > FORM_NAME_MOST ? refuse("a part without a name") : result_ok();
}

/* A copy with %22, %0D and %0A undone; NULL when it is not UTF-8. */
static const char *read_name(struct arena *arena, struct span raw)
{
    if (!utf8_is_valid(raw)) {
        return NULL;
    }
    char *copy = arena_copy(arena, raw);
    char *out = copy;
    for (const char *in = copy; *in != '\0';) {
        bool quote = strncmp(in, "%22", 3) == 0;
        bool line = strncmp(in, "%0D", 3) == 0 || strncmp(in, "%0A", 3) == 0;
        *out++ = quote ? '"' : line ? ' ' : *in;
        in += quote || line ? 3 : 1;
    }
    *out = '\0';
    return copy;
}

/* Where the next delimiter begins ("\r\n--boundary" followed by CRLF or --), or SPAN_NOWHERE. */
static size_t find_delimiter(struct span rest, struct span delimiter)
{
    size_t from = 0;
    while (from + delimiter.length + 2 <= rest.length) {
        const char *hit = memmem(rest.at + from, rest.length - from, delimiter.at, delimiter.length);
        if (hit == NULL) {
            break;
        }
        size_t at = (size_t)(hit - rest.at);
        struct span after = skip(rest, at + delimiter.length);
        if (span_starts_with(after, span_of("\r\n")) || span_starts_with(after, span_of("--"))) {
            return at;
        }
        from = at + 1;
    }
    return SPAN_NOWHERE;
}

/* One part, *rest just behind a delimiter's CRLF; afterwards behind the next delimiter. */
static struct result take_part(struct span *rest, struct span delimiter, struct part *part)
{
    struct span look = span_make(rest->at, rest->length < PART_HEAD_MOST ? rest->length : PART_HEAD_MOST);
    size_t head_end = span_find(look, span_of("\r\n\r\n"));
    if (head_end == SPAN_NOWHERE) {
        return refuse("a part's head has no end");
    }
    *part = (struct part){0};
    struct result r = read_head(span_make(rest->at, head_end), part);
    if (result_failed(r)) {
        return r;
    }
    /* From the CRLF of the empty line on: the delimiter of an empty content begins right there. */
    struct span content = skip(*rest, head_end + 2);
    size_t end = find_delimiter(content, delimiter);
    if (end == SPAN_NOWHERE) {
        return refuse("a part has no end");
    }
    part->content = end < 2 ? span_make(content.at, 0) : span_make(content.at + 2, end - 2);
    *rest = skip(content, end + delimiter.length);
    return result_ok();
}

static struct result keep_part(struct arena *arena, const struct part *part, struct form *form)
{
    const char *name = read_name(arena, part->name);
    const char *file_name = part->is_file ? read_name(arena, part->file_name) : "";
    if (name == NULL || file_name == NULL) {
        return refuse("a part's name is not UTF-8");
    }
    if (part->is_file) {
        if (file_name[0] == '\0' && part->content.length == 0) {
            return result_ok();
        }
        if (form->upload_count == FORM_UPLOADS_MOST) {
            return refuse("too many files");
        }
        form->uploads[form->upload_count++] = (struct upload){name, file_name, part->content};
        return result_ok();
    }
    if (form->field_count == FORM_FIELDS_MOST || !utf8_is_valid(part->content)) {
        return refuse("too many fields, or one that is not UTF-8");
    }
    form->fields[form->field_count++] = (struct field){name, part->content};
    return result_ok();
}

struct result form_read_multipart(struct arena *arena, struct span boundary, struct span body, struct form *out)
{
    if (boundary.length == 0 || boundary.length > BOUNDARY_MOST) {
        return refuse("no boundary, or too long a one");
    }
    struct span delimiter = span_of(arena_format(arena, "\r\n--%.*s", (int)boundary.length, boundary.at));
    struct span first = skip(delimiter, 2);
    if (delimiter.length != boundary.length + 4 || !span_starts_with(body, first)) {
        return refuse("the body does not begin with the boundary");
    }
    struct form form = {.fields = ARENA_ARRAY(arena, struct field, FORM_FIELDS_MOST),
                        .uploads = ARENA_ARRAY(arena, struct upload, FORM_UPLOADS_MOST)};
    struct span rest = skip(body, first.length);
    while (!span_starts_with(rest, span_of("--"))) {
        if (!span_starts_with(rest, span_of("\r\n"))) {
            return refuse("a boundary without an end of line");
        }
        rest = skip(rest, 2);
        struct part part;
        struct result r = take_part(&rest, delimiter, &part);
        r = result_failed(r) ? r : keep_part(arena, &part, &form);
        if (result_failed(r)) {
            return r;
        }
    }
    *out = form;
    return result_ok();
}
