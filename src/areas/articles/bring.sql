-- Articles from files.

-- name: article_same_title
SELECT id FROM article WHERE region_id = $1 AND column_id = $2 AND title = $3 ORDER BY id LIMIT 1;
