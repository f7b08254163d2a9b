-- Needs and offers.

-- name: listing_select.fragment
SELECT l.id, l.thread_id, l.organisation_id, l.side, l.kind, l.title, l.body, l.skills, l.occupation_code, l.major_code,
       l.industry_code, l.county_code, l.level_low, l.level_high, l.headcount, l.start_day, l.end_day, l.pay_low_fen,
       l.pay_high_fen, l.pay_unit, l.pay_note, l.lodging, l.meals, l.shift, l.education, l.experience_months,
       l.cooperation, l.status, l.source, l.version, l.created_ms, l.updated_ms, o.name, o.kind, o.credit_code
;
-- name: listing_by_id.fragment
FROM listing l
JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
WHERE l.region_id = $1 AND o.region_id = $1 AND l.id = $2
;
-- name: listing_by_key.fragment
FROM listing l
JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
WHERE l.region_id = $1 AND o.region_id = $1 AND l.organisation_id = $2 AND l.side = $3 AND l.kind = $4
  AND l.title_key = $5
;
-- name: listing_open_after.fragment
FROM listing l
JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
WHERE l.region_id = $1 AND o.region_id = $1 AND l.status = 'open' AND l.id > $2
ORDER BY l.id
;
-- name: listing_of_organisation.fragment
FROM listing l
JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
WHERE l.region_id = $1 AND o.region_id = $1 AND l.organisation_id = $2 AND l.status = $3 AND l.id < $4
ORDER BY l.id DESC LIMIT $5
;
-- name: listing_of_status.fragment
FROM listing l
JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
WHERE l.region_id = $1 AND o.region_id = $1 AND l.status = $3 AND l.id < $4
ORDER BY l.id DESC LIMIT $5
;
-- name: listing_insert
INSERT INTO listing (region_id, id, thread_id, organisation_id, side, kind, title, title_key, body, skills,
       occupation_code, major_code, industry_code, county_code, level_low, level_high, headcount, start_day, end_day,
       pay_low_fen, pay_high_fen, pay_unit, pay_note, lodging, meals, shift, education, experience_months, cooperation,
       status, source, version, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
       $25, $26, $27, $28, $29, $30, $31, 1, $32, $33)
ON CONFLICT DO NOTHING;

-- name: listing_update
UPDATE listing
SET thread_id = $3, organisation_id = $4, side = $5, kind = $6, title = $7, title_key = $8, body = $9, skills = $10,
    occupation_code = $11, major_code = $12, industry_code = $13, county_code = $14, level_low = $15, level_high = $16,
    headcount = $17, start_day = $18, end_day = $19, pay_low_fen = $20, pay_high_fen = $21, pay_unit = $22,
    pay_note = $23, lodging = $24, meals = $25, shift = $26, education = $27, experience_months = $28, cooperation = $29,
    status = $30, source = $31, version = version + 1, updated_ms = $32
WHERE region_id = $1 AND id = $2 AND version = $33;

-- name: listing_version
SELECT version FROM listing WHERE region_id = $1 AND id = $2;

-- Versions and changes.

