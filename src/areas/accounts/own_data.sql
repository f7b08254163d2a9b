-- name: own_data_person
SELECT login, name, language, created_ms FROM person WHERE region_id = $1 AND id = $2;

-- name: own_data_registrations
SELECT kind, status, name, created_ms FROM registration WHERE region_id = $1 AND person_id = $2 ORDER BY id;

-- name: own_data_sessions
SELECT address, agent, created_ms, seen_ms FROM web_session WHERE region_id = $1 AND person_id = $2 ORDER BY created_ms;

-- name: own_data_tokens
SELECT name, scopes, created_ms, expires_ms FROM api_token WHERE region_id = $1 AND person_id = $2 ORDER BY id;

-- Organisations of which the person is the only owner while others are members.
-- name: erase_last_owner
SELECT COUNT(*) FROM membership m WHERE m.region_id = $1 AND m.person_id = $2 AND m.role = 'owner'
AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.region_id = $1 AND o.organisation_id = m.organisation_id
  AND o.role = 'owner' AND o.person_id <> $2)
AND EXISTS (SELECT 1 FROM membership e WHERE e.region_id = $1 AND e.organisation_id = m.organisation_id AND e.person_id <> $2);

-- name: erase_last_administrator
SELECT COUNT(*) FROM platform_role r WHERE r.region_id = $1 AND r.person_id = $2 AND r.role = 'administrator'
AND NOT EXISTS (SELECT 1 FROM platform_role o WHERE o.region_id = $1 AND o.role = 'administrator' AND o.person_id <> $2);

-- name: erase_person
UPDATE person SET login = $3, name = $4, password_hash = $5, status = 'erased', updated_ms = $6
WHERE region_id = $1 AND id = $2;

-- name: erase_login
DELETE FROM login_registry WHERE region_id = $1 AND person_id = $2;

-- name: erase_memberships
DELETE FROM membership WHERE region_id = $1 AND person_id = $2;

-- name: erase_roles
DELETE FROM platform_role WHERE region_id = $1 AND person_id = $2;

-- name: erase_studios
DELETE FROM studio_editor WHERE region_id = $1 AND person_id = $2;

-- name: erase_links
DELETE FROM one_time_link WHERE region_id = $1 AND person_id = $2;

-- name: erase_mail
DELETE FROM mail WHERE region_id = $1 AND person_id = $2;

-- name: erase_choice
DELETE FROM waiting_choice WHERE region_id = $1 AND person_id = $2;
