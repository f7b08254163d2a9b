/* The sanitiser: pieces of HTML in, HTML of the allow-list out. */
#include "text/rich.h"

#include "text/rich_markdown.h"
#include "text/rich_markup.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { URL_MOST = 2000, SPAN_CELLS_MOST = 100 };

enum treatment {
    UNWRAP,    /* the tag goes, what it holds stays */
    DROP,      /* goes with all it holds, elements counted */
    DROP_RAW,  /* the same, but what it holds is no markup */
    INLINE,    /* written within a block */
    BLOCK,     /* written; ends a paragraph */
    PARAGRAPH, /* written only when something is in it */
    SINGLE,    /* has no end */
    LIST_ITEM,
    ROW,
    CELL,
    TABLE_PART,
};

struct element {
    const char *name;    /* as it comes */
    const char *written; /* as it is written */
    enum treatment treatment;
};

/* clang-format off */
static const struct element elements[] = {
    {"p", "p", PARAGRAPH}, {"div", "p", PARAGRAPH}, {"section", "p", PARAGRAPH}, {"article", "p", PARAGRAPH},
    {"center", "p", PARAGRAPH}, {"main", "p", PARAGRAPH}, {"dd", "p", PARAGRAPH}, {"dt", "p", PARAGRAPH},
    {"h1", "h2", BLOCK}, {"h2", "h2", BLOCK}, {"h3", "h3", BLOCK}, {"h4", "h4", BLOCK}, {"h5", "h4", BLOCK},
    {"h6", "h4", BLOCK}, {"ul", "ul", BLOCK}, {"ol", "ol", BLOCK}, {"blockquote", "blockquote", BLOCK},
    {"pre", "pre", BLOCK}, {"figure", "figure", BLOCK}, {"figcaption", "figcaption", BLOCK}, {"table", "table", BLOCK},
    {"li", "li", LIST_ITEM}, {"tr", "tr", ROW}, {"td", "td", CELL}, {"th", "th", CELL}, {"thead", "thead", TABLE_PART},
    {"tbody", "tbody", TABLE_PART}, {"tfoot", "tfoot", TABLE_PART}, {"caption", "caption", TABLE_PART},
    {"a", "a", INLINE}, {"strong", "strong", INLINE}, {"b", "strong", INLINE}, {"em", "em", INLINE}, {"i", "em", INLINE},
    {"u", "u", INLINE}, {"s", "s", INLINE}, {"del", "s", INLINE}, {"strike", "s", INLINE}, {"sub", "sub", INLINE},
    {"sup", "sup", INLINE}, {"code", "code", INLINE}, {"q", "q", INLINE}, {"cite", "cite", INLINE}, {"mark", "mark", INLINE},
    {"br", "br", SINGLE}, {"hr", "hr", SINGLE}, {"img", "img", SINGLE}, {"image", "img", SINGLE},
    {"script", NULL, DROP_RAW}, {"style", NULL, DROP_RAW}, {"xmp", NULL, DROP_RAW}, {"iframe", NULL, DROP_RAW},
    {"noembed", NULL, DROP_RAW}, {"noframes", NULL, DROP_RAW}, {"noscript", NULL, DROP_RAW},
    {"textarea", NULL, DROP_RAW}, {"title", NULL, DROP_RAW}, {"plaintext", NULL, DROP_RAW},
    {"svg", NULL, DROP}, {"math", NULL, DROP}, {"object", NULL, DROP}, {"applet", NULL, DROP}, {"template", NULL, DROP},
    {"select", NULL, DROP}, {"audio", NULL, DROP}, {"video", NULL, DROP}, {"canvas", NULL, DROP}, {"frameset", NULL, DROP},
    {"head", NULL, DROP}, {"nav", NULL, DROP},
};
/* clang-format on */

struct sanitiser {
    struct markup markup;
    struct buffer *out;
    struct rich_report *report;
    const struct element *open[RICH_DEPTH];
    bool written[RICH_DEPTH];
    size_t depth;
    struct buffer value; /* scratch */
    int headings;
};