-- name: listing_revision_insert
INSERT INTO listing_revision (region_id, listing_id, version, document, actor_id, actor_name, reason, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: listing_revision_list
SELECT version, document, actor_id, actor_name, reason, at_ms FROM listing_revision
WHERE region_id = $1 AND listing_id = $2
ORDER BY version DESC LIMIT 200;

-- name: listing_revision_by
SELECT actor_id, actor_name, at_ms FROM listing_revision WHERE region_id = $1 AND listing_id = $2 AND version = $3;

-- Change rows are read with "id > the last one seen", so ids must be in the order of the commits. SQLite has one writer;
-- on PostgreSQL two writers at once read each other's newest row, and one of them is run again (serializable).
-- VALUES and not INSERT … SELECT, here and below: for the latter SQLite opens a savepoint of the statement, and FTS5 writes its
-- whole hash to disk at each one. An import is twice as fast for it.
-- name: listing_change_insert
INSERT INTO listing_change (region_id, id, listing_id)
VALUES ($1, (SELECT CASE WHEN COALESCE(max(id), 0) >= CAST($2 AS bigint) THEN max(id) + 1 ELSE CAST($2 AS bigint) END
  FROM listing_change WHERE region_id = $1), $3);

-- name: listing_change_list
SELECT id, listing_id FROM listing_change WHERE region_id = $1 AND id > $2 ORDER BY id LIMIT 20000;

-- name: listing_change_newest
SELECT CAST(COALESCE(max(id), 0) AS bigint) FROM listing_change WHERE region_id = $1;

-- Full text; open listings only.

-- name: listing_search_delete.sqlite
DELETE FROM listing_search WHERE rowid = $2 AND $1 > 0;
-- name: listing_search_delete.postgres
DELETE FROM listing_search WHERE region_id = $1 AND id = $2;

-- name: listing_search_insert.sqlite
INSERT INTO listing_search (rowid, terms) VALUES ($2 + 0 * $1, $3);
-- name: listing_search_insert.postgres
INSERT INTO listing_search (region_id, id, terms) VALUES ($1, $2, to_tsvector('simple', $3));

-- CROSS JOIN: SQLite keeps the order, full text first; left to itself it may walk the other table and look up each row.
-- Newest first. $2 fts5, $3 tsquery, $4 ids below this, $5 the limit.

-- name: listing_matching.sqlite.fragment
FROM listing_search s
CROSS JOIN listing l ON l.region_id = $1 AND l.id = s.rowid
CROSS JOIN organisation o ON o.region_id = $1 AND o.id = l.organisation_id
WHERE s.terms MATCH $2 AND s.rowid < $4
ORDER BY s.rowid DESC LIMIT $5
;
-- name: listing_matching.postgres.fragment
FROM listing_search s
JOIN listing l ON l.region_id = s.region_id AND l.id = s.id
JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
WHERE s.region_id = $1 AND l.region_id = $1 AND o.region_id = $1 AND s.terms @@ CAST($3 AS tsquery) AND s.id < $4
ORDER BY s.id DESC LIMIT $5
;
-- Counting, up to $5.
-- name: listing_count.sqlite.fragment
SELECT count(*) FROM (SELECT rowid FROM listing_search WHERE terms MATCH $2 LIMIT $5)
;
-- name: listing_count.postgres.fragment
SELECT count(*) FROM (SELECT 1 FROM listing_search WHERE region_id = $1 AND terms @@ CAST($3 AS tsquery) LIMIT $5) AS hits
;
-- name: listing_count_status.fragment
SELECT count(*) FROM (SELECT 1 FROM listing WHERE region_id = $1 AND status = $3 LIMIT $5) AS hits
;
-- What the filters' counts are made from: the newest $5.
-- name: listing_facts.fragment
SELECT l.side, l.kind, l.county_code, l.industry_code, l.major_code, l.level_low, l.level_high
;
-- name: listing_facts_matching.sqlite.fragment
FROM listing_search s
CROSS JOIN listing l ON l.region_id = $1 AND l.id = s.rowid
WHERE s.terms MATCH $2
ORDER BY s.rowid DESC LIMIT $5
;
-- name: listing_facts_matching.postgres.fragment
FROM listing_search s
JOIN listing l ON l.region_id = s.region_id AND l.id = s.id
WHERE s.region_id = $1 AND l.region_id = $1 AND s.terms @@ CAST($3 AS tsquery)
ORDER BY s.id DESC LIMIT $5
;
-- name: listing_facts_status.fragment
FROM listing l
WHERE l.region_id = $1 AND l.status = $3
ORDER BY l.id DESC LIMIT $5
;
-- One region in the file is the rule; the search need not tell them apart then. Read over all regions:
-- name: region_few
-- province
SELECT count(*) FROM (SELECT 1 FROM region LIMIT 2) AS regions;

-- name: listing_hold_find
SELECT 1 FROM listing_hold WHERE region_id = $1 AND listing_id = $2;
