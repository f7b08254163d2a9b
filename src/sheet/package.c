/* The zip and the XML under an .xlsx, both hostile until proved otherwise.
 *
 * What the central directory claims about sizes is not believed: bytes are counted as they come out. One counter for
 * all parts, so a thousand small bombs are one big one.
 */
#include "sheet/inside.h"
#include "sheet/scan.h"

#include <expat.h>
#include <stdlib.h>
#include <zip.h>

enum {
    CHUNK = 1 << 16,
    DEPTH_MOST = 64,
    TAG_MOST = 4 << 20,
    RATIO_MOST = 200,
    RATIO_FROM = 16 << 20,
    PARTS_MOST = 10000
};
#define UNPACKED_MOST ((uint64_t)1 << 30)

struct result package_open(struct package *package, struct span bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.length, 0, &error);
    zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip == NULL) {
        zip_source_free(source);
        zip_error_fini(&error);
        return sheet_fail("sheet.error.broken", "the zip does not open");
    }
    zip_error_fini(&error);
    if (zip_get_num_entries(zip, 0) > PARTS_MOST) {
        zip_discard(zip);
        return sheet_fail("sheet.error.too_large", "too many parts");
    }
    *package = (struct package){zip, bytes.length, 0};
    return result_ok();
}

void package_close(struct package *package)
{
    zip_discard(package->zip);
}

static bool same_name(const char *left, const char *right)
{
    for (; *left != 0 || *right != 0; left++, right++) {
        char one = *left == '\\' ? '/' : *left;
        char other = *right == '\\' ? '/' : *right;
        one = one >= 'A' && one <= 'Z' ? (char)(one + 32) : one;
        other = other >= 'A' && other <= 'Z' ? (char)(other + 32) : other;
        if (one != other) {
            return false;
        }
    }
    return true;
}

int64_t package_find(const struct package *package, const char *name)
{
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    for (zip_int64_t index = 0; index < count; index++) {
        const char *entry = zip_get_name(package->zip, (zip_uint64_t)index, ZIP_FL_ENC_RAW);
        if (entry != NULL && same_name(entry, name)) {
            return index;
        }
    }
    return PART_MISSING;
}

/* --- XML --------------------------------------------------------------------------------------------------- */

