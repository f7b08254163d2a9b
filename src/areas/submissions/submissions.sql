-- name: submission_find
SELECT location FROM submission WHERE region_id = $1 AND token = $2;

-- name: submission_insert
INSERT INTO submission (region_id, token, location, at_ms) VALUES ($1, $2, $3, $4);

-- name: submission_delete_old
DELETE FROM submission WHERE region_id = $1 AND at_ms < $2;
