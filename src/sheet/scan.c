/* See scan.h. Tags are cut apart in place: the window is ours. */
#include "sheet/scan.h"

#include "base/check.h"
#include "text/text.h"

#include <stdlib.h>

enum step { STEP_DONE, STEP_MORE, STEP_BROKEN }; /* more: the rest has not come yet */

static enum step broken(struct scanner *scanner, const char *detail)
{
    xml_stop(&scanner->reader, sheet_fail("sheet.error.broken", detail));
    return STEP_BROKEN;
}

void scan_init(struct scanner *scanner, const struct xml_handlers *handlers, void *context)
{
    *scanner = (struct scanner){.reader = {.handlers = handlers, .context = context}};
}

void scan_release(struct scanner *scanner)
{
    free(scanner->window);
}

char *scan_room(struct scanner *scanner, size_t size)
{
    size_t left = scanner->end - scanner->begin;
    if (scanner->begin > 0) {
        memmove(scanner->window, scanner->window + scanner->begin, left);
        scanner->begin = 0;
        scanner->end = left;
    }
    if (scanner->capacity - left < size) {
        scanner->capacity = left + size > 2 * scanner->capacity ? left + size : 2 * scanner->capacity;
        scanner->window = realloc(scanner->window, scanner->capacity);
        CHECK(scanner->window != NULL);
    }
    return scanner->window + left;
}

bool scan_takes(struct span start)
{
    if (span_starts_with(start, span_make("\xef\xbb\xbf", 3))) {
        start = span_make(start.at + 3, start.length - 3);
    }
    if (start.length < 2 || start.at[0] != '<' || start.at[1] == 0) {
        return false;
    }
    if (!span_starts_with(start, span_of("<?xml"))) {
        return true;
    }
    size_t end = span_find(start, span_of("?>"));
    char declaration[128] = {0};
    if (end == SPAN_NOWHERE || end >= sizeof declaration) {
        return false;
    }
    memcpy(declaration, start.at, end);
    return strstr(declaration, "encoding") == NULL || strcasestr(declaration, "\"utf-8\"") != NULL ||
           strcasestr(declaration, "'utf-8'") != NULL;
}

/* --- text -------------------------------------------------------------------------------------------------- */

static bool is_xml_point(uint32_t point)
{
    return point >= 0x20
               ? (point < 0xd800 || (point > 0xdfff && point != 0xfffe && point != 0xffff && point <= 0x10ffff))
               : point == '\t' || point == '\n' || point == '\r';
}

/* The code point of "&…;" at `at`, whose length goes to *size; 0 for what is no entity of ours. */
static uint32_t read_entity(const char *at, size_t left, size_t *size)
{
    static const struct {
        const char *name;
        char point;
    } named[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t index = 0; index < sizeof named / sizeof named[0]; index++) {
        *size = strlen(named[index].name);
        if (*size <= left && memcmp(at, named[index].name, *size) == 0) {
            return (uint32_t)named[index].point;
        }
    }
    const char *end = memchr(at, ';', left);
    if (left < 4 || at[1] != '#' || end == NULL) {
        return 0;
    }
    bool hex = at[2] == 'x';
    const char *digit = at + (hex ? 3 : 2);
    uint32_t point = 0;
    *size = (size_t)(end - at) + 1;
    if (digit == end) {
        return 0;
    }
    for (; digit < end; digit++) {
        char lower = (char)(*digit | 0x20);
        bool decimal = *digit >= '0' && *digit <= '9';
        if ((!decimal && !(hex && lower >= 'a' && lower <= 'f')) || point > 0x10ffff) {
            return 0;
        }
        point = point * (hex ? 16 : 10) + (uint32_t)(decimal ? *digit - '0' : lower - 'a' + 10);
    }
    return is_xml_point(point) ? point : 0;
}

/* Entities and line ends, in place, where it only gets shorter. False: an entity that is none. */
static bool decode_text(char *text, size_t *length, bool entities)
{
    size_t kept = 0;
    for (size_t at = 0; at < *length;) {
        if (text[at] == '\r') {
            text[kept++] = '\n';
            at += at + 1 < *length && text[at + 1] == '\n' ? 2 : 1;
        } else if (text[at] == '&' && entities) {
            size_t size;
            uint32_t point = read_entity(text + at, *length - at, &size);
            if (point == 0) {
                return false;
            }
            char bytes[4];
            size_t made = utf8_put(point, bytes);
            memcpy(text + kept, bytes, made);
            kept += made;
            at += size;
        } else {
            text[kept++] = text[at++];
        }
    }
    *length = kept;
    return true;
}

