-- What the migration runner itself stands on. Run at every start before anything is known about the database, so
-- each statement must do no harm when repeated. Never gets a version of its own.

-- steps: how many statements of the file have been run (a file that was interrupted goes on there).
CREATE TABLE IF NOT EXISTS schema_version (
  version integer NOT NULL,
  name text NOT NULL,
  digest text NOT NULL,
  steps integer NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (version)
);

-- One process at a time does a thing of this name; the right lapses at until_ms.
CREATE TABLE IF NOT EXISTS lease (
  name text NOT NULL,
  owner text NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (name)
);