static const struct element *find_element(const char *name)
{
    for (size_t index = 0; index < sizeof elements / sizeof elements[0]; index++) {
        if (strcmp(elements[index].name, name) == 0) {
            return &elements[index];
        }
    }
    return NULL;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static void write_tag(struct sanitiser *own, const char *name)
{
    buffer_add_byte(own->out, '<');
    buffer_add_text(own->out, name);
}

static void write_attribute(struct sanitiser *own, const char *name, struct span value)
{
    buffer_add_byte(own->out, ' ');
    buffer_add_text(own->out, name);
    buffer_add_text(own->out, "=\"");
    markup_escape(value, own->out);
    buffer_add_byte(own->out, '"');
}

static void write_end(struct sanitiser *own, const char *name)
{
    buffer_add_text(own->out, "</");
    buffer_add_text(own->out, name);
    buffer_add_byte(own->out, '>');
}

/* A wide table moves in its own box, which the keyboard reaches. */
static void close_top(struct sanitiser *own)
{
    own->depth--;
    const struct element *element = own->open[own->depth];
    if (own->written[own->depth]) {
        write_end(own, element->written);
        if (strcmp(element->written, "table") == 0) {
            write_end(own, "div");
        }
        if (element->treatment != INLINE) {
            buffer_add_byte(own->out, '\n');
        }
    }
}

static void close_down_to(struct sanitiser *own, size_t depth)
{
    while (own->depth > depth) {
        close_top(own);
    }
}

/* Closes the innermost one of that name and all within; not beyond `fence` (NULL: none). */
static void close_named(struct sanitiser *own, const char *written, const char *fence)
{
    for (size_t index = own->depth; index > 0; index--) {
        const char *name = own->open[index - 1]->written;
        if (strcmp(name, written) == 0) {
            close_down_to(own, index - 1);
            return;
        }
        if (fence != NULL && strcmp(name, fence) == 0) {
            return;
        }
    }
}

static bool is_named(const struct element *element, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(element->written, *names) == 0) {
            return true;
        }
    }
    return false;
}

/* Closes all that is open within the innermost of the `homes`; false when there is none, or a `fence` stands before it. */
static bool close_within(struct sanitiser *own, const char *const *homes, const char *const *fences)
{
    for (size_t index = own->depth; index > 0; index--) {
        if (is_named(own->open[index - 1], homes)) {
            close_down_to(own, index);
            return true;
        }
        if (is_named(own->open[index - 1], fences)) {
            return false;
        }
    }
    return false;
}

/* Something stands in the paragraphs that wait for it. */
static void write_waiting(struct sanitiser *own)
{
    for (size_t index = 0; index < own->depth; index++) {
        if (!own->written[index]) {
            write_tag(own, own->open[index]->written);
            buffer_add_byte(own->out, '>');
            own->written[index] = true;
        }
    }
}

/* --- attributes ------------------------------------------------------------------------------------------------ */

/* Decoded into own->value; an empty span when absent. */
static struct span find_value(struct sanitiser *own, const char *name)
{
    buffer_clear(&own->value);
    for (size_t index = 0; index < own->markup.attribute_count; index++) {
        if (strcmp(own->markup.attributes[index].name, name) == 0) {
            markup_decode(own->markup.attributes[index].raw, &own->value);
        }
    }
    return own->value.length == 0 ? span_make("", 0) : buffer_span(&own->value);
}

/* Browsers leave out tabs and line breaks inside an address before they look for its scheme; so do we. */
static struct span squeeze_url(struct span url)
{
    char *bytes = (char *)(uintptr_t)url.at; /* own->value, ours to change */
    size_t length = 0;
    for (size_t at = 0; at < url.length; at++) {
        if ((unsigned char)url.at[at] > ' ') {
            bytes[length++] = url.at[at];
        }
    }
    return span_make(bytes, length);
}

static bool is_site_path(struct span url)
{
    bool path = url.length > 0 && url.at[0] == '/' && (url.length == 1 || (url.at[1] != '/' && url.at[1] != '\\'));
    return path || (url.length > 1 && url.at[0] == '#');
}

static bool has_scheme(struct span url)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};
    for (size_t index = 0; index < sizeof schemes / sizeof schemes[0]; index++) {
        size_t length = strlen(schemes[index]);
        if (url.length > length && strncasecmp(url.at, schemes[index], length) == 0) {
            return true;
        }
    }
    return false;
}

static void write_link(struct sanitiser *own)
{
    struct span raw = find_value(own, "href");
    struct span url = raw.length == 0 ? raw : squeeze_url(raw);
    if (url.length == 0) {
        return;
    }
    bool sound = url.length <= URL_MOST && (is_site_path(url) || has_scheme(url));
    if (!sound) {
        own->report->links_refused++;
        return;
    }
    write_attribute(own, "href", url);
    if (!is_site_path(url)) {
        write_attribute(own, "rel", span_of("nofollow noopener noreferrer"));
    }
}

static void write_whole(struct sanitiser *own, const char *name, long least, long most)
{
    struct span value = find_value(own, name);
    long number = value.length == 0 || value.length > 6 ? 0 : strtol(value.at, NULL, 10);
    if (number >= least && number <= most) {
        char text[16];
        (void)snprintf(text, sizeof text, "%ld", number);
        write_attribute(own, name, span_of(text));
    }
}

