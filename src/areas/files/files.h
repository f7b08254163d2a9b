/* Files that people upload: documents, pictures, films, captions.
 *
 *   upload ── file_read ─────▶ struct file        what the bytes are, digests, size of a picture; no I/O
 *     struct file ── file_store(session) ──▶ id   row and pieces in the caller's transaction: up to FILE_WHOLE_MOST
 *                 └─ file_store_large(store) ──▶  in several transactions, counts when it is whole (films)
 *   id ── file_find ──▶ struct file ── file_serve ──▶ answer, or the part that was asked for
 *
 * Whoever calls file_serve has checked that this person may read it: this area knows no rights. A file belongs to a thing
 * (owner_kind, owner_id) of the area that stored it.
 *
 * What is taken: only types of the table in types.c, told by the bytes and never by the name. HTML, SVG and scripts are refused
 * whatever they call themselves; a picture or film that is broken or cut off is refused. The address is ours (an id), the
 * name is kept for display and sent as the name under which a browser saves it, with the ending of the real type. Answers
 * carry nosniff, and anything but pictures, films and captions goes out as attachment.
 *
 * Of a picture only the picture is kept: where and with what it was taken, and by whom, goes before anything is stored (strip.c).
 *
 * Digests: SM3 (GB/T 32905) and SHA-256 of the bytes as they are stored.
 */
#ifndef AREAS_FILES_FILES_H
#define AREAS_FILES_FILES_H

#include "base/hash.h"
#include "web/request.h"

enum file_family { FILE_DOCUMENT = 1, FILE_IMAGE = 2, FILE_FILM = 4, FILE_CAPTIONS = 8 };

enum {
    FILE_PIECE = 256 * 1024,
    FILE_WHOLE_MOST = 64 << 20, /* stored in one transaction */
    FILE_BODY_MOST = 257 << 20, /* body limit of a route that takes a film */
    FILE_NAME_MOST = 160,       /* bytes */
    FILE_PART_MOST = 4 << 20,   /* of one answer to a range; players ask for the next */
};

struct file {
    int64_t id;
    const char *owner_kind;
    int64_t owner_id;
    const char *name; /* cleaned, with the ending of its type */
    const char *type; /* "application/pdf" */
    int64_t size;
    const char *sm3, *sha256; /* lower-case hexadecimal */
    int32_t width, height;    /* of a picture; 0 = none */
    int64_t actor_id, created_ms;
};

/* Bytes. Settings file.most_mb.image, .document, .film; without: 10, 50 and 250 MB. */
struct file_limits {
    int64_t image, document, film;
};
MUST_USE struct result file_limits_find(struct store_session *session, int64_t region_id, struct file_limits *out);

/* What was sent. families: which are wanted, as a set. The caller sets id, owner, actor and time. Texts in the arena.
 * bytes: what to store: those that were sent (borrowed), or a picture without what was written beside it (in the arena).
 * Errors: INVALID, field = the upload's name: "files.error.none", ".empty", ".too_large", ".markup" (HTML, SVG), ".broken" (cut off),
 * ".type" (not known, or not wanted here). */
MUST_USE struct result file_read(struct arena *arena, const struct upload *upload, unsigned families,
                                 const struct file_limits *limits, struct file *out, struct span *bytes);

/* Inside store_write. Run again after a lost answer: OK. */
MUST_USE struct result file_store(struct store_session *session, int64_t region_id, const struct file *file,
                                  struct span bytes);
/* Outside of a transaction, any size. */
MUST_USE struct result file_store_large(struct store *store, int64_t region_id, const struct file *file,
                                        struct span bytes);
MUST_USE struct result file_set_owner(struct store_session *session, int64_t region_id, int64_t id,
                                      const char *owner_kind, int64_t owner_id);
MUST_USE struct result file_delete(struct store_session *session, int64_t region_id, int64_t id);
/* Takes out what began to arrive before `before_ms` and never became whole. Inside store_write. */
MUST_USE struct result file_delete_lost(struct store_session *session, int64_t region_id, int64_t before_ms);

/* NOT_FOUND "files.error.not_found". */
MUST_USE struct result file_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                 struct file *out);
/* Of one owner, oldest first; at most 200. */
MUST_USE struct result file_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const char *owner_kind, int64_t owner_id, struct file **out, size_t *count);
/* Its bytes from `first` on, `length` of them (cut at the end of the file); in the arena. */
MUST_USE struct result file_read_part(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct file *file, int64_t first, int64_t length, struct span *out);

/* The answer: whole, one range (206), 304 or 416. */
MUST_USE struct result file_serve(struct request *request, struct response *response, const struct file *file);

/* {"id", "name", "type", "ending", "size", "sm3", "sha256", "width", "height", "created_ms"}; new reference. */
json_t *file_document(const struct file *file);

/* --- types (types.c); pure ------------------------------------------------------------------------------------- */

struct file_type {
    const char *type, *ending;
    enum file_family family;
    bool in_page; /* shown by pages; everything else is an attachment */
};
/* NULL: not one of ours. *is_markup: because it is HTML, SVG or the like. `name` tells only text from csv. */
const struct file_type *file_type_of(struct span bytes, const char *name, bool *is_markup);
const struct file_type *file_type_find(const char *type);

/* Is the picture or film whole? Size in points of a picture (0 for a film). Other types are always whole. */
bool file_is_whole(const struct file_type *type, struct span bytes, int32_t *width, int32_t *height);

/* --- what is written beside a picture (strip.c); pure -------------------------------------------------------------- */

/* The picture without EXIF (place, device, owner), XMP, IPTC, comments, thumbnails and what follows its end. Of all that only the
 * way it stands is kept, in an EXIF of one entry, so that it is shown upright as before; no point is decoded or changed. Colour
 * profiles stay. JPEG, PNG and WebP; other types come out as they are (a GIF has no place for a camera's words but a comment).
 * orientation: 1 to 8 as in EXIF. False: the picture is broken. */
bool file_strip(struct arena *arena, const struct file_type *type, struct span bytes, struct span *out,
                int *orientation);

#endif