void xml_stop(struct xml_reader *reader, struct result failure)
{
    if (!result_failed(reader->result)) {
        reader->result = failure;
        if (reader->parser != NULL) {
            (void)XML_StopParser(reader->parser, XML_FALSE);
        }
    }
}

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(local_name(attributes[0]), name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

/* expat may still report what it had read when it was stopped. */
static void on_start(void *context, const char *name, const char **attributes)
{
    struct xml_reader *reader = context;
    if (result_failed(reader->result)) {
        return;
    }
    if (++reader->depth > DEPTH_MOST) {
        xml_stop(reader, sheet_fail("sheet.error.broken", "elements too deep"));
        return;
    }
    reader->handlers->start(reader, local_name(name), attributes);
}

static void on_end(void *context, const char *name)
{
    struct xml_reader *reader = context;
    if (!result_failed(reader->result)) {
        reader->depth--;
        reader->handlers->end(reader, local_name(name));
    }
}

static void on_text(void *context, const char *text, int length)
{
    struct xml_reader *reader = context;
    if (!result_failed(reader->result)) {
        reader->handlers->text(reader, text, (size_t)length);
    }
}

/* No spreadsheet has one: entities are how XML is made to explode or to read other files. */
static void on_document_type(void *context, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    xml_stop(context, sheet_fail("sheet.error.broken", "a document type"));
}

static struct result count_unpacked(struct package *package, size_t more)
{
    package->unpacked += more;
    bool too_much = package->unpacked > UNPACKED_MOST;
    bool bomb = package->unpacked > RATIO_FROM && package->unpacked / RATIO_MOST > package->packed;
    return too_much || bomb ? sheet_fail("sheet.error.too_large", "unpacked size") : result_ok();
}

static struct result feed(struct package *package, zip_file_t *file, struct xml_reader *reader)
{
    uint64_t fed = 0;
    for (;;) {
        void *chunk = XML_GetBuffer(reader->parser, CHUNK);
        zip_int64_t got = chunk == NULL ? -1 : zip_fread(file, chunk, CHUNK);
        if (got < 0) {
            return sheet_fail("sheet.error.broken", "a part does not unpack");
        }
        struct result result = count_unpacked(package, (size_t)got);
        if (result_failed(result)) {
            return result;
        }
        fed += (uint64_t)got;
        enum XML_Status status = XML_ParseBuffer(reader->parser, (int)got, got == 0);
        if (result_failed(reader->result)) {
            return reader->result;
        }
        if (status != XML_STATUS_OK) {
            return sheet_fail("sheet.error.broken", XML_ErrorString(XML_GetErrorCode(reader->parser)));
        }
        if (got == 0) {
            return result_ok();
        }
        XML_Index done = XML_GetCurrentByteIndex(reader->parser);
        if (done >= 0 && fed - (uint64_t)done > TAG_MOST) {
            return sheet_fail("sheet.error.broken", "a tag without end");
        }
    }
}

static struct result refuse_part(struct package *package)
{
    int code = zip_error_code_zip(zip_get_error(package->zip));
    bool locked = code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP;
    return locked ? sheet_fail("sheet.error.password_protected", "zip encryption")
                  : sheet_fail("sheet.error.broken", "a part does not open");
}

struct result package_read(struct package *package, int64_t part, const struct xml_handlers *handlers, void *context)
{
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t)part, 0);
    if (file == NULL) {
        return refuse_part(package);
    }
    struct xml_reader reader = {handlers, context, result_ok(), XML_ParserCreate(NULL), 0};
    if (reader.parser == NULL) {
        (void)zip_fclose(file);
        return result_internal("no XML parser");
    }
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_start, on_end);
    if (handlers->text != NULL) {
        XML_SetCharacterDataHandler(reader.parser, on_text);
    }
    XML_SetStartDoctypeDeclHandler(reader.parser, on_document_type);
    struct result result = feed(package, file, &reader);
    XML_ParserFree(reader.parser);
    (void)zip_fclose(file);
    return result;
}

/* --- large parts ------------------------------------------------------------------------------------------- */

/* *taken is false when the part is not for the scanner; nothing was given to the handlers then. */
static struct result feed_scanner(struct package *package, zip_file_t *file, struct scanner *scanner, bool *taken)
{
    *taken = true;
    for (bool first = true;; first = false) {
        char *chunk = scan_room(scanner, CHUNK);
        zip_int64_t got = zip_fread(file, chunk, CHUNK);
        if (got < 0) {
            return sheet_fail("sheet.error.broken", "a part does not unpack");
        }
        if (first && !scan_takes(span_make(chunk, (size_t)got))) {
            *taken = false;
            return result_ok();
        }
        struct result result = count_unpacked(package, (size_t)got);
        if (!result_failed(result)) {
            result = scan_advance(scanner, (size_t)got, got == 0);
        }
        if (result_failed(result) || got == 0) {
            return result;
        }
    }
}

struct result package_scan(struct package *package, int64_t part, const struct xml_handlers *handlers, void *context)
{
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t)part, 0);
    if (file == NULL) {
        return refuse_part(package);
    }
    struct scanner *scanner = malloc(sizeof *scanner);
    if (scanner == NULL) {
        (void)zip_fclose(file);
        return result_internal("no memory for a scanner");
    }
    bool taken;
    scan_init(scanner, handlers, context);
    struct result result = feed_scanner(package, file, scanner, &taken);
    scan_release(scanner);
    free(scanner);
    (void)zip_fclose(file);
    return taken || result_failed(result) ? result : package_read(package, part, handlers, context);
}
