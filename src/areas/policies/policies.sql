-- Policies.

-- name: policy_select.fragment
SELECT p.id, p.title, p.short_name, p.issuer, p.number, p.level, p.issue_day, p.effect_day, p.repeal_day, p.source_url,
       p.note, p.body, p.checked, p.status, p.reason, p.publish_ms, p.ends_day, p.actor_id, p.version, p.created_ms,
       p.updated_ms, p.sort_day
;
-- name: policy_select_short.fragment
SELECT p.id, p.title, p.short_name, p.issuer, p.number, p.level, p.issue_day, p.effect_day, p.repeal_day, p.source_url,
       p.note, '', p.checked, p.status, p.reason, p.publish_ms, p.ends_day, p.actor_id, p.version, p.created_ms,
       p.updated_ms, p.sort_day
;
-- name: policy_by_id.fragment
FROM policy p WHERE p.region_id = $1 AND p.id = $2
;
-- name: policy_replacing.fragment
FROM policy_replaced r JOIN policy p ON p.region_id = $1 AND p.id = r.policy_id
WHERE r.region_id = $1 AND r.replaced_id = $2 ORDER BY p.sort_day DESC, p.id DESC LIMIT 30
;
-- name: policy_replaced_by_it.fragment
FROM policy_replaced r JOIN policy p ON p.region_id = $1 AND p.id = r.replaced_id
WHERE r.region_id = $1 AND r.policy_id = $2 ORDER BY p.id LIMIT 30
;
-- name: policy_insert
INSERT INTO policy (region_id, id, title, short_name, issuer, number, level, issue_day, effect_day, repeal_day, source_url,
       note, body, checked, status, reason, publish_ms, number_key, short_key, title_key, sort_day, actor_id, version,
       created_ms, updated_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 1, $23, $24)
ON CONFLICT DO NOTHING;

-- name: policy_update
UPDATE policy
SET title = $3, short_name = $4, issuer = $5, number = $6, level = $7, issue_day = $8, effect_day = $9, repeal_day = $10,
    source_url = $11, note = $12, body = $13, checked = $14, status = $15, reason = $16, publish_ms = $17, number_key = $18,
    short_key = $19, title_key = $20, sort_day = $21, version = version + 1, updated_ms = $22
WHERE region_id = $1 AND id = $2 AND version = $23;

-- name: policy_named
SELECT p.id FROM policy p
WHERE p.region_id = $1 AND p.id <> $4 AND p.status IN ('published', $5)
  AND (p.number_key = $2 OR p.short_key = $3 OR p.title_key = $3)
ORDER BY CASE WHEN p.effect_day <= $6 AND p.ends_day > $6 THEN 0 ELSE 1 END,
         CASE WHEN p.status = 'published' THEN 0 ELSE 1 END, p.sort_day DESC, p.id DESC
LIMIT 1;

-- What replaces what.

-- name: policy_replaced_list
SELECT replaced_id FROM policy_replaced WHERE region_id = $1 AND policy_id = $2 ORDER BY replaced_id LIMIT 30;

-- name: policy_replaced_delete
DELETE FROM policy_replaced WHERE region_id = $1 AND policy_id = $2;

-- name: policy_replaced_insert
INSERT INTO policy_replaced (region_id, policy_id, replaced_id) SELECT $1, CAST($2 AS bigint), p.id FROM policy p
WHERE p.region_id = $1 AND p.id = $3 ON CONFLICT DO NOTHING;

-- Is $2 among what it replaces, over any number of steps?
-- name: policy_circle
WITH RECURSIVE older (id) AS (
  SELECT r.replaced_id FROM policy_replaced r WHERE r.region_id = $1 AND r.policy_id = $2
  UNION
  SELECT r.replaced_id FROM policy_replaced r JOIN older o ON r.policy_id = o.id WHERE r.region_id = $1
)
SELECT 1 FROM older WHERE id = $2;

