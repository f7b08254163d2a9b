-- Regions and settings, for the command line. A region is looked for before it is known which one it is.

-- name: cli_list_regions
SELECT region_id, name, zone_minutes, sample FROM region WHERE region_id = $1 OR $1 = 0 ORDER BY region_id LIMIT 2;

-- name: cli_insert_region
INSERT INTO region (region_id, name, zone_minutes, sample, created_ms) VALUES ($1, $2, $3, 0, $4)
ON CONFLICT (region_id) DO NOTHING;

-- name: cli_insert_setting
INSERT INTO setting (region_id, name, value, updated_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (region_id, name) DO NOTHING;

-- name: cli_find_setting
SELECT value FROM setting WHERE region_id = $1 AND name = $2;

-- name: cli_delete_setting
DELETE FROM setting WHERE region_id = $1 AND name = $2;

-- name: cli_mark_sample
UPDATE region SET sample = 1 WHERE region_id = $1;
