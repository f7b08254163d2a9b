-- name: login_claim
INSERT INTO login_registry (login, region_id, person_id) VALUES ($1, $2, $3) ON CONFLICT (login) DO NOTHING;

-- name: person_insert
INSERT INTO person (region_id, id, login, name, password_hash, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $6);

-- name: platform_role_insert
INSERT INTO platform_role (region_id, person_id, role) VALUES ($1, $2, $3);

-- name: membership_insert
INSERT INTO membership (region_id, person_id, organisation_id, role, created_ms) VALUES ($1, $2, $3, $4, $5);

-- name: person_find_by_login
SELECT id, login, name, password_hash, language, status, failed_count, locked_until_ms
FROM person WHERE region_id = $1 AND id = (SELECT person_id FROM login_registry WHERE login = $2 AND region_id = $1);

-- name: person_count_failure
UPDATE person SET failed_count = failed_count + 1,
  locked_until_ms = CASE WHEN (failed_count + 1) % $3 = 0 THEN $4 ELSE locked_until_ms END
WHERE region_id = $1 AND id = $2;

-- name: person_clear_failures
UPDATE person SET failed_count = 0, locked_until_ms = 0 WHERE region_id = $1 AND id = $2;

-- name: person_set_password
UPDATE person SET password_hash = $3, failed_count = 0, locked_until_ms = 0, updated_ms = $4
WHERE region_id = $1 AND id = $2;

-- name: session_insert
INSERT INTO web_session (region_id, token_hash, person_id, csrf, created_ms, seen_ms, address, agent)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7);

-- name: session_find
SELECT s.person_id, s.csrf, s.created_ms, s.seen_ms, p.name, p.login
FROM web_session s JOIN person p ON p.region_id = $1 AND p.id = s.person_id
WHERE s.region_id = $1 AND s.token_hash = $2 AND p.status = 'active';

-- name: session_seen
UPDATE web_session SET seen_ms = $3 WHERE region_id = $1 AND token_hash = $2;

-- name: session_delete
DELETE FROM web_session WHERE region_id = $1 AND token_hash = $2;

-- name: session_delete_of_person
DELETE FROM web_session WHERE region_id = $1 AND person_id = $2;

-- name: session_delete_old
DELETE FROM web_session WHERE region_id = $1 AND (created_ms < $2 OR seen_ms < $3);

-- name: platform_role_list
SELECT role FROM platform_role WHERE region_id = $1 AND person_id = $2;

-- name: membership_list
SELECT m.organisation_id, o.name, o.kind, m.role
FROM membership m JOIN organisation o ON o.region_id = $1 AND o.id = m.organisation_id
WHERE m.region_id = $1 AND m.person_id = $2 ORDER BY o.sort_key, o.id;
