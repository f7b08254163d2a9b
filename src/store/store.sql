-- The store's own queries: leases, versions, node numbers. None of these tables belongs to a region.

-- name: lease_take
INSERT INTO lease (name, owner, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET owner = $2, until_ms = $3
WHERE lease.owner = $2 OR lease.until_ms < $4;

-- name: lease_find
SELECT until_ms FROM lease WHERE name = $1;

-- name: lease_drop
DELETE FROM lease WHERE name = $1 AND owner = $2;

-- name: schema_version_list
SELECT version, digest, steps FROM schema_version ORDER BY version;

-- name: schema_version_start
INSERT INTO schema_version (version, name, digest, steps, at_ms) VALUES ($1, $2, $3, 0, $4);

-- The step is counted only by who has the right step before it: two runners cannot both do it.
-- name: schema_version_step
UPDATE schema_version SET steps = $2, at_ms = $4 WHERE version = $1 AND steps = $3;

-- name: node_free
SELECT number, until_ms FROM node ORDER BY number;

-- name: node_take
INSERT INTO node (number, owner, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (number) DO UPDATE SET owner = $2, until_ms = $3
WHERE node.until_ms < $4;

-- name: node_renew
UPDATE node SET until_ms = $3 WHERE number = $1 AND owner = $2;

-- name: node_drop
DELETE FROM node WHERE number = $1 AND owner = $2;

-- Changes when a transaction of anybody began or ended; the newest alone would miss the end of an older one.
-- name: store_snapshot.postgres
SELECT CAST(pg_current_snapshot() AS text);
