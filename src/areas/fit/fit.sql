-- name: fit_setting_find
SELECT value FROM setting WHERE region_id = $1 AND name = $2;

-- name: fit_setting_put
INSERT INTO setting (region_id, name, value, updated_ms, updated_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region_id, name) DO UPDATE SET value = excluded.value, updated_ms = excluded.updated_ms,
  updated_by = excluded.updated_by;

-- name: trade_correction_list
SELECT from_trade, to_trade, value_permille, reason, at_ms FROM trade_correction WHERE region_id = $1
ORDER BY from_trade, to_trade;

-- name: trade_correction_put
INSERT INTO trade_correction (region_id, from_trade, to_trade, value_permille, reason, actor_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (region_id, from_trade, to_trade) DO UPDATE SET value_permille = excluded.value_permille,
  reason = excluded.reason, actor_id = excluded.actor_id, at_ms = excluded.at_ms;

-- name: trade_correction_delete
DELETE FROM trade_correction WHERE region_id = $1 AND from_trade = $2 AND to_trade = $3;
