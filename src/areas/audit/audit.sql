-- The audit log.

-- name: audit_insert
INSERT INTO audit_entry (region_id, id, at_ms, actor_id, actor_name, action, subject_kind, subject_id, organisation_id,
  outcome, detail, address)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING;

-- name: audit_pending_insert
INSERT INTO audit_pending (region_id, entry_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: audit_pending_list
SELECT e.id, e.at_ms, e.actor_id, e.actor_name, e.action, e.subject_kind, e.subject_id, e.organisation_id, e.outcome,
       e.detail, e.address
FROM audit_pending p
JOIN audit_entry e ON e.region_id = p.region_id AND e.id = p.entry_id
WHERE p.region_id = $1 AND e.region_id = $1
ORDER BY p.entry_id LIMIT $2;

-- name: audit_pending_delete
DELETE FROM audit_pending WHERE region_id = $1 AND entry_id = $2;

-- name: audit_pending_count
SELECT count(*) FROM audit_pending WHERE region_id = $1;

-- name: audit_last_seal
SELECT number, digest FROM audit_seal WHERE region_id = $1 ORDER BY number DESC LIMIT 1;

-- name: audit_seal_insert
INSERT INTO audit_seal (region_id, number, entry_id, digest) VALUES ($1, $2, $3, $4);

-- A seal whose row is gone gives a row of NULLs. In the order of the chain.
-- name: audit_chain
SELECT s.number, s.entry_id, s.digest, e.at_ms, e.actor_id, e.actor_name, e.action, e.subject_kind, e.subject_id,
       e.organisation_id, e.outcome, e.detail, e.address
FROM audit_seal s
LEFT JOIN audit_entry e ON e.region_id = $1 AND e.id = s.entry_id
WHERE s.region_id = $1 AND s.number > $2
ORDER BY s.number LIMIT $3;

-- name: audit_counts
SELECT (SELECT count(*) FROM audit_entry WHERE region_id = $1), (SELECT count(*) FROM audit_seal WHERE region_id = $1),
       (SELECT count(*) FROM audit_pending WHERE region_id = $1);

-- name: audit_unsealed
SELECT e.id FROM audit_entry e
WHERE e.region_id = $1
  AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.region_id = $1 AND s.entry_id = e.id)
  AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.region_id = $1 AND p.entry_id = e.id)
ORDER BY e.id LIMIT 1;

-- Rows for reading: a piece for each thing that is asked for, so that each is answered from its own index.
-- name: audit_row.fragment
SELECT e.id, e.at_ms, e.actor_id, e.actor_name, e.action, e.subject_kind, e.subject_id, e.organisation_id, e.outcome,
       e.detail, e.address, s.number
FROM audit_entry e
LEFT JOIN audit_seal s ON s.region_id = e.region_id AND s.entry_id = e.id
WHERE e.region_id = $1 AND e.id < $2 AND e.id >= $3
;
-- name: audit_by_actor.fragment
  AND e.actor_id = $5
;
-- name: audit_by_subject.fragment
  AND e.subject_id = $6
;
-- name: audit_by_organisation.fragment
  AND e.organisation_id = $7
;
-- name: audit_by_action.fragment
  AND e.action = $8
;
-- name: audit_newest.fragment
ORDER BY e.id DESC LIMIT $4
;
