-- name: web_find_region
SELECT name FROM region WHERE region_id = $1;
