/* Our quick XML reader against expat: what expat reads, it must read the same, wherever the bytes are torn. The first byte
 * of the input says into what pieces. What expat refuses it may read or refuse, but only valid text may come out. */
#include "base/check.h"
#include "sheet/scan.h"
#include "text/text.h"

#include <expat.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static void note_start(struct buffer *to, const char *name, const char **attributes)
{
    buffer_add_format(to, "<%s", name);
    for (; attributes[0] != NULL; attributes += 2) {
        CHECK(utf8_is_valid(span_of(attributes[1])));
        buffer_add_format(to, " %s=\"%s\"", attributes[0], attributes[1]);
    }
    buffer_add_byte(to, '>');
}

static void on_start(struct xml_reader *reader, const char *name, const char **attributes)
{
    note_start(reader->context, name, attributes);
}

static void on_end(struct xml_reader *reader, const char *name)
{
    buffer_add_format(reader->context, "</%s>", name);
}

static void on_text(struct xml_reader *reader, const char *text, size_t length)
{
    CHECK(utf8_is_valid(span_make(text, length)));
    buffer_add(reader->context, text, length);
}

static void expat_start(void *context, const char *name, const char **attributes)
{
    note_start(context, local(name), attributes);
}

static void expat_end(void *context, const char *name)
{
    buffer_add_format(context, "</%s>", local(name));
}

static void expat_text(void *context, const char *text, int length)
{
    buffer_add(context, text, (size_t)length);
}

static bool refused_by_rule; /* a document type: expat would take it */

static void expat_type(void *context, const char *name, const char *system, const char *public, int internal)
{
    (void)context, (void)name, (void)system, (void)public, (void)internal;
    refused_by_rule = true;
}

static bool read_expat(struct span text, struct buffer *events)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    CHECK(parser != NULL);
    refused_by_rule = false;
    XML_SetUserData(parser, events);
    XML_SetElementHandler(parser, expat_start, expat_end);
    XML_SetCharacterDataHandler(parser, expat_text);
    XML_SetStartDoctypeDeclHandler(parser, expat_type);
    bool read = XML_Parse(parser, text.at, (int)text.length, 1) == XML_STATUS_OK && !refused_by_rule;
    XML_ParserFree(parser);
    return read;
}

static bool read_scanner(struct span text, size_t piece, struct buffer *events)
{
    static const struct xml_handlers handlers = {on_start, on_end, on_text};
    struct scanner *scanner = malloc(sizeof *scanner);
    CHECK(scanner != NULL);
    scan_init(scanner, &handlers, events);
    struct result result = result_ok();
    for (bool last = false; !last && !result_failed(result);) {
        size_t size = text.length < piece ? text.length : piece;
        memcpy(scan_room(scanner, piece), text.at, size);
        text = span_make(text.at + size, text.length - size);
        last = size == 0;
        result = scan_advance(scanner, size, last);
    }
    scan_release(scanner);
    free(scanner);
    return !result_failed(result);
}

/* Beyond our bounds, which expat does not have. */
static bool is_out_of_bounds(struct span events)
{
    size_t depth = 0;
    size_t deepest = 0;
    size_t longest = 0;
    size_t equals = 0;
    for (size_t at = 0; at + 1 < events.length; at++) {
        if (events.at[at] == '<') {
            depth += events.at[at + 1] == '/' ? (size_t)-1 : 1;
            deepest = depth > deepest ? depth : deepest;
        }
        equals += events.at[at] == '=';
        longest++;
    }
    return deepest >= SCAN_DEPTH_MOST || longest > 1000000 || equals >= SCAN_ATTRIBUTES_MOST - 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2) {
        return 0;
    }
    struct span text = span_make((const char *)bytes + 1, size - 1);
    struct buffer theirs;
    struct buffer ours;
    buffer_init(&theirs);
    buffer_init(&ours);
    size_t piece = bytes[0] == 0 ? 65536 : bytes[0];
    bool read = read_scanner(text, piece, &ours);
    if (scan_takes(text) && read_expat(text, &theirs) && !is_out_of_bounds(buffer_span(&theirs))) {
        bool long_name = memchr(text.at, ':', text.length) != NULL || text.length > SCAN_NAME_SIZE;
        CHECK(read || long_name);
        CHECK(!read || span_equal(buffer_span(&theirs), buffer_span(&ours)));
    }
    buffer_release(&theirs);
    buffer_release(&ours);
    return 0;
}
