-- The store's own tables: node numbers for ids, and the job queue.

-- The ten bits of an id that tell processes apart (base/id.h). Not a tenant table: a process serves all regions.
CREATE TABLE node (
  number integer NOT NULL,
  owner text NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (number)
);

-- state queued | running | done | failed | cancelled. The worker named by owner has it until lease_until_ms.
-- progress 0 to 1000; message is a key of the language packs; body and result are JSON.
CREATE TABLE job (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  body text NOT NULL,
  state text NOT NULL,
  progress smallint NOT NULL DEFAULT 0,
  message text NOT NULL DEFAULT '',
  result text NOT NULL DEFAULT '',
  owner text NOT NULL DEFAULT '',
  lease_until_ms bigint NOT NULL DEFAULT 0,
  attempts smallint NOT NULL DEFAULT 0,
  cancel_asked smallint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX job_state ON job (region_id, state, id);
