-- The city: regions, people, organisations, listings, imports.
--
-- Every tenant table begins with region_id; ids come from the program. Times are UTC milliseconds, days text
-- YYYY-MM-DD ('' = not stated), money integer fen (0 = not stated), booleans 0/1.

CREATE TABLE region (
  region_id integer NOT NULL,
  name text NOT NULL,
  zone_minutes integer NOT NULL,
  sample smallint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  PRIMARY KEY (region_id)
);

CREATE TABLE setting (
  region_id integer NOT NULL,
  name text NOT NULL,
  value text NOT NULL,
  updated_ms bigint NOT NULL,
  updated_by bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, name)
);

-- People. login is unique across regions through login_registry.
CREATE TABLE person (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  login text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  language text NOT NULL DEFAULT 'zh-CN',
  status text NOT NULL DEFAULT 'active',
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);

CREATE TABLE login_registry (
  login text NOT NULL,
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  PRIMARY KEY (login)
);

-- Failed sign-ins by what was typed, whether or not such a login exists: the answer must not tell. login_digest: SHA-256 of
-- the login in lower case (people also type their password there). Rows are dropped after a quarter of an hour.
CREATE TABLE sign_in_failure (
  region_id integer NOT NULL,
  login_digest text NOT NULL,
  failed_count integer NOT NULL,
  locked_until_ms bigint NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, login_digest)
);
CREATE INDEX sign_in_failure_at ON sign_in_failure (region_id, at_ms);

-- Roles on the platform: office, editor, auditor, administrator.
CREATE TABLE platform_role (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  role text NOT NULL,
  PRIMARY KEY (region_id, person_id, role),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);

CREATE TABLE web_session (
  region_id integer NOT NULL,
  token_hash text NOT NULL,
  person_id bigint NOT NULL,
  csrf text NOT NULL,
  created_ms bigint NOT NULL,
  seen_ms bigint NOT NULL,
  address text NOT NULL DEFAULT '',
  agent text NOT NULL DEFAULT '',
  PRIMARY KEY (region_id, token_hash),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX web_session_person ON web_session (region_id, person_id);

-- Organisations: kind school | enterprise | association | government | park.
CREATE TABLE organisation (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL,
  sort_key text NOT NULL,
  short_name text NOT NULL DEFAULT '',
  credit_code text NOT NULL DEFAULT '',
  county_code text NOT NULL DEFAULT '',
  industry_code text NOT NULL DEFAULT '',
  school_level text NOT NULL DEFAULT '',
  ownership text NOT NULL DEFAULT '',
  above_scale smallint NOT NULL DEFAULT 0,
  staff_count integer NOT NULL DEFAULT 0,
  student_count integer NOT NULL DEFAULT 0,
  teacher_count integer NOT NULL DEFAULT 0,
  address text NOT NULL DEFAULT '',
  website text NOT NULL DEFAULT '',
  products text NOT NULL DEFAULT '',
  summary text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'imported',
  version integer NOT NULL DEFAULT 1,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE UNIQUE INDEX organisation_name ON organisation (region_id, name_key);
CREATE INDEX organisation_sort ON organisation (region_id, sort_key, id);
CREATE INDEX organisation_kind ON organisation (region_id, kind, county_code);

CREATE TABLE credit_code_registry (
  credit_code text NOT NULL,
  region_id integer NOT NULL,
  organisation_id bigint NOT NULL,
  PRIMARY KEY (credit_code)
);

CREATE TABLE membership (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  role text NOT NULL,
  created_ms bigint NOT NULL,
  PRIMARY KEY (region_id, person_id, organisation_id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id),
  FOREIGN KEY (region_id, organisation_id) REFERENCES organisation (region_id, id)
);
CREATE INDEX membership_organisation ON membership (region_id, organisation_id);

-- A school's programmes: majors of the catalogue by level and code.
CREATE TABLE programme (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  level text NOT NULL,
  major_code text NOT NULL,
  name text NOT NULL,
  direction text NOT NULL DEFAULT '',
  student_count integer NOT NULL DEFAULT 0,
  graduate_count integer NOT NULL DEFAULT 0,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, organisation_id) REFERENCES organisation (region_id, id)
);
CREATE UNIQUE INDEX programme_major ON programme (region_id, organisation_id, level, major_code, direction);

-- Equipment and training sites: kind equipment | site.
CREATE TABLE facility (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  unit_count integer NOT NULL DEFAULT 0,
  place_count integer NOT NULL DEFAULT 0,
  summary text NOT NULL DEFAULT '',
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, organisation_id) REFERENCES organisation (region_id, id)
);
CREATE UNIQUE INDEX facility_name ON facility (region_id, organisation_id, kind, name);

-- A firm's posts: what people do there.
CREATE TABLE post (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  name text NOT NULL,
  occupation_code text NOT NULL DEFAULT '',
  staff_count integer NOT NULL DEFAULT 0,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, organisation_id) REFERENCES organisation (region_id, id)
);
CREATE UNIQUE INDEX post_name ON post (region_id, organisation_id, name);

