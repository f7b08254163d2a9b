-- Organisations and what they have.

-- name: organisation_select.fragment
SELECT o.id, o.kind, o.name, o.short_name, o.credit_code, o.county_code, o.industry_code, o.school_level, o.ownership,
       o.above_scale, o.staff_count, o.student_count, o.teacher_count, o.address, o.website, o.products, o.summary,
       o.status, o.version, o.created_ms, o.updated_ms
;
-- name: organisation_by_id.fragment
FROM organisation o
WHERE o.region_id = $1 AND o.id = $2
;
-- name: organisation_by_code.fragment
FROM credit_code_registry r
JOIN organisation o ON o.region_id = $1 AND o.id = r.organisation_id
WHERE r.region_id = $1 AND r.credit_code = $2
;
-- name: organisation_by_name.fragment
FROM organisation o
WHERE o.region_id = $1 AND o.name_key = $2
;
-- name: organisation_insert
INSERT INTO organisation (region_id, id, kind, name, name_key, sort_key, short_name, credit_code, county_code,
       industry_code, school_level, ownership, above_scale, staff_count, student_count, teacher_count, address, website,
       products, summary, status, version, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $23)
ON CONFLICT DO NOTHING;

-- name: organisation_update
UPDATE organisation
SET kind = $3, name = $4, name_key = $5, sort_key = $6, short_name = $7, credit_code = $8, county_code = $9,
    industry_code = $10, school_level = $11, ownership = $12, above_scale = $13, staff_count = $14, student_count = $15,
    teacher_count = $16, address = $17, website = $18, products = $19, summary = $20, status = $21, version = version + 1,
    updated_ms = $22
WHERE region_id = $1 AND id = $2 AND version = $23;

-- name: credit_code_claim
INSERT INTO credit_code_registry (credit_code, region_id, organisation_id) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: credit_code_owner
SELECT region_id, organisation_id FROM credit_code_registry WHERE credit_code = $1;

-- name: credit_code_release
DELETE FROM credit_code_registry WHERE region_id = $1 AND organisation_id = $2 AND credit_code = $3;

-- What an organisation has.

-- name: programme_put
INSERT INTO programme (region_id, id, organisation_id, level, major_code, name, direction, student_count, graduate_count,
       updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (region_id, organisation_id, level, major_code, direction)
DO UPDATE SET name = excluded.name, student_count = excluded.student_count, graduate_count = excluded.graduate_count,
              updated_ms = excluded.updated_ms;

-- name: programme_list
SELECT id, level, major_code, name, direction, student_count, graduate_count FROM programme
WHERE region_id = $1 AND organisation_id = $2
ORDER BY level, major_code, direction
LIMIT 500;

-- name: programme_delete
DELETE FROM programme WHERE region_id = $1 AND organisation_id = $2 AND id = $3;

-- name: facility_put
INSERT INTO facility (region_id, id, organisation_id, kind, name, unit_count, place_count, summary, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (region_id, organisation_id, kind, name)
DO UPDATE SET unit_count = excluded.unit_count, place_count = excluded.place_count, summary = excluded.summary,
              updated_ms = excluded.updated_ms;

-- name: facility_list
SELECT id, kind, name, unit_count, place_count, summary FROM facility
WHERE region_id = $1 AND organisation_id = $2
ORDER BY kind DESC, name
LIMIT 500;

-- name: facility_delete
DELETE FROM facility WHERE region_id = $1 AND organisation_id = $2 AND id = $3;

-- name: post_put
INSERT INTO post (region_id, id, organisation_id, name, occupation_code, staff_count, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (region_id, organisation_id, name)
DO UPDATE SET occupation_code = excluded.occupation_code, staff_count = excluded.staff_count,
              updated_ms = excluded.updated_ms;

-- name: post_list
SELECT id, name, occupation_code, staff_count FROM post
WHERE region_id = $1 AND organisation_id = $2
ORDER BY staff_count DESC, name
LIMIT 500;

-- name: post_delete
DELETE FROM post WHERE region_id = $1 AND organisation_id = $2 AND id = $3;

-- Full text.

-- name: organisation_search_delete.sqlite
DELETE FROM organisation_search WHERE rowid = $2 AND $1 > 0;
-- name: organisation_search_delete.postgres
DELETE FROM organisation_search WHERE region_id = $1 AND id = $2;

-- name: organisation_search_insert.sqlite
INSERT INTO organisation_search (rowid, names, terms) VALUES ($2 + 0 * $1, $3, $4);
-- name: organisation_search_insert.postgres
INSERT INTO organisation_search (region_id, id, names, terms)
VALUES ($1, $2, to_tsvector('simple', $3), to_tsvector('simple', $4));

-- Lists, by pinyin. $2 fts5, $3 tsquery ('' of both: no text); $4, $5 the keyset; $6 the limit.

-- name: organisation_all.fragment
FROM organisation o
WHERE o.region_id = $1 AND (o.sort_key, o.id) > ($4, $5) AND o.status <> 'closed'
ORDER BY o.sort_key, o.id LIMIT $6
;
-- name: organisation_matching.sqlite.fragment
FROM organisation_search s
CROSS JOIN organisation o ON o.region_id = $1 AND o.id = s.rowid
WHERE s.terms MATCH $2 AND (o.sort_key, o.id) > ($4, $5) AND o.status <> 'closed'
ORDER BY o.sort_key, o.id LIMIT $6
;
-- name: organisation_matching.postgres.fragment
FROM organisation_search s
JOIN organisation o ON o.region_id = s.region_id AND o.id = s.id
WHERE s.region_id = $1 AND o.region_id = $1 AND s.terms @@ CAST($3 AS tsquery) AND (o.sort_key, o.id) > ($4, $5)
  AND o.status <> 'closed'
ORDER BY o.sort_key, o.id LIMIT $6
;
-- The same without order, for counting: at most $4 rows.
-- name: organisation_facts.fragment
SELECT o.kind, o.county_code, o.industry_code, o.school_level, o.above_scale
;
-- name: organisation_some.fragment
FROM organisation o
WHERE o.region_id = $1 AND o.status <> 'closed'
LIMIT $4
;
-- name: organisation_some_matching.sqlite.fragment
FROM organisation_search s
CROSS JOIN organisation o ON o.region_id = $1 AND o.id = s.rowid
WHERE s.terms MATCH $2 AND o.status <> 'closed'
LIMIT $4
;
-- name: organisation_some_matching.postgres.fragment
FROM organisation_search s
JOIN organisation o ON o.region_id = s.region_id AND o.id = s.id
WHERE s.region_id = $1 AND o.region_id = $1 AND s.terms @@ CAST($3 AS tsquery) AND o.status <> 'closed'
LIMIT $4
;
-- name: organisation_sort_key
SELECT sort_key FROM organisation WHERE region_id = $1 AND id = $2;

-- Which organisations a word names; for the search of listings. At most $4.
-- name: organisation_named.sqlite.fragment
SELECT s.rowid FROM organisation_search s
CROSS JOIN organisation o ON o.region_id = $1 AND o.id = s.rowid
WHERE s.names MATCH $2
LIMIT $4;
-- name: organisation_named.postgres.fragment
SELECT s.id FROM organisation_search s
WHERE s.region_id = $1 AND s.names @@ CAST($3 AS tsquery)
LIMIT $4;

-- name: organisation_owner_count
SELECT COUNT(*) FROM membership WHERE region_id = $1 AND organisation_id = $2 AND role = 'owner';