/* Valid UTF-8, and no control character that XML forbids. *plain: nothing in it needs decoding. */
static bool is_xml_text(const char *at, size_t length, bool *plain)
{
    const char *end = at + length;
    *plain = true;
    while (at < end) {
        unsigned char first = (unsigned char)*at;
        if (first >= 0x20 && first < 0x80) {
            *plain = *plain && first != '&';
            at++;
            continue;
        }
        uint32_t point = utf8_next(&at, end);
        *plain = *plain && point != '\r';
        if (!is_xml_point(point)) {
            return false;
        }
    }
    return true;
}

static bool is_blank(const char *text, size_t length)
{
    return span_trim(span_make(text, length)).length == 0;
}

static enum step give_text(struct scanner *scanner, char *text, size_t length, bool entities)
{
    if (scanner->reader.depth == 0) {
        return entities && is_blank(text, length) ? STEP_DONE : broken(scanner, "text outside");
    }
    bool plain;
    if (!is_xml_text(text, length, &plain)) {
        return broken(scanner, "not UTF-8");
    }
    if (!plain && !decode_text(text, &length, entities)) {
        return broken(scanner, "an unknown entity");
    }
    if (length > 0 && scanner->reader.handlers->text != NULL) {
        scanner->reader.handlers->text(&scanner->reader, text, length);
    }
    return result_failed(scanner->reader.result) ? STEP_BROKEN : STEP_DONE;
}

/* Text up to the next tag. It is held back until that has come, so that no character or entity is torn. */
static enum step take_text(struct scanner *scanner, bool last)
{
    char *text = scanner->window + scanner->begin;
    size_t left = scanner->end - scanner->begin;
    char *tag = memchr(text, '<', left);
    if (tag == NULL && !last) {
        return STEP_MORE;
    }
    size_t length = tag == NULL ? left : (size_t)(tag - text);
    scanner->begin += length;
    return give_text(scanner, text, length, true);
}

/* --- tags -------------------------------------------------------------------------------------------------- */

