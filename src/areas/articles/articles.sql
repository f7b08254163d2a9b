-- Columns, articles, documents.

-- name: column_list
SELECT id, parent_id, kind, name, english_name, summary, organisation_id, position, hidden, version, created_ms, updated_ms
FROM article_column WHERE region_id = $1 ORDER BY parent_id, position, id LIMIT 2000;

-- name: column_insert
INSERT INTO article_column (region_id, id, parent_id, kind, name, english_name, summary, organisation_id, position, hidden,
       version, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
       (SELECT COALESCE(max(position), 0) + 1 FROM article_column WHERE region_id = $1 AND parent_id = $3), $9, 1, $10, $11)
ON CONFLICT DO NOTHING;

-- name: column_same
SELECT 1 FROM article_column WHERE region_id = $1 AND id = $2;

-- name: column_update
UPDATE article_column
SET parent_id = $3, name = $4, english_name = $5, summary = $6, organisation_id = $7, hidden = $8, version = version + 1,
    updated_ms = $9
WHERE region_id = $1 AND id = $2 AND version = $10;

-- name: column_taken
SELECT 1 FROM article_column WHERE region_id = $1 AND parent_id = $2 AND name = $3 AND id <> $4;

-- name: column_place
UPDATE article_column SET position = $3, updated_ms = $4 WHERE region_id = $1 AND id = $2;

