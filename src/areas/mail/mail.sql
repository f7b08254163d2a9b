-- name: mail_insert
INSERT INTO mail (region_id, id, person_id, address, language, template, content, next_ms, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT DO NOTHING;

-- name: mail_recipient
SELECT c.address, p.language FROM person_contact c
JOIN person p ON p.region_id = $1 AND p.id = c.person_id
WHERE c.region_id = $1 AND c.person_id = $2;

-- name: mail_contact_find
SELECT address, confirmed_ms FROM person_contact WHERE region_id = $1 AND person_id = $2;

-- name: mail_contact_owner
SELECT person_id FROM person_contact WHERE region_id = $1 AND address_index IN ($2, $3, $4) AND confirmed_ms <> 0 LIMIT 2;

-- name: mail_contact_put
INSERT INTO person_contact (region_id, person_id, address, address_index, confirmed_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region_id, person_id) DO UPDATE SET address = excluded.address, address_index = excluded.address_index,
  confirmed_ms = excluded.confirmed_ms;

-- name: mail_contact_delete
DELETE FROM person_contact WHERE region_id = $1 AND person_id = $2;

-- What is due: marked as this sender's until $4; who falls silent loses it. $3 now, $5 how many.
-- name: mail_claim.sqlite
UPDATE mail SET lease_owner = $2, next_ms = $4
WHERE region_id = $1 AND id IN (
  SELECT id FROM mail WHERE region_id = $1 AND status = 'queued' AND next_ms <= $3 ORDER BY next_ms, id LIMIT $5)
RETURNING id, person_id, address, language, template, content, attempts;
-- name: mail_claim.postgres
UPDATE mail SET lease_owner = $2, next_ms = $4
WHERE region_id = $1 AND id IN (
  SELECT id FROM mail WHERE region_id = $1 AND status = 'queued' AND next_ms <= $3 ORDER BY next_ms, id LIMIT $5
  FOR UPDATE SKIP LOCKED)
RETURNING id, person_id, address, language, template, content, attempts;

-- name: mail_person
SELECT p.name, COALESCE(c.address, ''), p.language FROM person p
LEFT JOIN person_contact c ON c.region_id = $1 AND c.person_id = p.id
WHERE p.region_id = $1 AND p.id = $2;

-- name: mail_set_sent
UPDATE mail SET status = 'sent', content = '', address = '', attempts = attempts + 1, last_error = '', lease_owner = '', sent_ms = $4
WHERE region_id = $1 AND id = $2 AND lease_owner = $3;

-- name: mail_set_waiting
UPDATE mail SET status = $4, attempts = attempts + 1, last_error = $5, lease_owner = '', next_ms = $6
WHERE region_id = $1 AND id = $2 AND lease_owner = $3;

-- name: mail_requeue
UPDATE mail SET status = 'queued', attempts = 0, next_ms = $3 WHERE region_id = $1 AND id = $2 AND status <> 'sent';

-- name: mail_delete_old
DELETE FROM mail WHERE region_id = $1 AND status = 'sent' AND next_ms < $2;

-- name: mail_count
SELECT status, COUNT(*) FROM mail WHERE region_id = $1 GROUP BY status;

-- name: mail_list
SELECT m.id, m.person_id, COALESCE(p.name, ''), m.address, m.template, m.status, m.attempts, m.next_ms, m.last_error,
  m.created_ms, m.sent_ms
FROM mail m LEFT JOIN person p ON p.region_id = $1 AND p.id = m.person_id
WHERE m.region_id = $1 AND m.status = $2 ORDER BY m.next_ms DESC, m.id DESC LIMIT 100;

-- name: mail_is_due
SELECT 1 FROM mail WHERE region_id = $1 AND status = 'queued' AND next_ms <= $2 LIMIT 1;
