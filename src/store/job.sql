-- The job queue; contract in job.h.

-- name: job_insert
INSERT INTO job (region_id, id, kind, body, state, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, 'queued', $5, $5)
ON CONFLICT (region_id, id) DO NOTHING;

-- Whose worker fell silent for the last time.
-- name: job_give_up
UPDATE job SET state = 'failed', message = 'job.error.gave_up', owner = '', updated_ms = $2
WHERE region_id = $1 AND state = 'running' AND lease_until_ms < $2 AND attempts >= $3;

-- SQLite has one writer, so the oldest cannot be taken twice.
-- name: job_claim.sqlite
UPDATE job SET state = 'running', owner = $2, lease_until_ms = $4, attempts = attempts + 1, updated_ms = $3
WHERE region_id = $1 AND id IN (
  SELECT id FROM job
  WHERE region_id = $1 AND (state = 'queued' OR (state = 'running' AND lease_until_ms < $3))
  ORDER BY id LIMIT 1)
RETURNING id, kind, body, state, progress, message, result, cancel_asked, attempts, created_ms, updated_ms;

-- name: job_claim.postgres
UPDATE job SET state = 'running', owner = $2, lease_until_ms = $4, attempts = attempts + 1, updated_ms = $3
WHERE region_id = $1 AND id IN (
  SELECT id FROM job
  WHERE region_id = $1 AND (state = 'queued' OR (state = 'running' AND lease_until_ms < $3))
  ORDER BY id LIMIT 1
  FOR UPDATE SKIP LOCKED)
RETURNING id, kind, body, state, progress, message, result, cancel_asked, attempts, created_ms, updated_ms;

-- Without this a worker would take the writer's lock (and an fsync) every time it looks for work.
-- name: job_waiting
SELECT count(*) FROM job
WHERE region_id = $1 AND (state = 'queued' OR (state = 'running' AND lease_until_ms < $2));

-- name: job_progress
UPDATE job SET progress = $4, message = $5, lease_until_ms = $6, updated_ms = $7
WHERE region_id = $1 AND id = $2 AND owner = $3 AND state = 'running'
RETURNING cancel_asked;

-- name: job_finish
UPDATE job SET state = $4, message = $5, result = $6, owner = '', lease_until_ms = 0, updated_ms = $7,
  progress = CASE WHEN $4 = 'done' THEN 1000 ELSE progress END
WHERE region_id = $1 AND id = $2 AND owner = $3 AND state = 'running';

-- name: job_cancel
UPDATE job SET cancel_asked = 1, updated_ms = $3,
  state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
WHERE region_id = $1 AND id = $2 AND state IN ('queued', 'running');

-- name: job_find
SELECT id, kind, body, state, progress, message, result, cancel_asked, attempts, created_ms, updated_ms
FROM job WHERE region_id = $1 AND id = $2;
