/* Sending a file: whole, or the part a player or a broken-off download asks for (RFC 9110 §14).
 *
 * A part is at most FILE_PART_MOST, whatever was asked: the answer says which it is, and the other side asks for the next.
 * A whole file larger than that goes through a file without a name on disk, so that no download holds a film in memory. */
#include "areas/files/files.h"

#include "base/number.h"

#include <stdlib.h>
#include <unistd.h>

struct range {
    int64_t first, last; /* included */
};

enum range_kind { RANGE_NONE, RANGE_PART, RANGE_OUTSIDE };

static bool read_count(struct span text, int64_t *out)
{
    for (size_t index = 0; index < text.length; index++) {
        if (text.at[index] < '0' || text.at[index] > '9') {
            return false;
        }
    }
    return text.length > 0 && text.length <= 18 && number_parse(text, out);
}

/* Several ranges, or what is no range of bytes, count as none: the whole file is a right answer too. */
static enum range_kind read_range(struct span header, int64_t size, struct range *out)
{
    struct span unit = span_of("bytes=");
    if (!span_starts_with(header, unit)) {
        return RANGE_NONE;
    }
    struct span rest = span_make(header.at + unit.length, header.length - unit.length);
    const char *dash = rest.length == 0 ? NULL : memchr(rest.at, '-', rest.length);
    if (dash == NULL) {
        return RANGE_NONE;
    }
    struct span before = span_trim(span_make(rest.at, (size_t)(dash - rest.at)));
    struct span after = span_trim(span_make(dash + 1, rest.length - before.length - 1));
    int64_t first = 0;
    int64_t last = size - 1;
    if (before.length == 0) {
        if (!read_count(after, &last)) {
            return RANGE_NONE;
        }
        *out = (struct range){last > size ? 0 : size - last, size - 1};
        return last == 0 ? RANGE_OUTSIDE : RANGE_PART;
    }
    if (!read_count(before, &first) || (after.length > 0 && (!read_count(after, &last) || last < first))) {
        return RANGE_NONE;
    }
    *out = (struct range){first, last >= size ? size - 1 : last};
    return first < size ? RANGE_PART : RANGE_OUTSIDE;
}

struct sending {
    struct request *request;
    const struct file *file;
    int64_t first, length;
    struct span bytes;
    int spool; /* -1: into memory */
};

static struct result read_bytes(struct store_session *session, void *context)
{
    struct sending *sending = context;
    struct request *request = sending->request;
    return file_read_part(request->arena, session, request->region_id, sending->file, sending->first, sending->length,
                          &sending->bytes);
}

static bool write_all(int file, struct span bytes)
{
    while (bytes.length > 0) {
        ssize_t written = write(file, bytes.at, bytes.length);
        if (written <= 0) {
            return false;
        }
        bytes = span_make(bytes.at + written, bytes.length - (size_t)written);
    }
    return true;
}

/* Each part has an arena of its own, given back at once. */
static struct result spool_bytes(struct store_session *session, void *context)
{
    struct sending *sending = context;
    struct result result = result_ok();
    if (lseek(sending->spool, 0, SEEK_SET) != 0) {
        return result_fail(RESULT_BUSY, NULL, "error.disk_full", "seek in a file to be sent");
    }
    for (int64_t at = 0; at < sending->file->size && !result_failed(result); at += FILE_PART_MOST) {
        struct arena arena;
        struct span part;
        arena_init(&arena);
        result = file_read_part(&arena, session, sending->request->region_id, sending->file, at, FILE_PART_MOST, &part);
        if (!result_failed(result) && !write_all(sending->spool, part)) {
            result = result_fail(RESULT_BUSY, NULL, "error.disk_full", "a file to be sent");
        }
        arena_release(&arena);
    }
    return result;
}

static struct result serve_whole(struct sending *sending, struct response *response)
{
    struct store *store = sending->request->store;
    if (sending->file->size <= FILE_PART_MOST) {
        struct result result = store_read(store, read_bytes, sending);
        response->body = sending->bytes;
        return result;
    }
    char name[] = "/tmp/zhiqiao-file-XXXXXX";
    sending->spool = mkstemp(name);
    if (sending->spool < 0) {
        return result_fail(RESULT_BUSY, NULL, "error.disk_full", "mkstemp");
    }
    (void)unlink(name);
    struct result result = store_read(store, spool_bytes, sending);
    if (result_failed(result)) {
        (void)close(sending->spool);
        return result;
    }
    response->file = sending->spool;
    response->file_length = (size_t)sending->file->size;
    return result;
}

static void describe(struct request *request, struct response *response, const struct file *file)
{
    const struct file_type *type = file_type_find(file->type);
    response->content_type = type == NULL ? "application/octet-stream" : file->type;
    response->file_name = file->name;
    response->in_page = type != NULL && type->in_page;
    response->etag = arena_format(request->arena, "\"%s\"", file->sm3);
    response->takes_range = true;
}

static struct result answer_without_bytes(struct response *response, int status)
{
    response->status = status;
    response->body = span_of("");
    return result_ok();
}

struct result file_serve(struct request *request, struct response *response, const struct file *file)
{
    struct sending sending = {.request = request, .file = file, .length = file->size, .spool = -1};
    struct range range = {0, 0};
    describe(request, response, file);
    if (span_find(request->if_none_match, span_of(response->etag)) != SPAN_NOWHERE) {
        return answer_without_bytes(response, 304);
    }
    bool same = request->if_range.length == 0 || span_is(request->if_range, response->etag);
    switch (same ? read_range(request->range, file->size, &range) : RANGE_NONE) {
    case RANGE_NONE:
        return serve_whole(&sending, response);
    case RANGE_OUTSIDE:
        response->content_range = arena_format(request->arena, "bytes */%lld", (long long)file->size);
        return answer_without_bytes(response, 416);
    case RANGE_PART:
        break;
    }
    sending.first = range.first;
    sending.length = range.last - range.first + 1;
    sending.length = sending.length > FILE_PART_MOST ? FILE_PART_MOST : sending.length;
    response->content_range = arena_format(request->arena, "bytes %lld-%lld/%lld", (long long)sending.first,
                                           (long long)(sending.first + sending.length - 1), (long long)file->size);
    response->status = 206;
    struct result result = store_read(request->store, read_bytes, &sending);
    response->body = sending.bytes;
    return result;
}