static void write_scope(struct sanitiser *own)
{
    struct span scope = find_value(own, "scope");
    write_attribute(own, "scope", span_of(span_is(scope, "row") ? "row" : "col"));
}

static void write_attributes(struct sanitiser *own, const struct element *element)
{
    const char *name = element->written;
    if (strcmp(name, "a") == 0) {
        write_link(own);
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        if (name[1] == 'h') {
            write_scope(own);
        }
        write_whole(own, "colspan", 2, SPAN_CELLS_MOST);
        write_whole(own, "rowspan", 2, SPAN_CELLS_MOST);
    } else if (strcmp(name, "ol") == 0) {
        write_whole(own, "start", 2, 99999);
    } else if (strcmp(name, "table") == 0) {
        write_attribute(own, "class", span_of("table"));
    } else if (name[0] == 'h' && name[1] != 'r') {
        char id[16];
        (void)snprintf(id, sizeof id, "s%d", ++own->headings);
        write_attribute(own, "id", span_of(id));
    }
}

/* A picture without words is written with empty ones: whoever stores an article is told before. */
static void write_image(struct sanitiser *own)
{
    struct span source = find_value(own, "src");
    struct span media = span_of("/media/");
    bool ours = span_starts_with(source, media) && source.length > media.length && source.length < 64;
    for (size_t at = media.length; ours && at < source.length; at++) {
        char byte = source.at[at];
        ours = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z');
    }
    if (!ours) {
        own->report->images_elsewhere++;
        return;
    }
    write_waiting(own);
    write_tag(own, "img");
    write_attribute(own, "src", source);
    struct span words = span_trim(find_value(own, "alt"));
    write_attribute(own, "alt", words);
    write_attribute(own, "loading", span_of("lazy"));
    buffer_add_byte(own->out, '>');
    own->report->images++;
    own->report->images_without_words += words.length == 0 ? 1 : 0;
}

/* --- pieces ---------------------------------------------------------------------------------------------------- */

static void push(struct sanitiser *own, const struct element *element)
{
    while (own->depth > 0 && !own->written[own->depth - 1]) {
        close_top(own); /* a paragraph in which nothing stood */
    }
    if (own->depth == RICH_DEPTH) {
        return;
    }
    bool waits = element->treatment == PARAGRAPH;
    own->open[own->depth] = element;
    own->written[own->depth++] = !waits;
    if (waits) {
        return;
    }
    if (strcmp(element->written, "table") == 0) {
        write_tag(own, "div");
        write_attribute(own, "class", span_of("scroll"));
        write_attribute(own, "tabindex", span_of("0"));
        buffer_add_byte(own->out, '>');
    }
    write_tag(own, element->written);
    write_attributes(own, element);
    buffer_add_byte(own->out, '>');
}

/* Elements, the same one within counted, up to its end. */
static void drop(struct sanitiser *own, const struct element *element)
{
    own->report->dropped++;
    if (element->treatment == DROP_RAW) {
        markup_skip_raw(&own->markup, element->name);
        return;
    }
    size_t depth = 1;
    while (depth > 0 && markup_next(&own->markup)) {
        bool same = strcmp(own->markup.name, element->name) == 0;
        if (own->markup.kind == MARKUP_OPEN && same) {
            depth++;
        } else if (own->markup.kind == MARKUP_CLOSE && same) {
            depth--;
        }
    }
}

/* A block ends the paragraph it stands in, and a heading or a paragraph of that name that was left open. */
static void end_paragraph(struct sanitiser *own)
{
    close_named(own, "p", "td");
    for (const char *name = "h2"; name != NULL; name = name[1] == '2' ? "h3" : name[1] == '3' ? "h4" : NULL) {
        close_named(own, name, "td");
    }
}

/* Parts of a table or a list only where they belong. False: their text stays, without them. */
static bool find_place(struct sanitiser *own, enum treatment treatment)
{
    static const char *const nothing[] = {NULL};
    static const char *const lists[] = {"ul", "ol", NULL};
    static const char *const cells[] = {"td", "th", "caption", NULL};
    static const char *const tables[] = {"table", NULL};
    static const char *const rows[] = {"tr", NULL};
    static const char *const row_homes[] = {"table", "thead", "tbody", "tfoot", NULL};
    switch (treatment) {
    case LIST_ITEM:
        return close_within(own, lists, cells);
    case TABLE_PART:
        return close_within(own, tables, nothing);
    case ROW:
        return close_within(own, row_homes, nothing);
    case CELL:
        return close_within(own, rows, tables);
    case UNWRAP:
    case DROP:
    case DROP_RAW:
    case INLINE:
    case BLOCK:
    case PARAGRAPH:
    case SINGLE:
        break;
    }
    return true;
}

