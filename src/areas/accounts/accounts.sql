-- name: login_claim
INSERT INTO login_registry (login, region_id, person_id) VALUES ($1, $2, $3) ON CONFLICT (login) DO NOTHING;

-- name: person_insert
INSERT INTO person (region_id, id, login, name, password_hash, password_ms, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $6, $6);

-- name: platform_role_insert
INSERT INTO platform_role (region_id, person_id, role) VALUES ($1, $2, $3);

-- name: membership_insert
INSERT INTO membership (region_id, person_id, organisation_id, role, created_ms) VALUES ($1, $2, $3, $4, $5);

-- name: login_owner
SELECT region_id, person_id FROM login_registry WHERE login = $1;

-- name: person_find_by_login
SELECT id, login, name, password_hash, language, status, CASE WHEN password_ms > 0 THEN password_ms ELSE created_ms END
FROM person WHERE region_id = $1 AND id = (SELECT person_id FROM login_registry WHERE login = $2 AND region_id = $1);

-- name: person_set_password
UPDATE person SET password_hash = $3, password_ms = $4, updated_ms = $4 WHERE region_id = $1 AND id = $2;

-- name: sign_in_guard_find
SELECT address, failed_count, locked_until_ms, known_ms FROM sign_in_guard
WHERE region_id = $1 AND login_digest = $2 AND address IN ($3, $4);

-- name: sign_in_guard_add
INSERT INTO sign_in_guard (region_id, login_digest, address, failed_count, locked_until_ms, at_ms) VALUES ($1, $2, $3, 1, 0, $4)
ON CONFLICT (region_id, login_digest, address) DO UPDATE SET failed_count = sign_in_guard.failed_count + 1,
  at_ms = excluded.at_ms,
  locked_until_ms = CASE WHEN sign_in_guard.failed_count + 1 >= $5 THEN CAST($6 AS bigint) ELSE 0 END;

-- name: sign_in_guard_reset
UPDATE sign_in_guard SET failed_count = 0, locked_until_ms = 0 WHERE region_id = $1 AND login_digest = $2 AND at_ms < $3;

-- name: sign_in_guard_delete
DELETE FROM sign_in_guard WHERE region_id = $1 AND login_digest = $2;

-- name: sign_in_guard_clear
DELETE FROM sign_in_guard WHERE region_id = $1 AND login_digest = $2 AND address IN ($3, $4);

-- name: sign_in_guard_know
INSERT INTO sign_in_guard (region_id, login_digest, address, failed_count, locked_until_ms, known_ms, at_ms)
VALUES ($1, $2, $3, 0, 0, $4, $4) ON CONFLICT DO NOTHING;

