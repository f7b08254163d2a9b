-- name: import_batch_insert
INSERT INTO import_batch (region_id, id, kind, file_name, digest, status, read_day, row_count, refused_count, actor_id,
  actor_name, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, 'preview', $6, $7, $8, $9, $10, $11, $11)
ON CONFLICT DO NOTHING;

-- name: import_file_insert
INSERT INTO import_file (region_id, batch_id, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

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
  refused_count = refused_count + $8, message = $9, updated_ms = $10
WHERE region_id = $1 AND id = $2 AND status = 'applying';

-- Whose job was given up after the last attempt.
-- name: import_batch_list_given_up
SELECT b.id, j.message FROM import_batch b JOIN job j ON j.region_id = $1 AND j.id = b.job_id
WHERE b.region_id = $1 AND b.status = 'applying' AND j.state IN ('failed', 'cancelled');

-- name: import_refusal_insert
INSERT INTO import_refusal (region_id, batch_id, row_number, column_number, message, hint) VALUES ($1, $2, $3, $4, $5, $6);

-- name: import_refusal_delete
DELETE FROM import_refusal WHERE region_id = $1 AND batch_id = $2;

-- name: import_refusal_list
SELECT row_number, column_number, message, hint FROM import_refusal WHERE region_id = $1 AND batch_id = $2
ORDER BY row_number;

-- Files hold the names and numbers of contact persons: they are kept only as long as rows may have to be mended.
-- name: import_file_delete
DELETE FROM import_file WHERE region_id = $1 AND batch_id = $2;

-- name: import_file_delete_old
DELETE FROM import_file WHERE region_id = $1 AND batch_id IN (
  SELECT id FROM import_batch WHERE region_id = $1 AND updated_ms < $2 AND status <> 'applying');

-- Codes are one organisation's over all regions.
-- name: import_code_region
SELECT region_id FROM credit_code_registry WHERE credit_code = $1;