static void open_single(struct sanitiser *own, const struct element *element)
{
    if (strcmp(element->written, "img") == 0) {
        write_image(own);
        return;
    }
    if (strcmp(element->written, "hr") == 0) {
        end_paragraph(own);
    } else {
        write_waiting(own);
    }
    write_tag(own, element->written);
    buffer_add_byte(own->out, '>');
}

static void open_element(struct sanitiser *own)
{
    const struct element *element = find_element(own->markup.name);
    if (element == NULL) {
        return;
    }
    switch (element->treatment) {
    case UNWRAP:
        return;
    case DROP:
    case DROP_RAW:
        drop(own, element);
        return;
    case SINGLE:
        open_single(own, element);
        return;
    case INLINE:
        if (strcmp(element->written, "a") == 0) {
            close_named(own, "a", NULL);
        }
        write_waiting(own);
        break;
    case BLOCK:
    case PARAGRAPH:
        end_paragraph(own);
        break;
    case LIST_ITEM:
    case ROW:
    case CELL:
    case TABLE_PART:
        if (!find_place(own, element->treatment)) {
            return;
        }
        break;
    }
    push(own, element);
}

static void close_element(struct sanitiser *own)
{
    const struct element *element = find_element(own->markup.name);
    bool known = element != NULL && element->written != NULL && element->treatment != SINGLE;
    if (known) {
        bool in_cell = element->treatment == INLINE || element->treatment == PARAGRAPH;
        close_named(own, element->written, in_cell ? "td" : NULL);
    }
}

/* Text between the rows of a table belongs nowhere; white space stays out of what waits. */
static void write_text(struct sanitiser *own)
{
    buffer_clear(&own->value);
    markup_decode(own->markup.text, &own->value);
    struct span text = own->value.length == 0 ? span_make("", 0) : buffer_span(&own->value);
    bool blank = span_trim(text).length == 0;
    bool between = own->depth > 0 && (own->open[own->depth - 1]->treatment == ROW ||
                                      strcmp(own->open[own->depth - 1]->written, "table") == 0 ||
                                      (own->open[own->depth - 1]->treatment == TABLE_PART &&
                                       strcmp(own->open[own->depth - 1]->written, "caption") != 0) ||
                                      strcmp(own->open[own->depth - 1]->written, "ul") == 0 ||
                                      strcmp(own->open[own->depth - 1]->written, "ol") == 0);
    if (between || (blank && own->depth > 0 && !own->written[own->depth - 1])) {
        return;
    }
    if (!blank && own->depth == 0) {
        push(own, find_element("p"));
    }
    if (!blank) {
        write_waiting(own);
    }
    markup_escape(text, own->out);
}

static void sanitise(struct span html, struct buffer *out, struct rich_report *report)
{
    struct sanitiser own = {.out = out, .report = report};
    buffer_init(&own.value);
    markup_start(&own.markup, html);
    while (markup_next(&own.markup)) {
        switch (own.markup.kind) {
        case MARKUP_TEXT:
            write_text(&own);
            break;
        case MARKUP_OPEN:
            open_element(&own);
            break;
        case MARKUP_CLOSE:
            close_element(&own);
            break;
        case MARKUP_END:
            break;
        }
    }
    close_down_to(&own, 0);
    buffer_release(&own.value);
}

void rich_render(enum rich_format format, struct span body, struct buffer *out, struct rich_report *report)
{
    struct rich_report unread = {0};
    struct rich_report *told = report == NULL ? &unread : report;
    *told = unread;
    body.length = body.length > RICH_MOST ? RICH_MOST : body.length;
    if (format == RICH_HTML) {
        sanitise(body, out, told);
        return;
    }
    char *html = rich_markdown_to_html(body);
    sanitise(span_of(html), out, told);
    rich_markdown_free(html);
}

char *rich_text(struct arena *arena, enum rich_format format, struct span body)
{
    struct buffer html, text;
    struct markup markup;
    buffer_init(&html);
    buffer_init(&text);
    rich_render(format, body, &html, NULL);
    markup_start(&markup, html.length == 0 ? span_make("", 0) : buffer_span(&html));
    while (markup_next(&markup)) {
        const struct element *element = markup.kind == MARKUP_TEXT ? NULL : find_element(markup.name);
        bool at_start = text.length == 0 || text.bytes[text.length - 1] == '\n';
        if (markup.kind == MARKUP_TEXT && !(at_start && span_trim(markup.text).length == 0)) {
            markup_decode(markup.text, &text);
        } else if (element != NULL && element->treatment != INLINE && !at_start) {
            buffer_add_byte(&text, '\n');
        }
    }
    char *words = arena_copy(arena, span_trim(text.length == 0 ? span_make("", 0) : buffer_span(&text)));
    buffer_release(&html);
    buffer_release(&text);
    return words;
}