-- name: sign_in_pending_insert
INSERT INTO sign_in_pending (region_id, id, login_digest, address, at_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- Of this login from here, and from everywhere, since $4; without the own one.
-- name: sign_in_pending_count
SELECT COUNT(CASE WHEN address = $3 THEN 1 END), COUNT(*) FROM sign_in_pending
WHERE region_id = $1 AND login_digest = $2 AND at_ms >= $4 AND id <> $5;

-- name: sign_in_pending_delete
DELETE FROM sign_in_pending WHERE region_id = $1 AND id = $2;

-- name: sign_in_pending_delete_old
DELETE FROM sign_in_pending WHERE region_id = $1 AND at_ms < $2;

-- name: sign_in_guard_delete_old
DELETE FROM sign_in_guard WHERE region_id = $1 AND at_ms < $2 AND known_ms < $3;

-- name: security_list
SELECT name, value FROM setting WHERE region_id = $1 AND name LIKE 'security_%';

-- name: security_put
INSERT INTO setting (region_id, name, value, updated_ms, updated_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region_id, name) DO UPDATE SET value = excluded.value, updated_ms = excluded.updated_ms,
  updated_by = excluded.updated_by;

-- name: link_insert
INSERT INTO one_time_link (region_id, token_digest, id, kind, person_id, organisation_id, role, note, created_by, created_ms,
  expires_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING;

-- name: link_find
SELECT id, person_id, organisation_id, role, note, created_by, created_ms, expires_ms FROM one_time_link
WHERE region_id = $1 AND token_digest = $2 AND kind = $3 AND used_ms = 0 AND expires_ms > $4;

-- name: link_find_invitation
SELECT id, person_id, organisation_id, role, note, created_by, created_ms, expires_ms FROM one_time_link
WHERE region_id = $1 AND person_id = 0 AND kind = 'invitation' AND id = $2 AND used_ms = 0 AND expires_ms > $3;

-- name: link_use
UPDATE one_time_link SET used_ms = $3 WHERE region_id = $1 AND token_digest = $2 AND used_ms = 0 AND expires_ms > $3;

-- name: link_end_of_person
UPDATE one_time_link SET used_ms = $4 WHERE region_id = $1 AND person_id = $2 AND kind = $3 AND used_ms = 0;

-- name: link_delete_old
DELETE FROM one_time_link WHERE region_id = $1 AND expires_ms < $2;

-- name: person_find
SELECT id, login, name, password_hash, language, status, CASE WHEN password_ms > 0 THEN password_ms ELSE created_ms END
FROM person WHERE region_id = $1 AND id = $2;

-- name: person_update
UPDATE person SET name = $3, language = $4, updated_ms = $5 WHERE region_id = $1 AND id = $2;

-- name: session_list
SELECT token_hash, created_ms, seen_ms, address, agent FROM web_session
WHERE region_id = $1 AND person_id = $2 AND seen_ms > $3 AND created_ms > $4 ORDER BY seen_ms DESC LIMIT 50;

-- name: session_delete_one
DELETE FROM web_session WHERE region_id = $1 AND person_id = $2 AND token_hash = $3;

-- name: session_delete_others
DELETE FROM web_session WHERE region_id = $1 AND person_id = $2 AND token_hash <> $3;

-- name: second_factor_find
SELECT secret, confirmed_ms, last_step FROM second_factor WHERE region_id = $1 AND person_id = $2;

-- name: second_factor_put
INSERT INTO second_factor (region_id, person_id, secret) VALUES ($1, $2, $3)
ON CONFLICT (region_id, person_id) DO UPDATE SET secret = excluded.secret, last_step = 0
WHERE second_factor.confirmed_ms = 0;

-- name: second_factor_confirm
UPDATE second_factor SET confirmed_ms = $3, last_step = $4 WHERE region_id = $1 AND person_id = $2 AND confirmed_ms = 0;

-- name: second_factor_step
UPDATE second_factor SET last_step = $3 WHERE region_id = $1 AND person_id = $2 AND last_step < $3 AND confirmed_ms > 0;

-- name: second_factor_delete
DELETE FROM second_factor WHERE region_id = $1 AND person_id = $2;

-- name: recovery_insert
INSERT INTO recovery_code (region_id, person_id, code_digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: recovery_use
UPDATE recovery_code SET used_ms = $4 WHERE region_id = $1 AND person_id = $2 AND code_digest = $3 AND used_ms = 0;

-- name: recovery_delete
DELETE FROM recovery_code WHERE region_id = $1 AND person_id = $2;

-- name: recovery_count
SELECT COUNT(*) FROM recovery_code WHERE region_id = $1 AND person_id = $2 AND used_ms = 0;

-- name: api_token_insert
INSERT INTO api_token (region_id, token_digest, id, person_id, name, scopes, created_ms, expires_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: api_token_list
SELECT id, name, scopes, created_ms, expires_ms FROM api_token WHERE region_id = $1 AND person_id = $2
ORDER BY id DESC LIMIT 50;

-- name: api_token_delete
DELETE FROM api_token WHERE region_id = $1 AND person_id = $2 AND id = $3;

-- name: api_token_delete_of_person
DELETE FROM api_token WHERE region_id = $1 AND person_id = $2;

-- name: api_token_find
SELECT t.person_id, t.scopes, t.expires_ms, p.name, p.login,
  (SELECT value FROM setting WHERE region_id = $1 AND name = 'security_second_factor'),
  (SELECT confirmed_ms FROM second_factor WHERE region_id = $1 AND person_id = t.person_id)
FROM api_token t JOIN person p ON p.region_id = $1 AND p.id = t.person_id
WHERE t.region_id = $1 AND t.token_digest = $2 AND p.status = 'active';

-- name: session_insert
INSERT INTO web_session (region_id, token_hash, person_id, csrf, created_ms, seen_ms, address, agent)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
ON CONFLICT DO NOTHING;

-- name: session_find
SELECT s.person_id, s.csrf, s.created_ms, s.seen_ms, p.name, p.login,
  (SELECT value FROM setting WHERE region_id = $1 AND name = 'security_idle_minutes'),
  (SELECT value FROM setting WHERE region_id = $1 AND name = 'security_session_hours'),
  (SELECT value FROM setting WHERE region_id = $1 AND name = 'security_second_factor'),
  (SELECT confirmed_ms FROM second_factor WHERE region_id = $1 AND person_id = s.person_id)
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

-- People by login, after $3; $2: a part of login or name.
-- name: people_list
SELECT p.id, p.login, p.name, p.status,
  (SELECT confirmed_ms FROM second_factor WHERE region_id = $1 AND person_id = p.id),
  (SELECT COUNT(*) FROM person_contact WHERE region_id = $1 AND person_id = p.id)
FROM person p WHERE p.region_id = $1 AND (p.login LIKE $2 OR p.name LIKE $2) AND p.login > $3
ORDER BY p.login LIMIT $4;

-- name: platform_role_give
INSERT INTO platform_role (region_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: platform_role_take
DELETE FROM platform_role WHERE region_id = $1 AND person_id = $2 AND role = $3;

-- name: platform_role_count
SELECT COUNT(*) FROM platform_role WHERE region_id = $1 AND role = $2;

-- name: member_list
SELECT m.person_id, p.name, m.role, m.created_ms FROM membership m
JOIN person p ON p.region_id = $1 AND p.id = m.person_id
WHERE m.region_id = $1 AND m.organisation_id = $2 ORDER BY m.created_ms, m.person_id LIMIT $3;

-- name: invitation_list
SELECT id, role, note, expires_ms FROM one_time_link
WHERE region_id = $1 AND organisation_id = $2 AND kind = 'invitation' AND used_ms = 0 AND expires_ms > $3
ORDER BY id DESC LIMIT 100;

-- name: invitation_end
UPDATE one_time_link SET used_ms = $4
WHERE region_id = $1 AND organisation_id = $2 AND kind = 'invitation' AND id = $3 AND used_ms = 0;

-- name: membership_join
INSERT INTO membership (region_id, person_id, organisation_id, role, created_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- name: membership_set_role
UPDATE membership SET role = $4 WHERE region_id = $1 AND person_id = $2 AND organisation_id = $3;

-- name: membership_delete
DELETE FROM membership WHERE region_id = $1 AND person_id = $2 AND organisation_id = $3;

-- name: membership_owner_count
SELECT COUNT(*) FROM membership WHERE region_id = $1 AND organisation_id = $2 AND role = 'owner';

-- name: registration_insert
INSERT INTO registration (region_id, id, kind, status, person_id, organisation_id, organisation_kind, name, credit_code,
  statement, file_id, created_ms, updated_ms)
VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT DO NOTHING;

-- name: registration_find
SELECT r.id, r.kind, r.status, r.person_id, r.organisation_id, r.organisation_kind, r.name, r.credit_code, r.statement,
  r.file_id, r.reason, r.decided_ms, r.version, r.created_ms, r.updated_ms, p.name
FROM registration r JOIN person p ON p.region_id = $1 AND p.id = r.person_id
WHERE r.region_id = $1 AND r.id = $2;

-- name: registration_list_waiting
SELECT r.id, r.kind, r.status, r.person_id, r.organisation_id, r.organisation_kind, r.name, r.credit_code, r.statement,
  r.file_id, r.reason, r.decided_ms, r.version, r.created_ms, r.updated_ms, p.name
FROM registration r JOIN person p ON p.region_id = $1 AND p.id = r.person_id
WHERE r.region_id = $1 AND r.status IN ('waiting', 'asked') ORDER BY r.id LIMIT $2;

-- name: registration_list_own
SELECT r.id, r.kind, r.status, r.person_id, r.organisation_id, r.organisation_kind, r.name, r.credit_code, r.statement,
  r.file_id, r.reason, r.decided_ms, r.version, r.created_ms, r.updated_ms, p.name
FROM registration r JOIN person p ON p.region_id = $1 AND p.id = r.person_id
WHERE r.region_id = $1 AND r.person_id = $2 ORDER BY r.id DESC LIMIT $3;

-- name: registration_update
UPDATE registration SET status = $3, reason = $4, statement = $5, file_id = $6, organisation_id = $7, decided_by = $8,
  decided_ms = $9, updated_ms = $10, version = version + 1
WHERE region_id = $1 AND id = $2 AND version = $11;
