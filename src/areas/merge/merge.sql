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

-- Both sides of requests. Second: between the two that are merged; those stay as they are.
-- name: merge_list_request
SELECT r.id, CASE WHEN r.asker_id = $3 OR r.answerer_id = $3 THEN 1 ELSE 0 END FROM cooperation_request r
WHERE r.region_id = $1 AND r.id IN (SELECT x.id FROM cooperation_request x WHERE x.region_id = $1 AND x.asker_id = $2
                                    UNION SELECT y.id FROM cooperation_request y WHERE y.region_id = $1 AND y.answerer_id = $2)
ORDER BY r.id LIMIT $4;

-- name: merge_list_closure
SELECT id, 0 FROM listing_closure
WHERE region_id = $1 AND organisation_id = $2 AND organisation_id <> $3 ORDER BY id LIMIT $4;

-- name: merge_list_thread
SELECT id, 0 FROM thread
WHERE region_id = $1 AND organisation_id = $2 AND organisation_id <> $3 ORDER BY id LIMIT $4;

-- Second: the other one owns it, or is a party already.
-- name: merge_list_party
SELECT p.thread_id, (SELECT COUNT(*) FROM thread_party o WHERE o.region_id = $1 AND o.thread_id = p.thread_id
  AND o.organisation_id = $3)
  + (SELECT COUNT(*) FROM thread t WHERE t.region_id = $1 AND t.id = p.thread_id AND t.organisation_id = $3)
FROM thread_party p WHERE p.region_id = $1 AND p.organisation_id = $2 ORDER BY p.thread_id LIMIT $4;

-- What only the one could read in threads in which both are parties.
-- name: merge_list_event
SELECT e.id, 0 FROM thread_event e JOIN thread_party p ON p.region_id = e.region_id AND p.thread_id = e.thread_id
WHERE e.region_id = $1 AND p.region_id = $1 AND p.organisation_id = $3 AND e.party_id = $2
  AND e.thread_id IN (SELECT q.thread_id FROM thread_party q WHERE q.region_id = $1 AND q.organisation_id = $2)
ORDER BY e.id LIMIT $4;

-- name: merge_list_studio
SELECT id, 0 FROM article_column
WHERE region_id = $1 AND organisation_id = $2 AND organisation_id <> $3 ORDER BY id LIMIT $4;

-- name: merge_list_invitation
SELECT id, 0 FROM one_time_link
WHERE region_id = $1 AND organisation_id = $2 AND organisation_id <> $3 AND used_ms = 0 ORDER BY id LIMIT $4;

-- name: merge_list_registration
SELECT id, 0 FROM registration
WHERE region_id = $1 AND organisation_id = $2 AND organisation_id <> $3 ORDER BY id LIMIT $4;

-- What waits because of a request goes with the request.
-- name: merge_list_waiting
SELECT id, 0 FROM waiting_item
WHERE region_id = $1 AND organisation_id = $2 AND organisation_id <> $3 AND kind <> 'request' ORDER BY id LIMIT $4;

-- name: merge_move_request
UPDATE cooperation_request SET asker_id = CASE WHEN asker_id = $2 THEN $3 ELSE asker_id END,
  answerer_id = CASE WHEN answerer_id = $2 THEN $3 ELSE answerer_id END,
  turn_id = CASE WHEN turn_id = $2 THEN $3 ELSE turn_id END
WHERE region_id = $1 AND id = $4 AND (asker_id = $2 OR answerer_id = $2);

-- name: merge_move_request_terms
UPDATE request_terms SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND request_id = $4;

-- name: merge_move_request_messages
UPDATE request_message SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND request_id = $4;

-- name: merge_move_request_waiting
UPDATE waiting_item SET organisation_id = $3
WHERE region_id = $1 AND organisation_id = $2 AND kind = 'request' AND subject_id = $4;

-- name: merge_move_closure
UPDATE listing_closure SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_thread
UPDATE thread SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_party
UPDATE thread_party SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND thread_id = $4;

-- name: merge_move_party_events
UPDATE thread_event SET party_id = $3 WHERE region_id = $1 AND party_id = $2 AND thread_id = $4;

-- name: merge_move_event
UPDATE thread_event SET party_id = $3 WHERE region_id = $1 AND party_id = $2 AND id = $4
  AND thread_id IN (SELECT q.thread_id FROM thread_party q WHERE q.region_id = $1 AND q.organisation_id = $2
                    UNION SELECT o.thread_id FROM thread_party o WHERE o.region_id = $1 AND o.organisation_id = $3);

-- The version too: an editor who has the form open since before is told, and does not write the old owner back.
-- name: merge_move_studio
UPDATE article_column SET organisation_id = $3, version = version + 1
WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_invitation
UPDATE one_time_link SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_registration
UPDATE registration SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

-- name: merge_move_waiting
UPDATE waiting_item SET organisation_id = $3 WHERE region_id = $1 AND organisation_id = $2 AND id = $4;

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

-- name: merge_successor
SELECT into_id FROM organisation_merge WHERE region_id = $1 AND from_id = $2 AND undone_ms = 0 ORDER BY id DESC LIMIT 1;
