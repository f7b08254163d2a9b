-- Uploaded files.

-- name: file_insert
INSERT INTO file (region_id, id, owner_kind, owner_id, name, type, size, sm3, sha256, width, height, state, actor_id,
       created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING;

-- name: file_piece_insert
INSERT INTO file_piece (region_id, file_id, number, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: file_set_ready
UPDATE file SET state = 'ready' WHERE region_id = $1 AND id = $2;

-- name: file_set_owner
UPDATE file SET owner_kind = $3, owner_id = $4 WHERE region_id = $1 AND id = $2;

-- name: file_find
SELECT id, owner_kind, owner_id, name, type, size, sm3, sha256, width, height, actor_id, created_ms
FROM file WHERE region_id = $1 AND id = $2 AND state = 'ready';

-- name: file_list
SELECT id, owner_kind, owner_id, name, type, size, sm3, sha256, width, height, actor_id, created_ms
FROM file WHERE region_id = $1 AND owner_kind = $2 AND owner_id = $3 AND state = 'ready' ORDER BY id LIMIT 200;

-- name: file_piece_list
SELECT number, bytes FROM file_piece WHERE region_id = $1 AND file_id = $2 AND number >= $3 AND number <= $4
ORDER BY number;

-- name: file_delete_pieces
DELETE FROM file_piece WHERE region_id = $1 AND file_id = $2;

-- name: file_delete
DELETE FROM file WHERE region_id = $1 AND id = $2;

-- name: file_list_lost
SELECT id FROM file WHERE region_id = $1 AND state = 'arriving' AND created_ms < $2 ORDER BY id LIMIT 100;

