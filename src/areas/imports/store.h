/* Batches and their files in the database. */
#ifndef AREAS_IMPORTS_STORE_H
#define AREAS_IMPORTS_STORE_H

#include "areas/imports/imports.h"

struct import_batch {
    int64_t id;
    const char *kind, *file_name, *digest, *status, *read_day;
    int32_t row_count, refused_count;
    int32_t created_count, changed_count, same_count, organisation_count;
    const char *message; /* language key when failed */
    int64_t actor_id;
    const char *actor_name;
    int64_t job_id, created_ms, updated_ms;
};

MUST_USE struct result import_batch_insert(struct store_session *session, int64_t region_id,
                                           const struct import_batch *batch, struct span bytes);
MUST_USE struct result import_batch_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t id, struct import_batch *out);
/* Newest first. */
MUST_USE struct result import_batch_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                         size_t most, struct import_batch **out, size_t *count);
MUST_USE struct result import_file_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                        int64_t batch_id, struct span *out);
/* CONFLICT "import.error.not_preview": it was confirmed or cancelled before. */
MUST_USE struct result import_batch_start(struct store_session *session, int64_t region_id, int64_t id,
                                          int64_t job_id, int64_t now_ms);
MUST_USE struct result import_batch_cancel(struct store_session *session, int64_t region_id, int64_t id,
                                           int64_t now_ms);
MUST_USE struct result import_batch_finish(struct store_session *session, int64_t region_id, int64_t id,
                                           const char *status, const struct import_outcome *outcome,
                                           const char *message, int64_t now_ms);

#endif
