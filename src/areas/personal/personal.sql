-- name: personal_mark_insert
INSERT INTO setting (region_id, name, value, updated_ms) VALUES ($1, 'seal_mark', $2, $3) ON CONFLICT DO NOTHING;

-- name: personal_mark_find
SELECT value FROM setting WHERE region_id = $1 AND name = 'seal_mark';

-- name: personal_field_find
SELECT value FROM person_field WHERE region_id = $1 AND person_id = $2 AND field = $3;

-- name: personal_field_put
INSERT INTO person_field (region_id, person_id, field, value, value_index, updated_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (region_id, person_id, field) DO UPDATE SET value = excluded.value, value_index = excluded.value_index,
  updated_ms = excluded.updated_ms;

-- name: personal_field_delete
DELETE FROM person_field WHERE region_id = $1 AND person_id = $2 AND field = $3;

-- name: personal_field_lookup
SELECT person_id FROM person_field WHERE region_id = $1 AND field = $4 AND value_index = $2 ORDER BY person_id LIMIT $3;

-- name: personal_address_find
SELECT address FROM person_contact WHERE region_id = $1 AND person_id = $2;

-- name: personal_address_lookup
SELECT person_id FROM person_contact WHERE region_id = $1 AND address_index = $2 ORDER BY person_id LIMIT $3;

-- name: personal_person_find
SELECT login, name, status, created_ms FROM person WHERE region_id = $1 AND id = $2;

-- name: personal_consent_texts
SELECT version, effective_day, text_zh, text_en, created_ms FROM consent_text
WHERE region_id = $1 AND purpose = $2 ORDER BY version DESC LIMIT 100;

-- name: personal_consent_text_insert
INSERT INTO consent_text (region_id, purpose, version, effective_day, text_zh, text_en, created_by, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: personal_consent_insert
INSERT INTO consent_record (region_id, id, person_id, purpose, version, step, how, digest, guardian, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING;

-- name: personal_consent_list
SELECT id, purpose, version, step, how, digest, guardian, at_ms FROM consent_record
WHERE region_id = $1 AND person_id = $2 ORDER BY id DESC LIMIT 200;
