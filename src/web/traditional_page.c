/* A walk over tags and texts; no tree is built. */
#include "web/traditional_page.h"

#include "text/traditional.h"

#include <strings.h>

struct walk {
    const char *at, *end;
    struct buffer *out;
    struct span kept; /* name of the element whose inside stays as it is; {NULL, 0}: none */
    size_t depth;     /* elements of that name that are open */
};

struct tag {
    struct span name;
    const char *end; /* behind the '>' */
    bool has_language, has_value, closes_itself;
};

struct attribute {
    struct span name;
    struct span value; /* without quotes; {NULL, 0} without */
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_named(struct span name, const char *wanted)
{
    return name.length == strlen(wanted) && strncasecmp(name.at, wanted, name.length) == 0;
}

static bool is_one_of(struct span name, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (is_named(name, *list)) {
            return true;
        }
    }
    return false;
}

static void copy_to(struct walk *walk, const char *to)
{
    buffer_add(walk->out, walk->at, (size_t)(to - walk->at));
    walk->at = to;
}

static void convert_to(struct walk *walk, const char *to)
{
    traditional_add(span_make(walk->at, (size_t)(to - walk->at)), walk->out);
    walk->at = to;
}

/* --- tags ---------------------------------------------------------------------------------------------------- */

static const char *pass_value(const char *at, const char *end, struct span *out)
{
    char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
    const char *from = at;
    while (at < end && (quote != '\0' ? *at != quote : !is_blank(*at) && *at != '>')) {
        at++;
    }
    *out = span_make(from, (size_t)(at - from));
    return quote != '\0' && at < end ? at + 1 : at;
}

/* The next attribute from `at`; NULL at the end of the tag ('>' or the end of the page). */
static const char *pass_attribute(const char *at, const char *end, struct attribute *out)
{
    while (at < end && (is_blank(*at) || *at == '/')) {
        at++;
    }
    const char *from = at;
    while (at < end && !is_blank(*at) && *at != '=' && *at != '>' && *at != '/') {
        at++;
    }
    *out = (struct attribute){span_make(from, (size_t)(at - from)), {NULL, 0}};
    if (at < end && *at == '=') {
        return pass_value(at + 1, end, &out->value);
    }
    return at > from ? at : NULL;
}

static struct tag read_tag(struct span name, const char *end)
{
    struct tag tag = {.name = name, .end = name.at + name.length};
    struct attribute attribute;
    const char *next = NULL;
    while ((next = pass_attribute(tag.end, end, &attribute)) != NULL) {
        tag.end = next;
        bool kept = is_named(attribute.name, "translate") && span_is(attribute.value, "no");
        tag.has_language = tag.has_language || kept || is_named(attribute.name, "lang");
        tag.has_value = tag.has_value || is_named(attribute.name, "value");
    }
    const char *close = memchr(tag.end, '>', (size_t)(end - tag.end));
    tag.closes_itself = close != NULL && close > tag.end && close[-1] == '/';
    tag.end = close == NULL ? end : close + 1;
    return tag;
}

static void convert_attributes(struct walk *walk, const struct tag *tag)
{
    static const char *const shown[] = {"title",          "alt",   "placeholder", "aria-label", "aria-description",
                                        "aria-valuetext", "label", "data-label",  NULL};
    const char *at = tag->name.at + tag->name.length;
    struct attribute attribute;
    while (at < tag->end && (at = pass_attribute(at, tag->end, &attribute)) != NULL) {
        if (attribute.value.length > 0 && is_one_of(attribute.name, shown)) {
            copy_to(walk, attribute.value.at);
            convert_to(walk, attribute.value.at + attribute.value.length);
        }
    }
}

/* --- elements ------------------------------------------------------------------------------------------------ */

/* What an element contains stays as it is until its end. */
static void open_element(struct walk *walk, const struct tag *tag)
{
    static const char *const empty[] = {"area",  "base", "br",   "col",    "embed", "hr",  "img",
                                        "input", "link", "meta", "source", "track", "wbr", NULL};
    bool whole = tag->closes_itself || is_one_of(tag->name, empty);
    if (walk->depth > 0) {
        bool same =
            tag->name.length == walk->kept.length && strncasecmp(tag->name.at, walk->kept.at, walk->kept.length) == 0;
        walk->depth += same && !whole ? 1 : 0;
        return;
    }
    bool language = tag->has_language && !is_named(tag->name, "html");
    if (!language) {
        convert_attributes(walk, tag);
    }
    if (!whole && (language || (is_named(tag->name, "option") && !tag->has_value))) {
        walk->kept = tag->name;
        walk->depth = 1;
    }
}

static void close_element(struct walk *walk, struct span name)
{
    if (walk->depth > 0 && name.length == walk->kept.length && strncasecmp(name.at, walk->kept.at, name.length) == 0) {
        walk->depth--;
    }
}

/* The inside of what is no text for people: up to its end tag. */
static void copy_raw(struct walk *walk, struct span name)
{
    const char *at = walk->at;
    while (at < walk->end) {
        const char *mark = memchr(at, '<', (size_t)(walk->end - at));
        bool found = mark != NULL && (size_t)(walk->end - mark) > name.length + 1 && mark[1] == '/' &&
                     strncasecmp(mark + 2, name.at, name.length) == 0;
        at = mark == NULL ? walk->end : mark;
        if (found) {
            break;
        }
        at += at < walk->end ? 1 : 0;
    }
    copy_to(walk, at);
}

static void pass_tag(struct walk *walk)
{
    static const char *const raw[] = {"script", "style", "textarea", NULL};
    bool closing = walk->at[1] == '/';
    const char *from = walk->at + (closing ? 2 : 1);
    const char *at = from;
    while (at < walk->end && !is_blank(*at) && *at != '>' && *at != '/') {
        at++;
    }
    struct tag tag = read_tag(span_make(from, (size_t)(at - from)), walk->end);
    if (closing) {
        close_element(walk, tag.name);
    } else {
        open_element(walk, &tag);
    }
    copy_to(walk, tag.end);
    if (!closing && !tag.closes_itself && is_one_of(tag.name, raw)) {
        copy_raw(walk, tag.name);
    }
}

static void pass_comment(struct walk *walk)
{
    size_t stop = span_find(span_make(walk->at, (size_t)(walk->end - walk->at)), span_of("-->"));
    copy_to(walk, stop == SPAN_NOWHERE ? walk->end : walk->at + stop + 3);
}

void traditional_page(struct span html, struct buffer *out)
{
    if (html.length == 0) {
        return;
    }
    struct walk walk = {.at = html.at, .end = html.at + html.length, .out = out};
    while (walk.at < walk.end) {
        struct span rest = span_make(walk.at, (size_t)(walk.end - walk.at));
        char next = rest.length > 1 ? rest.at[1] : '\0';
        if (span_starts_with(rest, span_of("<!--"))) {
            pass_comment(&walk);
        } else if (*walk.at == '<' && (is_letter(next) || next == '/' || next == '!')) {
            pass_tag(&walk);
        } else {
            const char *mark = memchr(walk.at + 1, '<', rest.length - 1);
            const char *to = mark == NULL ? walk.end : mark;
            if (walk.depth > 0) {
                copy_to(&walk, to);
            } else {
                convert_to(&walk, to);
            }
        }
    }
}