-- name: studio_editor_insert
INSERT INTO studio_editor (region_id, column_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: studio_editor_delete
DELETE FROM studio_editor WHERE region_id = $1 AND column_id = $2 AND person_id = $3;

-- name: studio_editor_list
SELECT e.person_id, p.name, p.login FROM studio_editor e JOIN person p ON p.region_id = $1 AND p.id = e.person_id
WHERE e.region_id = $1 AND e.column_id = $2 ORDER BY p.name, e.person_id LIMIT 100;

-- name: studio_editor_of
SELECT column_id FROM studio_editor WHERE region_id = $1 AND person_id = $2 ORDER BY column_id LIMIT 200;

-- name: studio_person
SELECT id FROM person WHERE region_id = $1 AND login = $2;

-- Articles.

-- name: article_select.fragment
SELECT a.id, a.column_id, a.title, a.summary, a.body, a.format, a.source, a.source_url, a.author, a.links, a.film_id,
       a.poster_id, a.captions_id, a.film_words, a.status, a.reason, a.publish_ms, a.actor_id, a.version, a.created_ms,
       a.updated_ms
;
-- Lists need no more than the beginning of the body.
-- name: article_select_short.fragment
SELECT a.id, a.column_id, a.title, a.summary, substr(a.body, 1, 600), a.format, a.source, a.source_url, a.author, a.links,
       a.film_id, a.poster_id, a.captions_id, a.film_words, a.status, a.reason, a.publish_ms, a.actor_id, a.version,
       a.created_ms, a.updated_ms
;
-- name: article_by_id.fragment
FROM article a WHERE a.region_id = $1 AND a.id = $2
;
-- One column in one status, behind a place.
-- name: article_in_column.fragment
FROM article a
WHERE a.region_id = $1 AND a.column_id = $2 AND a.status = $3 AND (a.publish_ms, a.id) < ($4, $5)
ORDER BY a.publish_ms DESC, a.id DESC LIMIT $6
;
-- name: article_in_status.fragment
FROM article a
WHERE a.region_id = $1 AND a.status = $3 AND (a.publish_ms, a.id) < ($4, $5)
ORDER BY a.publish_ms DESC, a.id DESC LIMIT $6
;
-- name: article_due
SELECT id FROM article
WHERE region_id = $1 AND status = 'scheduled' AND publish_ms <= $2 ORDER BY publish_ms, id LIMIT 100;

-- name: article_failed_count
SELECT COUNT(*) FROM waiting_item WHERE region_id = $1 AND kind = 'article_failed' AND subject_id = $2;

-- name: article_insert
INSERT INTO article (region_id, id, column_id, title, summary, body, format, source, source_url, author, links, film_id,
       poster_id, captions_id, film_words, status, reason, publish_ms, actor_id, version, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $21)
ON CONFLICT DO NOTHING;

-- name: article_update
UPDATE article
SET column_id = $3, title = $4, summary = $5, body = $6, format = $7, source = $8, source_url = $9, author = $10,
    links = $11, film_id = $12, poster_id = $13, captions_id = $14, film_words = $15, status = $16, reason = $17,
    publish_ms = $18, version = version + 1, updated_ms = $19
WHERE region_id = $1 AND id = $2 AND version = $20;

-- name: article_revision_insert
INSERT INTO article_revision (region_id, article_id, version, document, actor_id, actor_name, reason, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: article_revision_list
SELECT version, document, actor_id, actor_name, reason, at_ms FROM article_revision
WHERE region_id = $1 AND article_id = $2 ORDER BY version DESC LIMIT 200;

-- name: article_revision_by
SELECT actor_id, at_ms FROM article_revision WHERE region_id = $1 AND article_id = $2 AND version = $3;

-- Full text.

-- name: article_search_delete.sqlite
DELETE FROM article_search WHERE rowid = $2 AND $1 > 0;
-- name: article_search_delete.postgres
DELETE FROM article_search WHERE region_id = $1 AND id = $2;

-- name: article_search_insert.sqlite
INSERT INTO article_search (rowid, terms) VALUES ($2 + 0 * $1, $3);
-- name: article_search_insert.postgres
INSERT INTO article_search (region_id, id, terms) VALUES ($1, $2, to_tsvector('simple', $3));

-- name: article_matching.sqlite.fragment
FROM article_search s CROSS JOIN article a ON a.region_id = $1 AND a.id = s.rowid
WHERE s.terms MATCH $2 AND s.rowid < $4 ORDER BY s.rowid DESC LIMIT $5
;
-- name: article_matching.postgres.fragment
FROM article_search s JOIN article a ON a.region_id = s.region_id AND a.id = s.id
WHERE s.region_id = $1 AND a.region_id = $1 AND s.terms @@ CAST($3 AS tsquery) AND s.id < $4 ORDER BY s.id DESC LIMIT $5
;
-- name: article_count.sqlite
SELECT count(*) FROM (SELECT rowid FROM article_search WHERE terms MATCH $2 AND $1 > 0 AND $3 <> '' LIMIT $4);
-- name: article_count.postgres
SELECT count(*) FROM (SELECT 1 FROM article_search
  WHERE region_id = $1 AND terms @@ CAST($3 AS tsquery) AND CAST($2 AS text) <> '' LIMIT $4) AS hits;

-- Pictures and documents.

-- name: article_image_insert
INSERT INTO article_image (region_id, article_id, file_id, words) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: article_image_list
SELECT i.words, f.id, f.owner_kind, f.owner_id, f.name, f.type, f.size, f.sm3, f.sha256, f.width, f.height, f.actor_id,
       f.created_ms
FROM article_image i JOIN file f ON f.region_id = $1 AND f.id = i.file_id
WHERE i.region_id = $1 AND i.article_id = $2 ORDER BY f.id LIMIT 200;

-- name: article_image_delete
DELETE FROM article_image WHERE region_id = $1 AND article_id = $2 AND file_id = $3;

-- name: document_delete_versions
DELETE FROM document_version WHERE region_id = $1 AND document_id = $2;

-- name: document_delete
DELETE FROM document WHERE region_id = $1 AND id = $2;

-- name: document_insert
INSERT INTO document (region_id, id, article_id, title, version, created_ms, updated_ms)
VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT DO NOTHING;

-- name: document_update
UPDATE document SET title = $3, version = version + 1, updated_ms = $4 WHERE region_id = $1 AND id = $2 AND version = $5;

-- name: document_version_insert
INSERT INTO document_version (region_id, document_id, version, file_id, note, actor_id, actor_name, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: document_find
SELECT id, article_id, title, version, created_ms, updated_ms FROM document WHERE region_id = $1 AND id = $2;

-- name: document_list
SELECT id, article_id, title, version, created_ms, updated_ms FROM document
WHERE region_id = $1 AND article_id = $2 ORDER BY id LIMIT 200;

-- name: document_version_list
SELECT v.version, v.note, v.actor_name, v.actor_id, v.at_ms, f.id, f.owner_kind, f.owner_id, f.name, f.type, f.size, f.sm3,
       f.sha256, f.width, f.height, f.actor_id, f.created_ms
FROM document_version v JOIN file f ON f.region_id = $1 AND f.id = v.file_id
WHERE v.region_id = $1 AND v.document_id = $2 ORDER BY v.version DESC LIMIT 200;

-- The setting, and how many editors there are.
-- name: article_four_eyes
SELECT (SELECT value FROM setting WHERE region_id = $1 AND name = 'article_four_eyes'),
  (SELECT COUNT(*) FROM platform_role r JOIN person p ON p.region_id = $1 AND p.id = r.person_id
   WHERE r.region_id = $1 AND r.role = 'editor' AND p.status = 'active');

-- name: article_four_eyes_put
INSERT INTO setting (region_id, name, value, updated_ms, updated_by) VALUES ($1, 'article_four_eyes', $2, $3, $4)
ON CONFLICT (region_id, name) DO UPDATE SET value = excluded.value, updated_ms = excluded.updated_ms,
  updated_by = excluded.updated_by;

-- How often they are read.

-- name: article_read_add
INSERT INTO article_read (region_id, day, article_id, reads) VALUES ($1, $2, $3, $4)
ON CONFLICT (region_id, day, article_id) DO UPDATE SET reads = article_read.reads + excluded.reads;

-- name: article_read_sweep
DELETE FROM article_read WHERE region_id = $1 AND day < $2;

-- name: article_read_top
SELECT article_id, CAST(sum(reads) AS bigint) FROM article_read
WHERE region_id = $1 AND day >= $2 GROUP BY article_id ORDER BY 2 DESC, article_id DESC LIMIT $3;
