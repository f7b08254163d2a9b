-- Uploaded files, in the database: one place for both engines and for every machine of a cluster, in the same backup as what
-- they belong to. The bytes stand in pieces, so that a part of a film is read without the rest.

-- state arriving | ready. A large file arrives in several transactions and counts only when it is ready. owner_kind and owner_id: the
-- thing it belongs to; who may read that may read the file. name is for people, never a path. type is what the bytes are.
CREATE TABLE file (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  owner_kind text NOT NULL,
  owner_id bigint NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  size bigint NOT NULL,
  sm3 text NOT NULL,
  sha256 text NOT NULL,
  width integer NOT NULL DEFAULT 0,
  height integer NOT NULL DEFAULT 0,
  state text NOT NULL,
  actor_id bigint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX file_owner ON file (region_id, owner_kind, owner_id, id);
CREATE INDEX file_state ON file (region_id, state, created_ms);

CREATE TABLE file_piece (
  region_id integer NOT NULL,
  file_id bigint NOT NULL,
  number integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (region_id, file_id, number),
  FOREIGN KEY (region_id, file_id) REFERENCES file (region_id, id)
);
