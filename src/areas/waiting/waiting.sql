-- What waits, and each person's choices about it. role: of the platform, or "person:" and the id of the one person.

-- name: waiting_insert
INSERT INTO waiting_item (region_id, id, kind, subject_id, organisation_id, role, due_ms, word, title, url, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: waiting_delete
DELETE FROM waiting_item WHERE region_id = $1 AND kind = $2 AND subject_id = $3;

-- name: waiting_delete_of_shelf
DELETE FROM waiting_item WHERE region_id = $1 AND role = $2 AND organisation_id = 0;

-- name: waiting_of_organisation
SELECT id, kind, subject_id, organisation_id, role, due_ms, word, title, url, created_ms FROM waiting_item
WHERE region_id = $1 AND organisation_id = $2
ORDER BY due_ms LIMIT $3;

-- name: waiting_of_role
SELECT id, kind, subject_id, organisation_id, role, due_ms, word, title, url, created_ms FROM waiting_item
WHERE region_id = $1 AND role = $2 AND organisation_id = 0
ORDER BY due_ms LIMIT $3;

-- name: waiting_count_of_organisation
SELECT count(*), CAST(COALESCE(sum(CASE WHEN due_ms < $3 THEN 1 ELSE 0 END), 0) AS bigint) FROM waiting_item
WHERE region_id = $1 AND organisation_id = $2;

-- name: waiting_count_of_role
SELECT count(*), CAST(COALESCE(sum(CASE WHEN due_ms < $3 THEN 1 ELSE 0 END), 0) AS bigint) FROM waiting_item
WHERE region_id = $1 AND role = $2 AND organisation_id = 0;

-- name: waiting_editor_count
SELECT COUNT(*) FROM platform_role WHERE region_id = $1 AND role = 'editor';

-- Invitations that nobody took up in time wait for nobody.
-- name: waiting_delete_over
DELETE FROM waiting_item WHERE region_id = $1 AND kind = 'invitation' AND due_ms < $2;

-- name: waiting_over_count
SELECT COUNT(*) FROM waiting_item WHERE region_id = $1 AND kind = 'invitation' AND due_ms < $2;

-- name: waiting_choice_find
SELECT digest, feed_hash FROM waiting_choice WHERE region_id = $1 AND person_id = $2;

-- name: waiting_choice_put
INSERT INTO waiting_choice (region_id, person_id, digest, feed_hash) VALUES ($1, $2, $3, $4)
ON CONFLICT (region_id, person_id) DO UPDATE SET digest = excluded.digest, feed_hash = excluded.feed_hash;

-- name: waiting_feed_owner
SELECT p.id, p.name FROM waiting_choice c JOIN person p ON p.region_id = c.region_id AND p.id = c.person_id
WHERE c.region_id = $1 AND p.region_id = $1 AND c.feed_hash = $2 AND p.status = 'active';

-- name: waiting_feed_organisations
SELECT organisation_id, role FROM membership WHERE region_id = $1 AND person_id = $2 ORDER BY organisation_id LIMIT 20;

-- name: waiting_feed_roles
SELECT role FROM platform_role WHERE region_id = $1 AND person_id = $2;

-- name: waiting_digest_people
SELECT c.person_id FROM person_contact c
LEFT JOIN waiting_choice w ON w.region_id = c.region_id AND w.person_id = c.person_id
WHERE c.region_id = $1 AND COALESCE(w.digest, 1) = 1 AND COALESCE(w.digest_day, '') <> $2
ORDER BY c.person_id LIMIT $3;

-- name: waiting_digest_mark
INSERT INTO waiting_choice (region_id, person_id, digest_day) VALUES ($1, $2, $3)
ON CONFLICT (region_id, person_id) DO UPDATE SET digest_day = excluded.digest_day
WHERE waiting_choice.region_id = $1 AND waiting_choice.digest = 1 AND waiting_choice.digest_day <> excluded.digest_day;
