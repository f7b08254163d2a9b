-- name: portal_count_organisations
SELECT kind, count(*) FROM organisation WHERE region_id = $1 GROUP BY kind;

-- name: portal_latest
SELECT id FROM listing WHERE region_id = $1 AND status = 'open' AND side = $2 ORDER BY id DESC LIMIT 5;
