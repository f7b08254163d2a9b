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

/* Files of batches that have rested for thirty days go. */
MUST_USE struct result import_batch_insert(struct store_session *session, int64_t region_id,
                                           const struct import_batch *batch, struct span bytes);
MUST_USE struct result import_batch_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t id, struct import_batch *out);
/* Newest first. */
MUST_USE struct result import_batch_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                         size_t most, struct import_batch **out, size_t *count);
/* NOT_FOUND: the batch was cancelled, or its file's time is over. */
MUST_USE struct result import_file_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                        int64_t batch_id, struct span *out);
/* CONFLICT "import.error.not_preview": it was confirmed or cancelled before. */
MUST_USE struct result import_batch_start(struct store_session *session, int64_t region_id, int64_t id, int64_t job_id,
                                          int64_t now_ms);
/* Its file goes too. */
MUST_USE struct result import_batch_cancel(struct store_session *session, int64_t region_id, int64_t id,
                                           int64_t now_ms);
/* refused_count grows by what the database refused now instead of at the preview. */
struct import_end {
    const char *status, *message;
    const struct import_outcome *outcome;
    int64_t now_ms;
};
MUST_USE struct result import_batch_finish(struct arena *arena, struct store_session *session, int64_t region_id,
                                           int64_t id, const struct import_end *end);

/* What only the database refused, by row number. */
MUST_USE struct result import_refusals_put(struct store_session *session, int64_t region_id, int64_t batch_id,
                                           const struct import_refusals *refusals);
MUST_USE struct result import_refusals_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                            int64_t batch_id, struct import_refusals *out);

/* Batches whose job was given up: at most `most`; messages in the arena. */
struct given_up {
    int64_t batch_id;
    const char *message;
};
MUST_USE struct result import_batch_list_given_up(struct arena *arena, struct store_session *session, int64_t region_id,
                                                  size_t most, struct given_up *out, size_t *count);

#endif