-- Needs and offers. status draft | open | closed | filled. thread_id: the thread that begins or goes on with it.
CREATE TABLE listing (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  thread_id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  side text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  title_key text NOT NULL,
  body text NOT NULL DEFAULT '',
  skills text NOT NULL DEFAULT '',
  occupation_code text NOT NULL DEFAULT '',
  major_code text NOT NULL DEFAULT '',
  industry_code text NOT NULL DEFAULT '',
  county_code text NOT NULL DEFAULT '',
  level_low smallint NOT NULL DEFAULT 0,
  level_high smallint NOT NULL DEFAULT 0,
  headcount integer NOT NULL DEFAULT 0,
  start_day text NOT NULL DEFAULT '',
  end_day text NOT NULL DEFAULT '',
  pay_low_fen bigint NOT NULL DEFAULT 0,
  pay_high_fen bigint NOT NULL DEFAULT 0,
  pay_unit text NOT NULL DEFAULT '',
  pay_note text NOT NULL DEFAULT '',
  lodging smallint NOT NULL DEFAULT -1,
  meals smallint NOT NULL DEFAULT -1,
  shift text NOT NULL DEFAULT '',
  education text NOT NULL DEFAULT '',
  experience_months integer NOT NULL DEFAULT -1,
  cooperation text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'open',
  source text NOT NULL DEFAULT 'form',
  version integer NOT NULL DEFAULT 1,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, organisation_id) REFERENCES organisation (region_id, id)
);
CREATE UNIQUE INDEX listing_once ON listing (region_id, organisation_id, side, kind, title_key);
CREATE INDEX listing_status ON listing (region_id, status, id);
CREATE INDEX listing_side ON listing (region_id, side, status, id);
CREATE INDEX listing_organisation ON listing (region_id, organisation_id, status, id);

-- Every version of a listing that was ever stored, as its document; nothing of substance is overwritten without trace.
CREATE TABLE listing_revision (
  region_id integer NOT NULL,
  listing_id bigint NOT NULL,
  version integer NOT NULL,
  document text NOT NULL,
  actor_id bigint NOT NULL DEFAULT 0,
  actor_name text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, listing_id, version)
);

-- What changed, for the engines that keep their own copy in memory. id is time-ordered.
CREATE TABLE listing_change (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  listing_id bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);

-- Full text: terms made by text/terms.h (tokens, pinyin, marks), separated by spaces; id is the listing's
-- or the organisation's. Listings are in it while they are open, so that the words of what is over cost nothing.
-- SQLite keeps the terms as they were indexed: a row can then be taken out exactly, whatever the tables of folding and
-- pinyin have become since. prefix: one character of Han, and the first one and two letters of pinyin ("zp" + letters).
-- only: sqlite
CREATE VIRTUAL TABLE listing_search USING fts5 (terms, columnsize=0, tokenize='ascii', prefix='1 3 4');
CREATE VIRTUAL TABLE organisation_search USING fts5 (names, terms, columnsize=0, tokenize='ascii', prefix='1 3 4');
-- end
-- only: postgres
CREATE TABLE listing_search (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX listing_search_terms ON listing_search USING gin (terms);
CREATE TABLE organisation_search (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  names tsvector NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX organisation_search_names ON organisation_search USING gin (names);
CREATE INDEX organisation_search_terms ON organisation_search USING gin (terms);
-- end

-- Corrections of the crosswalk by the office: relation between two trades in this region.
CREATE TABLE trade_correction (
  region_id integer NOT NULL,
  from_trade text NOT NULL,
  to_trade text NOT NULL,
  value_permille smallint NOT NULL,
  reason text NOT NULL DEFAULT '',
  actor_id bigint NOT NULL DEFAULT 0,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, from_trade, to_trade)
);

-- Imports: a file is read, shown, confirmed, then applied by a job. The file is kept as it was sent: reading it again
-- gives the same rows (read_day: the day on which "9月" was read). status preview | applying | done | cancelled | failed.
CREATE TABLE import_batch (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  file_name text NOT NULL,
  digest text NOT NULL,
  status text NOT NULL,
  read_day text NOT NULL,
  row_count integer NOT NULL DEFAULT 0,
  refused_count integer NOT NULL DEFAULT 0,
  created_count integer NOT NULL DEFAULT 0,
  changed_count integer NOT NULL DEFAULT 0,
  same_count integer NOT NULL DEFAULT 0,
  organisation_count integer NOT NULL DEFAULT 0,
  message text NOT NULL DEFAULT '',
  actor_id bigint NOT NULL DEFAULT 0,
  actor_name text NOT NULL DEFAULT '',
  job_id bigint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX import_batch_digest ON import_batch (region_id, digest);

CREATE TABLE import_file (
  region_id integer NOT NULL,
  batch_id bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (region_id, batch_id),
  FOREIGN KEY (region_id, batch_id) REFERENCES import_batch (region_id, id)
);

-- Rows of an import that only the database could refuse: whose organisation is not there, or is another one. What the file
-- alone shows is found again whenever it is read. column_number -1: the row as a whole.
CREATE TABLE import_refusal (
  region_id integer NOT NULL,
  batch_id bigint NOT NULL,
  row_number integer NOT NULL,
  column_number integer NOT NULL,
  message text NOT NULL,
  hint text NOT NULL,
  PRIMARY KEY (region_id, batch_id, row_number),
  FOREIGN KEY (region_id, batch_id) REFERENCES import_batch (region_id, id)
);

-- A form that was sent twice is answered once: token made with the form, result = where the first answer led.
CREATE TABLE submission (
  region_id integer NOT NULL,
  token text NOT NULL,
  location text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, token)
);
