-- Settings of a city.

-- name: setting_list
SELECT name, value FROM setting WHERE region_id = $1;

-- name: setting_put
INSERT INTO setting (region_id, name, value, updated_ms, updated_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region_id, name) DO UPDATE SET value = excluded.value, updated_ms = excluded.updated_ms,
  updated_by = excluded.updated_by;
