-- name: personal_mark_insert
INSERT INTO setting (region_id, name, value, updated_ms) VALUES ($1, 'seal_mark', $2, $3) ON CONFLICT DO NOTHING;

-- name: personal_mark_find
SELECT value FROM setting WHERE region_id = $1 AND name = 'seal_mark';
