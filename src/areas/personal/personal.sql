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
SELECT person_id FROM person_field WHERE region_id = $1 AND field = $6 AND value_index IN ($2, $3, $4)
ORDER BY person_id LIMIT $5;

-- name: personal_address_find
SELECT address FROM person_contact WHERE region_id = $1 AND person_id = $2;

-- name: personal_address_lookup
SELECT person_id FROM person_contact WHERE region_id = $1 AND address_index IN ($2, $3, $4) ORDER BY person_id LIMIT $5;

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

-- Keys are changed: cells that are not sealed with the key whose text begins like $3, after the id $2, at most $4.
-- name: personal_mark_change
UPDATE setting SET value = $2, updated_ms = $3 WHERE region_id = $1 AND name = 'seal_mark' AND value = $4;

-- name: personal_regions
-- province
SELECT region_id FROM region ORDER BY region_id;

-- name: reseal_list_field
SELECT person_id, value FROM person_field
WHERE region_id = $1 AND person_id > $2 AND value NOT LIKE $3 AND field = $5 ORDER BY person_id LIMIT $4;

-- name: reseal_put_field
UPDATE person_field SET value = $4, value_index = $5 WHERE region_id = $1 AND person_id = $2 AND field = $6 AND value = $3;

-- name: reseal_list_contact
SELECT person_id, address FROM person_contact
WHERE region_id = $1 AND person_id > $2 AND address NOT LIKE $3 AND address <> '' ORDER BY person_id LIMIT $4;

-- name: reseal_put_contact
UPDATE person_contact SET address = $4, address_index = $5 WHERE region_id = $1 AND person_id = $2 AND address = $3;

-- name: reseal_list_second
SELECT person_id, secret FROM second_factor
WHERE region_id = $1 AND person_id > $2 AND secret NOT LIKE $3 AND secret <> '' ORDER BY person_id LIMIT $4;

-- name: reseal_put_second
UPDATE second_factor SET secret = $4 WHERE region_id = $1 AND person_id = $2 AND secret = $3;

-- name: reseal_list_mail
SELECT id, address FROM mail
WHERE region_id = $1 AND id > $2 AND address NOT LIKE $3 AND address <> '' ORDER BY id LIMIT $4;

-- name: reseal_put_mail
UPDATE mail SET address = $4 WHERE region_id = $1 AND id = $2 AND address = $3;

-- name: reseal_list_guardian
SELECT id, guardian FROM consent_record
WHERE region_id = $1 AND id > $2 AND guardian NOT LIKE $3 AND guardian <> '' ORDER BY id LIMIT $4;

-- name: reseal_put_guardian
UPDATE consent_record SET guardian = $4 WHERE region_id = $1 AND id = $2 AND guardian = $3;

-- name: reseal_list_link
SELECT id, note FROM one_time_link
WHERE region_id = $1 AND id > $2 AND note NOT LIKE $3 AND note <> '' AND kind IN ('confirm', 'invitation') ORDER BY id LIMIT $4;

-- name: reseal_put_link
UPDATE one_time_link SET note = $4 WHERE region_id = $1 AND id = $2 AND note = $3;
