-- name: portal_count_organisations
SELECT kind, count(*) FROM organisation WHERE region_id = $1 GROUP BY kind;
