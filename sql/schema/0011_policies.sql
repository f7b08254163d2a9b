-- The policy library: policies with their clauses, what replaces what, history, search.

-- status draft | published | retracted. level: a code of the words (national ministry province city county other). Days are
-- YYYY-MM-DD or ''. number_key, short_key, title_key: folded, for finding by number, usual name, title. sort_day: of issue, else of
-- effect; lists are ordered by it. ends_day: the first day on which it is no longer in force, by its repeal or by a published policy
-- that replaces it; 9999-12-31 while there is none. Kept by the program with every write. checked: whether somebody compared it with
-- the source. Attached documents are files of owner kind "policy".
CREATE TABLE policy (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  title text NOT NULL,
  short_name text NOT NULL DEFAULT '',
  issuer text NOT NULL DEFAULT '',
  number text NOT NULL DEFAULT '',
  level text NOT NULL,
  issue_day text NOT NULL DEFAULT '',
  effect_day text NOT NULL DEFAULT '',
  repeal_day text NOT NULL DEFAULT '',
  source_url text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  body text NOT NULL DEFAULT '',
  checked smallint NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'draft',
  reason text NOT NULL DEFAULT '',
  publish_ms bigint NOT NULL DEFAULT 0,
  number_key text NOT NULL DEFAULT '',
  short_key text NOT NULL DEFAULT '',
  title_key text NOT NULL DEFAULT '',
  sort_day text NOT NULL DEFAULT '',
  ends_day text NOT NULL DEFAULT '9999-12-31',
  actor_id bigint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX policy_list ON policy (region_id, status, sort_day, id);
CREATE INDEX policy_number ON policy (region_id, number_key);
CREATE INDEX policy_short ON policy (region_id, short_key);
CREATE INDEX policy_title ON policy (region_id, title_key);

-- policy_id replaces replaced_id.
CREATE TABLE policy_replaced (
  region_id integer NOT NULL,
  policy_id bigint NOT NULL,
  replaced_id bigint NOT NULL,
  PRIMARY KEY (region_id, policy_id, replaced_id),
  FOREIGN KEY (region_id, policy_id) REFERENCES policy (region_id, id),
  FOREIGN KEY (region_id, replaced_id) REFERENCES policy (region_id, id)
);
CREATE INDEX policy_replaced_by ON policy_replaced (region_id, replaced_id, policy_id);

-- The clauses found in the text when it was saved; what can be linked to.
CREATE TABLE policy_clause (
  region_id integer NOT NULL,
  policy_id bigint NOT NULL,
  anchor text NOT NULL,
  position integer NOT NULL,
  label text NOT NULL,
  PRIMARY KEY (region_id, policy_id, anchor),
  FOREIGN KEY (region_id, policy_id) REFERENCES policy (region_id, id)
);

-- Every version that was ever stored, as its document.
CREATE TABLE policy_revision (
  region_id integer NOT NULL,
  policy_id bigint NOT NULL,
  version integer NOT NULL,
  document text NOT NULL,
  actor_id bigint NOT NULL DEFAULT 0,
  actor_name text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, policy_id, version),
  FOREIGN KEY (region_id, policy_id) REFERENCES policy (region_id, id)
);

-- Full text of what is published, as article_search.
-- only: sqlite
CREATE VIRTUAL TABLE policy_search USING fts5 (terms, columnsize=0, tokenize='ascii', prefix='1 3 4');
-- end
-- only: postgres
CREATE TABLE policy_search (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX policy_search_terms ON policy_search USING gin (terms);
-- end