static bool is_gap(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* The '>' of the tag; quoted ones do not count. NULL: not there yet. */
static char *tag_end(char *at, const char *end)
{
    for (; at < end && *at != '>'; at++) {
        if (*at == '"' || *at == '\'') {
            at = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (at == NULL) {
                return NULL;
            }
        }
    }
    return at < end ? at : NULL;
}

static char *skip_gaps(char *at, const char *close)
{
    while (at < close && is_gap(*at)) {
        at++;
    }
    return at;
}

/* In values a line break or tab is a space; \r\n is one. */
static void flatten_value(char *value, size_t *length)
{
    size_t kept = 0;
    for (size_t at = 0; at < *length; at++) {
        bool pair = value[at] == '\r' && at + 1 < *length && value[at + 1] == '\n';
        if (!pair) {
            value[kept++] = is_gap(value[at]) ? ' ' : value[at];
        }
    }
    *length = kept;
}

/* The value at its opening quote, decoded and with a zero byte behind it; *at moves behind the closing quote. */
static char *cut_value(char **at, const char *close)
{
    char quote = *at < close ? **at : 0;
    if (quote != '"' && quote != '\'') {
        return NULL;
    }
    char *value = *at + 1;
    char *end = value;
    bool strange = false;
    while (end < close && *end != quote) {
        strange = strange || (signed char)*end < 0x20 || *end == '&' || *end == '<'; /* negative: not ASCII */
        end++;
    }
    size_t length = (size_t)(end - value);
    bool plain;
    if (end == close || (strange && !is_xml_text(value, length, &plain))) {
        return NULL;
    }
    if (strange) {
        flatten_value(value, &length);
        if (memchr(value, '<', length) != NULL || !decode_text(value, &length, true)) {
            return NULL;
        }
    }
    value[length] = 0;
    *at = end + 1;
    return value;
}

/* Cuts name="value" pairs apart; false when they are none. *close is where the tag ends. */
static bool cut_attributes(char *at, char *close, const char **attributes)
{
    for (size_t count = 0;; count += 2) {
        at = skip_gaps(at, close);
        if (at == close) {
            attributes[count] = NULL;
            return true;
        }
        char *name = at;
        while (at < close && *at != '=' && !is_gap(*at)) {
            at++;
        }
        char *name_end = at;
        at = skip_gaps(at, close);
        if (name == name_end || at == close || *at != '=' || count == 2 * (SCAN_ATTRIBUTES_MOST - 1)) {
            return false;
        }
        at = skip_gaps(at + 1, close);
        attributes[count] = name;
        attributes[count + 1] = cut_value(&at, close);
        if (attributes[count + 1] == NULL || (at < close && !is_gap(*at))) {
            return false;
        }
        *name_end = 0;
    }
}

static enum step close_element(struct scanner *scanner, const char *name, size_t length)
{
    struct xml_reader *reader = &scanner->reader;
    const struct scan_name *open = &scanner->names[reader->depth == 0 ? 0 : reader->depth - 1];
    if (reader->depth == 0 || open->length != length || memcmp(open->text, name, length) != 0) {
        return broken(scanner, "tags do not match");
    }
    reader->depth--;
    reader->handlers->end(reader, open->text + open->local);
    return result_failed(reader->result) ? STEP_BROKEN : STEP_DONE;
}

static enum step open_element(struct scanner *scanner, char *name, char *close)
{
    struct xml_reader *reader = &scanner->reader;
    bool empty = close > name && close[-1] == '/';
    char *end = empty ? close - 1 : close;
    char *rest = name;
    bool odd = reader->depth == 0 && scanner->root_seen;
    size_t local = 0;
    for (; rest < end && !is_gap(*rest); rest++) {
        local = *rest == ':' && local == 0 ? (size_t)(rest - name) + 1 : local;
        odd = odd || *rest == '/' || *rest == '<' || *rest == 0;
    }
    size_t length = (size_t)(rest - name);
    if (odd || length == 0 || length >= SCAN_NAME_SIZE || reader->depth == SCAN_DEPTH_MOST) {
        return broken(scanner, "an odd tag");
    }
    const char *attributes[2 * SCAN_ATTRIBUTES_MOST];
    if (!cut_attributes(rest, end, attributes)) {
        return broken(scanner, "odd attributes");
    }
    scanner->root_seen = true;
    struct scan_name *open = &scanner->names[reader->depth++];
    memcpy(open->text, name, length);
    open->text[length] = 0;
    open->length = length;
    open->local = local;
    reader->handlers->start(reader, open->text + local, attributes);
    if (result_failed(reader->result)) {
        return STEP_BROKEN;
    }
    return empty ? close_element(scanner, open->text, length) : STEP_DONE;
}

static enum step take_tag(struct scanner *scanner)
{
    char *at = scanner->window + scanner->begin;
    char *close = tag_end(at + 1, scanner->window + scanner->end);
    if (close == NULL) {
        return STEP_MORE;
    }
    scanner->begin += (size_t)(close - at) + 1;
    if (at[1] != '/') {
        return open_element(scanner, at + 1, close);
    }
    while (is_gap(close[-1])) {
        close--;
    }
    return close_element(scanner, at + 2, (size_t)(close - at) - 2);
}

/* <!-- -->, <? ?>, <![CDATA[ ]]>: from `open` on to behind `close`. */
static enum step take_until(struct scanner *scanner, const char *open, const char *close, bool is_text)
{
    struct span left = span_make(scanner->window + scanner->begin, scanner->end - scanner->begin);
    size_t skip = strlen(open);
    size_t length = span_find(span_make(left.at + skip, left.length - skip), span_of(close));
    if (length == SPAN_NOWHERE) {
        return STEP_MORE;
    }
    char *inside = scanner->window + scanner->begin + skip;
    scanner->begin += skip + length + strlen(close);
    if (is_text) {
        return give_text(scanner, inside, length, false);
    }
    bool plain;
    return is_xml_text(inside, length, &plain) ? STEP_DONE : broken(scanner, "not UTF-8");
}

static enum step take_markup(struct scanner *scanner, bool last)
{
    struct span left = span_make(scanner->window + scanner->begin, scanner->end - scanner->begin);
    if (left.length > 1 && left.at[1] != '!' && left.at[1] != '?') {
        return take_tag(scanner);
    }
    if (left.length < 9 && !last) {
        return STEP_MORE; /* enough to tell the kinds apart */
    }
    if (span_starts_with(left, span_of("<!--"))) {
        return take_until(scanner, "<!--", "-->", false);
    }
    if (span_starts_with(left, span_of("<![CDATA["))) {
        return take_until(scanner, "<![CDATA[", "]]>", true);
    }
    if (span_starts_with(left, span_of("<?"))) {
        return take_until(scanner, "<?", "?>", false);
    }
    return span_starts_with(left, span_of("<!")) ? broken(scanner, "a document type") : take_tag(scanner);
}

struct result scan_advance(struct scanner *scanner, size_t size, bool last)
{
    scanner->end += size;
    if (!scanner->root_seen && scanner->end - scanner->begin >= 3 &&
        memcmp(scanner->window + scanner->begin, "\xef\xbb\xbf", 3) == 0) {
        scanner->begin += 3;
    }
    enum step step = STEP_DONE;
    while (step == STEP_DONE && scanner->begin < scanner->end) {
        bool markup = scanner->window[scanner->begin] == '<';
        step = markup ? take_markup(scanner, last) : take_text(scanner, last);
    }
    bool unfinished = step == STEP_MORE || scanner->reader.depth > 0 || !scanner->root_seen;
    if (step != STEP_BROKEN && ((last && unfinished) || scanner->end - scanner->begin > SCAN_TAG_MOST)) {
        (void)broken(scanner, last ? "the part ends too early" : "a tag without end");
    }
    return scanner->reader.result;
}
