-- What an organisation has, and how many of the same the other one has already. $2 from, $3 into.
-- name: merge_list_listing
SELECT l.id, (SELECT COUNT(*) FROM listing o WHERE o.region_id = $1 AND o.organisation_id = $3 AND o.side = l.side
  AND o.kind = l.kind AND o.title_key = l.title_key)
FROM listing l WHERE l.region_id = $1 AND l.organisation_id = $2 ORDER BY l.id LIMIT $4;

-- name: merge_list_programme
SELECT l.id, (SELECT COUNT(*) FROM programme o WHERE o.region_id = $1 AND o.organisation_id = $3 AND o.level = l.level
  AND o.major_code = l.major_code AND o.direction = l.direction)
FROM programme l WHERE l.region_id = $1 AND l.organisation_id = $2 ORDER BY l.id LIMIT $4;

-- name: merge_list_facility
SELECT l.id, (SELECT COUNT(*) FROM facility o WHERE o.region_id = $1 AND o.organisation_id = $3 AND o.kind = l.kind
  AND o.name = l.name)
FROM facility l WHERE l.region_id = $1 AND l.organisation_id = $2 ORDER BY l.id LIMIT $4;

-- name: merge_list_post
SELECT l.id, (SELECT COUNT(*) FROM post o WHERE o.region_id = $1 AND o.organisation_id = $3 AND o.name = l.name)
FROM post l WHERE l.region_id = $1 AND l.organisation_id = $2 ORDER BY l.id LIMIT $4;

-- name: merge_list_person
SELECT l.person_id, (SELECT COUNT(*) FROM membership o WHERE o.region_id = $1 AND o.organisation_id = $3
  AND o.person_id = l.person_id)
FROM membership l WHERE l.region_id = $1 AND l.organisation_id = $2 ORDER BY l.person_id LIMIT $4;

-- name: merge_move_programme
UPDATE programme SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_facility
UPDATE facility SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_post
UPDATE post SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_person
UPDATE membership SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND person_id = $4;

-- name: merge_insert
INSERT INTO organisation_merge (region_id, id, from_id, into_id, from_name, into_name, from_code, from_status, moved, actor_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING;

-- name: merge_find
SELECT from_id, into_id, from_code, from_status, moved, undone_ms FROM organisation_merge WHERE region_id = $1 AND id = $2;

-- name: merge_set_undone
UPDATE organisation_merge SET undone_ms = $3 WHERE region_id = $1 AND id = $2 AND undone_ms = 0;

-- name: merge_list
SELECT id, from_id, into_id, from_name, into_name, at_ms, undone_ms FROM organisation_merge WHERE region_id = $1
ORDER BY id DESC LIMIT 100;