-- name: policy_end
SELECT p.repeal_day, COALESCE(min(CASE WHEN n.effect_day <> '' THEN n.effect_day ELSE n.issue_day END), '')
FROM policy p
LEFT JOIN policy_replaced r ON r.region_id = $1 AND r.replaced_id = p.id
LEFT JOIN policy n ON n.region_id = $1 AND n.id = r.policy_id AND n.status = 'published'
     AND (n.effect_day <> '' OR n.issue_day <> '')
WHERE p.region_id = $1 AND p.id = $2 GROUP BY p.repeal_day;

-- name: policy_set_end
UPDATE policy SET ends_day = $3 WHERE region_id = $1 AND id = $2 AND ends_day <> $3;

-- Clauses and versions.

-- name: policy_clause_delete
DELETE FROM policy_clause WHERE region_id = $1 AND policy_id = $2;

-- name: policy_clause_at
SELECT 1 FROM policy_clause WHERE region_id = $1 AND policy_id = $2 AND anchor = $3;

-- name: policy_revision_insert
INSERT INTO policy_revision (region_id, policy_id, version, document, actor_id, actor_name, reason, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: policy_revision_list
SELECT version, document, actor_id, actor_name, reason, at_ms FROM policy_revision
WHERE region_id = $1 AND policy_id = $2 ORDER BY version DESC LIMIT 200;

-- name: policy_revision_by
SELECT actor_id, at_ms FROM policy_revision WHERE region_id = $1 AND policy_id = $2 AND version = $3;

-- Full text.

-- name: policy_search_delete.sqlite
DELETE FROM policy_search WHERE rowid = $2 AND $1 > 0;
-- name: policy_search_delete.postgres
DELETE FROM policy_search WHERE region_id = $1 AND id = $2;

-- name: policy_search_insert.sqlite
INSERT INTO policy_search (rowid, terms) VALUES ($2 + 0 * $1, $3);
-- name: policy_search_insert.postgres
INSERT INTO policy_search (region_id, id, terms) VALUES ($1, $2, to_tsvector('simple', $3));

-- Lists and searches: one of the first two, then the filters ("" = any), then the order or the count. $2 and $3 are the words, $4 the
-- status, $5 the day.
-- name: policy_all.fragment
FROM policy p WHERE p.region_id = $1 AND p.status = $4
;
-- name: policy_matching.sqlite.fragment
FROM policy_search s CROSS JOIN policy p ON p.region_id = $1 AND p.id = s.rowid
WHERE s.terms MATCH $2 AND p.status = $4
;
-- name: policy_matching.postgres.fragment
FROM policy_search s JOIN policy p ON p.region_id = s.region_id AND p.id = s.id
WHERE s.region_id = $1 AND p.region_id = $1 AND s.terms @@ CAST($3 AS tsquery) AND p.status = $4
;
-- name: policy_filtered.fragment
  AND (CAST($6 AS text) = '' OR p.level = $6)
  AND (CAST($7 AS text) = '' OR p.issuer = $7)
  AND (CAST($8 AS text) = '' OR substr(p.sort_day, 1, 4) = $8)
  AND (CAST($9 AS text) = ''
       OR ($9 = 'out' AND p.ends_day <= $5)
       OR ($9 = 'soon' AND p.effect_day > $5 AND p.ends_day > $5)
       OR ($9 = 'in' AND p.effect_day <= $5 AND p.ends_day > $5))
;
-- name: policy_behind.fragment
  AND (p.sort_day, p.id) < ($10, $11)
;
-- name: policy_ordered.fragment
ORDER BY p.sort_day DESC, p.id DESC LIMIT $12
;
-- name: policy_facts.fragment
SELECT p.level, CASE WHEN p.ends_day <= $5 THEN 'out' WHEN p.effect_day > $5 THEN 'soon' ELSE 'in' END, p.issuer,
       substr(p.sort_day, 1, 4)
;
-- name: policy_facts_most.fragment
LIMIT $6
