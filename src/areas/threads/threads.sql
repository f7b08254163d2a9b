-- Threads and their events.

-- name: thread_insert
INSERT INTO thread (region_id, id, kind, subject_id, organisation_id, title, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING;

-- name: thread_party_insert
INSERT INTO thread_party (region_id, thread_id, organisation_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: thread_party_list
SELECT organisation_id FROM thread_party WHERE region_id = $1 AND thread_id = $2 ORDER BY organisation_id;

-- name: thread_event_insert
INSERT INTO thread_event (region_id, thread_id, id, party_id, actor_id, actor_name, organisation_name, word, content,
  documents, url, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING;

-- name: thread_by_id
SELECT id, kind, subject_id, organisation_id, title, created_ms FROM thread WHERE region_id = $1 AND id = $2;

-- name: thread_event_list
SELECT id, thread_id, party_id, actor_id, actor_name, organisation_name, word, content, documents, url, at_ms
FROM thread_event
WHERE region_id = $1 AND thread_id = $2 AND id < $3 AND ($4 = 0 OR party_id = 0 OR party_id = $4)
ORDER BY id DESC LIMIT $5;
