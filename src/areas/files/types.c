/* What bytes are. By their beginning, and for packed documents by the names inside; never by the name they came with. */
#include "areas/files/files.h"

#include "text/text.h"

enum { LOOK = 4096, CONTROL_LEAST = 0x20 };

static const struct file_type types[] = {
    {"application/pdf", "pdf", FILE_DOCUMENT, false},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", FILE_DOCUMENT, false},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", FILE_DOCUMENT, false},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", FILE_DOCUMENT, false},
    {"application/ofd", "ofd", FILE_DOCUMENT, false}, /* GB/T 33190 */
    {"application/x-ole-storage", "doc", FILE_DOCUMENT, false},
    {"application/zip", "zip", FILE_DOCUMENT, false},
    {"text/plain; charset=utf-8", "txt", FILE_DOCUMENT, false},
    {"text/csv; charset=utf-8", "csv", FILE_DOCUMENT, false},
    {"image/png", "png", FILE_IMAGE, true},
    {"image/jpeg", "jpg", FILE_IMAGE, true},
    {"image/gif", "gif", FILE_IMAGE, true},
    {"image/webp", "webp", FILE_IMAGE, true},
    {"video/mp4", "mp4", FILE_FILM, true},
    {"video/webm", "webm", FILE_FILM, true},
    {"text/vtt; charset=utf-8", "vtt", FILE_CAPTIONS, true},
};
enum { TYPE_COUNT = sizeof types / sizeof types[0] };

static const struct file_type *by_ending(const char *ending)
{
    for (size_t index = 0; index < TYPE_COUNT; index++) {
        if (strcmp(types[index].ending, ending) == 0) {
            return &types[index];
        }
    }
    return NULL;
}

const struct file_type *file_type_find(const char *type)
{
    for (size_t index = 0; index < TYPE_COUNT; index++) {
        if (strcmp(types[index].type, type) == 0) {
            return &types[index];
        }
    }
    return NULL;
}

static bool begins(struct span bytes, const char *start, size_t length)
{
    return bytes.length >= length && memcmp(bytes.at, start, length) == 0;
}

static bool has(struct span bytes, const char *wanted)
{
    return span_find(bytes, span_of(wanted)) != SPAN_NOWHERE;
}

/* --- packed documents ------------------------------------------------------------------------------------------ */

/* The names of a zip stand in its directory at the end; the first ones also at the beginning. */
static const struct file_type *zip_type(struct span bytes)
{
    enum { TAIL = 64 * 1024 };
    struct span head = span_make(bytes.at, bytes.length > LOOK ? LOOK : bytes.length);
    size_t tail_length = bytes.length > TAIL ? TAIL : bytes.length;
    struct span tail = span_make(bytes.at + bytes.length - tail_length, tail_length);
    /* clang-format off */
    static const char *const marks[][2] = {
        {"word/document.xml", "docx"}, {"xl/workbook.xml", "xlsx"}, {"ppt/presentation.xml", "pptx"}, {"OFD.xml", "ofd"}};
    /* clang-format on */
    if (!has(tail, "PK\005\006")) {
        return NULL; /* no end: cut off */
    }
    for (size_t index = 0; index < sizeof marks / sizeof marks[0]; index++) {
        if (has(head, marks[index][0]) || has(tail, marks[index][0])) {
            return by_ending(marks[index][1]);
        }
    }
    return by_ending("zip");
}

/* --- text and markup ------------------------------------------------------------------------------------------- */

static struct span skip_mark(struct span bytes)
{
    bool marked = begins(bytes, "\xef\xbb\xbf", 3);
    return marked ? span_make(bytes.at + 3, bytes.length - 3) : bytes;
}

static bool is_word_at(struct span bytes, size_t at, const char *word)
{
    size_t length = strlen(word);
    return bytes.length - at >= length && strncasecmp(bytes.at + at, word, length) == 0;
}

/* What a browser could take for a page: a tag of one anywhere in the first LOOK bytes. */
static bool looks_like_markup(struct span bytes)
{
    static const char *const tags[] = {"!doctype", "?xml",   "html",  "head",   "body",  "script", "svg",
                                       "iframe",   "title",  "style", "object", "embed", "meta",   "link",
                                       "img",      "a href", "table", "!--",    "math",  "base",   "form"};
    struct span head = span_make(bytes.at, bytes.length > LOOK ? LOOK : bytes.length);
    for (size_t at = 0; at + 1 < head.length; at++) {
        for (size_t tag = 0; head.at[at] == '<' && tag < sizeof tags / sizeof tags[0]; tag++) {
            if (is_word_at(head, at + 1, tags[tag])) {
                return true;
            }
        }
    }
    return false;
}

static bool is_text(struct span bytes)
{
    for (size_t at = 0; at < bytes.length; at++) {
        unsigned char byte = (unsigned char)bytes.at[at];
        if (byte < CONTROL_LEAST && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f') {
            return false;
        }
    }
    return utf8_is_valid(bytes);
}

static const struct file_type *text_type(struct span bytes, const char *name)
{
    struct span rest = skip_mark(bytes);
    if (!is_text(rest)) {
        return NULL;
    }
    if (begins(rest, "WEBVTT", 6) && (rest.length == 6 || strchr(" \t\r\n", rest.at[6]) != NULL)) {
        return by_ending("vtt");
    }
    const char *dot = strrchr(name, '.');
    return by_ending(dot != NULL && strcasecmp(dot, ".csv") == 0 ? "csv" : "txt");
}

/* --- all ------------------------------------------------------------------------------------------------------- */

static const struct file_type *magic_type(struct span bytes)
{
    static const struct {
        const char *start;
        size_t length;
        const char *ending;
    } magics[] = {{"%PDF-", 5, "pdf"},        {"\x89PNG\r\n\x1a\n", 8, "png"},
                  {"\xff\xd8\xff", 3, "jpg"}, {"GIF87a", 6, "gif"},
                  {"GIF89a", 6, "gif"},       {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "doc"}};
    for (size_t index = 0; index < sizeof magics / sizeof magics[0]; index++) {
        if (begins(bytes, magics[index].start, magics[index].length)) {
            return by_ending(magics[index].ending);
        }
    }
    struct span head = span_make(bytes.at, bytes.length > 64 ? 64 : bytes.length);
    if (begins(bytes, "RIFF", 4) && bytes.length >= 12 && memcmp(bytes.at + 8, "WEBP", 4) == 0) {
        return by_ending("webp");
    }
    if (bytes.length >= 12 && memcmp(bytes.at + 4, "ftyp", 4) == 0) {
        bool still = memcmp(bytes.at + 8, "heic", 4) == 0 || memcmp(bytes.at + 8, "mif1", 4) == 0 ||
                     memcmp(bytes.at + 8, "avif", 4) == 0;
        return still ? NULL : by_ending("mp4");
    }
    return begins(bytes, "\x1a\x45\xdf\xa3", 4) && has(head, "webm") ? by_ending("webm") : NULL;
}

const struct file_type *file_type_of(struct span bytes, const char *name, bool *is_markup)
{
    *is_markup = false;
    const struct file_type *type = magic_type(bytes);
    if (type != NULL) {
        return type;
    }
    if (begins(bytes, "PK\003\004", 4)) {
        return zip_type(bytes);
    }
    *is_markup = looks_like_markup(bytes);
    return *is_markup ? NULL : text_type(bytes, name);
}
