-- name: import_batch_insert
INSERT INTO import_batch (region_id, id, kind, file_name, digest, status, read_day, row_count, refused_count, actor_id,
  actor_name, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, 'preview', $6, $7, $8, $9, $10, $11, $11);

-- name: import_file_insert
INSERT INTO import_file (region_id, batch_id, bytes) VALUES ($1, $2, $3);

-- name: import_file_find
SELECT bytes FROM import_file WHERE region_id = $1 AND batch_id = $2;

-- name: import_batch_find
SELECT id, kind, file_name, digest, status, read_day, row_count, refused_count, created_count, changed_count,
  same_count, organisation_count, message, actor_id, actor_name, job_id, created_ms, updated_ms
FROM import_batch WHERE region_id = $1 AND id = $2;

-- name: import_batch_list
SELECT id, kind, file_name, digest, status, read_day, row_count, refused_count, created_count, changed_count,
  same_count, organisation_count, message, actor_id, actor_name, job_id, created_ms, updated_ms
FROM import_batch WHERE region_id = $1 ORDER BY id DESC LIMIT $2;

-- name: import_batch_start
UPDATE import_batch SET status = 'applying', job_id = $3, updated_ms = $4
WHERE region_id = $1 AND id = $2 AND status = 'preview';

-- name: import_batch_cancel
UPDATE import_batch SET status = 'cancelled', updated_ms = $3 WHERE region_id = $1 AND id = $2 AND status = 'preview';

-- name: import_batch_finish
UPDATE import_batch SET status = $3, created_count = $4, changed_count = $5, same_count = $6, organisation_count = $7,
  message = $8, updated_ms = $9
WHERE region_id = $1 AND id = $2 AND status = 'applying';
