-- Requests between organisations.

-- name: proposal_select.fragment
SELECT r.id, r.thread_id, r.need_id, r.offer_id, r.listing_id, r.asker_id, r.answerer_id, r.turn_id, r.status, r.version,
       r.due_ms, r.due_status, r.next_ms, r.reason, r.help_ms, r.created_ms, r.updated_ms, a.name, b.name, n.title, f.title,
       CASE WHEN r.listing_id = r.need_id THEN f.thread_id ELSE n.thread_id END
FROM cooperation_request r
JOIN organisation a ON a.region_id = r.region_id AND a.id = r.asker_id
JOIN organisation b ON b.region_id = r.region_id AND b.id = r.answerer_id
JOIN listing n ON n.region_id = r.region_id AND n.id = r.need_id
JOIN listing f ON f.region_id = r.region_id AND f.id = r.offer_id
WHERE r.region_id = $1 AND a.region_id = $1 AND b.region_id = $1 AND n.region_id = $1 AND f.region_id = $1
;
-- name: proposal_by_id.fragment
  AND r.id = $2
;
-- name: proposal_of_pair.fragment
  AND r.need_id = $2 AND r.offer_id = $3 AND r.status = 'open'
ORDER BY r.id DESC LIMIT 1
;
-- name: proposal_of_organisation.fragment
  AND r.id < $3 AND r.id IN (SELECT x.id FROM cooperation_request x WHERE x.region_id = $1 AND x.asker_id = $2
                             UNION SELECT y.id FROM cooperation_request y WHERE y.region_id = $1 AND y.answerer_id = $2)
ORDER BY r.id DESC LIMIT $4
;
-- name: proposal_all.fragment
  AND r.id < $3 AND $2 = 0
ORDER BY r.id DESC LIMIT $4
;
-- name: proposal_due.fragment
  AND r.status = 'open' AND r.next_ms <= $2
ORDER BY r.next_ms LIMIT $3
;
-- name: proposal_insert
INSERT INTO cooperation_request (region_id, id, thread_id, need_id, offer_id, listing_id, asker_id, answerer_id, turn_id,
  status, version, due_ms, due_status, next_ms, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', 1, $10, $11, $12, $13, $13)
ON CONFLICT DO NOTHING;

-- name: proposal_update
UPDATE cooperation_request
SET turn_id = $3, status = $4, version = $5, due_ms = $6, due_status = $7, next_ms = $8, reason = $9, updated_ms = $10
WHERE region_id = $1 AND id = $2 AND status = 'open' AND version = $11 AND next_ms = $12;

-- name: proposal_open_parted
UPDATE cooperation_request SET status = 'open', due_ms = $3, due_status = $4, next_ms = $5, updated_ms = $6
WHERE region_id = $1 AND id = $2 AND status = 'merged';

-- name: proposal_set_help
UPDATE cooperation_request SET help_ms = $3 WHERE region_id = $1 AND id = $2;

-- name: proposal_terms_insert
INSERT INTO request_terms (region_id, request_id, version, organisation_id, actor_name, cooperation, headcount, start_day,
  note, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING;

-- name: proposal_terms_list
SELECT version, organisation_id, actor_name, cooperation, headcount, start_day, note, at_ms FROM request_terms
WHERE region_id = $1 AND request_id = $2 ORDER BY version LIMIT 100;

-- name: proposal_message_insert
INSERT INTO request_message (region_id, request_id, id, organisation_id, actor_id, actor_name, body, file_id, file_name,
  at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING;

-- name: proposal_message_list
SELECT id, organisation_id, actor_id, actor_name, body, file_id, file_name, at_ms FROM request_message
WHERE region_id = $1 AND request_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: proposal_people
SELECT person_id FROM membership
WHERE region_id = $1 AND organisation_id = $2 AND role IN ('owner', 'staff') ORDER BY person_id LIMIT 8;

-- name: proposal_expired_count
SELECT count(*) FROM cooperation_request
WHERE region_id = $1 AND turn_id = $2 AND status = 'expired' AND updated_ms > $3 AND excused = 0;

-- name: proposal_excuse
UPDATE cooperation_request SET excused = 1 WHERE region_id = $1 AND turn_id = $2 AND status = 'expired' AND excused = 0;

-- name: proposal_zone
SELECT zone_minutes FROM region WHERE region_id = $1;

-- Listings that were closed because nobody answered.

-- name: closure_insert
INSERT INTO listing_closure (region_id, id, listing_id, organisation_id, status, at_ms, updated_ms)
VALUES ($1, $2, $3, $4, 'closed', $5, $5)
ON CONFLICT DO NOTHING;

-- name: closure_newest
SELECT id, listing_id, organisation_id, status, appeal, reason, at_ms, updated_ms FROM listing_closure
WHERE region_id = $1 AND listing_id = $2 ORDER BY id DESC LIMIT 1;

-- name: closure_update
UPDATE listing_closure SET status = $3, appeal = $4, reason = $5, updated_ms = $6
WHERE region_id = $1 AND id = $2 AND status = $7;

-- name: listing_hold_insert
INSERT INTO listing_hold (region_id, listing_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: listing_hold_delete
DELETE FROM listing_hold WHERE region_id = $1 AND listing_id = $2;
