-- Threads: one matter, one chain of events.

-- kind listing | request: what it began with; subject_id: that thing; organisation_id: whose it is.
CREATE TABLE thread (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  subject_id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  title text NOT NULL,
  created_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX thread_organisation ON thread (region_id, organisation_id, id);

-- The organisations that came to it later. They see what concerns everybody and what concerns them.
CREATE TABLE thread_party (
  region_id integer NOT NULL,
  thread_id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  PRIMARY KEY (region_id, thread_id, organisation_id),
  FOREIGN KEY (region_id, thread_id) REFERENCES thread (region_id, id)
);
CREATE INDEX thread_party_organisation ON thread_party (region_id, organisation_id, thread_id);

-- Append-only. party_id 0: for every party; else for the thread's own organisation and this one. word: a key of the language
-- packs, filled with `content` (JSON). documents: JSON [{"id", "name", "url"}]. url '' = nowhere.
CREATE TABLE thread_event (
  region_id integer NOT NULL,
  thread_id bigint NOT NULL,
  id bigint NOT NULL,
  party_id bigint NOT NULL DEFAULT 0,
  actor_id bigint NOT NULL DEFAULT 0,
  actor_name text NOT NULL DEFAULT '',
  organisation_name text NOT NULL DEFAULT '',
  word text NOT NULL,
  content text NOT NULL DEFAULT '',
  documents text NOT NULL DEFAULT '',
  url text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, thread_id, id),
  FOREIGN KEY (region_id, thread_id) REFERENCES thread (region_id, id)
);

-- What was posted before there were threads.
INSERT INTO thread (region_id, id, kind, subject_id, organisation_id, title, created_ms)
SELECT region_id, thread_id, 'listing', id, organisation_id, title, created_ms FROM listing WHERE thread_id <> 0
ON CONFLICT DO NOTHING;
