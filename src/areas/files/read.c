/* What was sent: name, type, digests; refused with words that say what to do. */
#include "areas/files/files.h"

#include "base/id.h"

enum { MEGABYTE = 1 << 20 };

/* Signs that turn the direction of writing or do not show could make "exe.pdf" read as "fdp.exe". */
static bool is_hidden(uint32_t point)
{
    return point < 0x20 || point == 0x7f || (point >= 0x80 && point < 0xa0) || (point >= 0x200b && point <= 0x200f) ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2060 && point <= 0x206f) || point == 0xfeff;
}

static size_t read_point(const char *at, uint32_t *point)
{
    const unsigned char *bytes = (const unsigned char *)at;
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    *point = length == 1 ? bytes[0] : (uint32_t)bytes[0] & (0xffU >> (length + 1));
    for (size_t index = 1; index < length; index++) {
        *point = *point << 6 | (bytes[index] & 0x3fU);
    }
    return length;
}

/* The last part of what may be a path, without hidden signs, cut to a bound, with the ending of its real type. The name is
 * valid UTF-8: the reader of forms has seen to it. */
static const char *clean_name(struct arena *arena, const char *said, const char *ending)
{
    const char *from = said;
    for (const char *at = said; *at != '\0'; at++) {
        from = *at == '/' || *at == '\\' || *at == ':' ? at + 1 : from;
    }
    char *name = arena_alloc(arena, FILE_NAME_MOST + 1, 1);
    size_t length = 0;
    while (*from != '\0') {
        uint32_t point = 0;
        size_t count = read_point(from, &point);
        if (length + count > FILE_NAME_MOST - 8) {
            break;
        }
        if (!is_hidden(point)) {
            memcpy(name + length, from, count);
            length += count;
        }
        from += count;
    }
    name[length] = '\0';
    char *dot = strrchr(name, '.');
    if (dot != NULL && strlen(dot) <= 6) {
        *dot = '\0';
    }
    struct span rest = span_trim(span_of(name));
    return rest.length == 0 ? arena_format(arena, "%s.%s", "file", ending)
                            : arena_format(arena, "%.*s.%s", (int)rest.length, rest.at, ending);
}

static int64_t limit_of(enum file_family family, const struct file_limits *limits)
{
    switch (family) {
    case FILE_IMAGE:
        return limits->image;
    case FILE_FILM:
        return limits->film;
    case FILE_CAPTIONS:
        return MEGABYTE;
    case FILE_DOCUMENT:
        return limits->document;
    }
    return 0;
}

static const char *digest_of(struct arena *arena, struct span bytes,
                             void (*hash)(struct span, unsigned char[static DIGEST_SIZE]))
{
    unsigned char digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    hash(bytes, digest);
    return arena_text(arena, hash_text(digest, text));
}

struct result file_read(struct arena *arena, const struct upload *upload, unsigned families,
                        const struct file_limits *limits, struct file *out, struct span *bytes)
{
    if (upload == NULL) {
        return result_invalid("file", "files.error.none");
    }
    if (upload->bytes.length == 0) {
        return result_invalid(upload->name, "files.error.empty");
    }
    bool is_markup = false;
    const struct file_type *type = file_type_of(upload->bytes, upload->file_name, &is_markup);
    if (type == NULL || (type->family & families) == 0) {
        return result_invalid(upload->name, is_markup ? "files.error.markup" : "files.error.type");
    }
    if ((int64_t)upload->bytes.length > limit_of(type->family, limits)) {
        return result_invalid(upload->name, "files.error.too_large");
    }
    struct file file = {.type = type->type, .owner_kind = ""};
    struct span kept = upload->bytes;
    int orientation = 1;
    if (!file_strip(arena, type, upload->bytes, &kept, &orientation) ||
        !file_is_whole(type, kept, &file.width, &file.height)) {
        return result_invalid(upload->name, "files.error.broken");
    }
    if (orientation > 4) { /* it lies on its side: as it is shown, its height is its width */
        int32_t height = file.width;
        file.width = file.height;
        file.height = height;
    }
    file.size = (int64_t)kept.length;
    file.name = clean_name(arena, upload->file_name, type->ending);
    file.sm3 = digest_of(arena, kept, hash_sm3);
    file.sha256 = digest_of(arena, kept, hash_sha256);
    *out = file;
    *bytes = kept;
    return result_ok();
}

json_t *file_document(const struct file *file)
{
    char id[ID_TEXT_SIZE];
    const struct file_type *type = file_type_find(file->type);
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:i, s:i, s:I}", "id", id_format(file->id, id), "name",
                     file->name, "type", file->type, "ending", type == NULL ? "" : type->ending, "size",
                     (json_int_t)file->size, "sm3", file->sm3, "sha256", file->sha256, "width", (int)file->width,
                     "height", (int)file->height, "created_ms", (json_int_t)file->created_ms);
}
