-- name: login_claim
INSERT INTO login_registry (login, region_id, person_id) VALUES ($1, $2, $3) ON CONFLICT (login) DO NOTHING;

-- name: person_insert
INSERT INTO person (region_id, id, login, name, password_hash, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $6);

-- name: platform_role_insert
INSERT INTO platform_role (region_id, person_id, role) VALUES ($1, $2, $3);

-- name: membership_insert
INSERT INTO membership (region_id, person_id, organisation_id, role, created_ms) VALUES ($1, $2, $3, $4, $5);

-- name: login_owner
SELECT region_id, person_id FROM login_registry WHERE login = $1;

-- name: person_find_by_login
SELECT id, login, name, password_hash, language, status
FROM person WHERE region_id = $1 AND id = (SELECT person_id FROM login_registry WHERE login = $2 AND region_id = $1);

-- name: person_set_password
UPDATE person SET password_hash = $3, updated_ms = $4 WHERE region_id = $1 AND id = $2;

-- name: sign_in_failure_find
SELECT locked_until_ms FROM sign_in_failure WHERE region_id = $1 AND login_digest = $2;

-- name: sign_in_failure_add
INSERT INTO sign_in_failure (region_id, login_digest, failed_count, locked_until_ms, at_ms) VALUES ($1, $2, 1, 0, $3)
ON CONFLICT (region_id, login_digest) DO UPDATE SET failed_count = sign_in_failure.failed_count + 1, at_ms = excluded.at_ms,
  locked_until_ms = CASE WHEN sign_in_failure.failed_count + 1 >= $4 THEN CAST($5 AS bigint) ELSE 0 END;

-- name: sign_in_failure_delete
DELETE FROM sign_in_failure WHERE region_id = $1 AND login_digest = $2;

-- name: sign_in_failure_delete_old
DELETE FROM sign_in_failure WHERE region_id = $1 AND at_ms < $2;

-- name: session_insert
INSERT INTO web_session (region_id, token_hash, person_id, csrf, created_ms, seen_ms, address, agent)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
ON CONFLICT DO NOTHING;

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
