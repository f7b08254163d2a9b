-- Accounts: failed sign-ins by login and address, second factor, one-time links, tokens of programs, registration and merging
-- of organisations.

-- login_digest: SHA-256 of the login as typed, in lower case (people also type their password there). address '*': the login
-- from everywhere. known_ms: when this login last signed in from this address; 0 = never.
CREATE TABLE sign_in_guard (
  region_id integer NOT NULL,
  login_digest text NOT NULL,
  address text NOT NULL,
  failed_count integer NOT NULL,
  locked_until_ms bigint NOT NULL,
  known_ms bigint NOT NULL DEFAULT 0,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, login_digest, address)
);
CREATE INDEX sign_in_guard_at ON sign_in_guard (region_id, at_ms);

-- secret: as the authenticator has it (base32). confirmed_ms 0: shown, but no code was given yet. last_step: of the last code
-- that was taken, so that none is taken twice.
CREATE TABLE second_factor (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  secret text NOT NULL,
  confirmed_ms bigint NOT NULL DEFAULT 0,
  last_step bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, person_id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);

CREATE TABLE recovery_code (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  code_digest text NOT NULL,
  used_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, person_id, code_digest),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);

-- Links and steps that work once: kind reset | confirm | invitation | second. Only the digest of the token is kept.
CREATE TABLE one_time_link (
  region_id integer NOT NULL,
  token_digest text NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  person_id bigint NOT NULL DEFAULT 0,
  organisation_id bigint NOT NULL DEFAULT 0,
  role text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  created_by bigint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  expires_ms bigint NOT NULL,
  used_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, token_digest)
);
CREATE INDEX one_time_link_person ON one_time_link (region_id, person_id, kind);
CREATE INDEX one_time_link_organisation ON one_time_link (region_id, organisation_id, kind);
CREATE INDEX one_time_link_over ON one_time_link (region_id, expires_ms);

-- Tokens with which programs ask in a person's name. scopes: words separated by spaces.
CREATE TABLE api_token (
  region_id integer NOT NULL,
  token_digest text NOT NULL,
  id bigint NOT NULL,
  person_id bigint NOT NULL,
  name text NOT NULL,
  scopes text NOT NULL,
  created_ms bigint NOT NULL,
  expires_ms bigint NOT NULL,
  PRIMARY KEY (region_id, token_digest),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX api_token_person ON api_token (region_id, person_id);

-- What organisations ask the office for. kind register | claim | change; status waiting | asked | approved | declined |
-- withdrawn. organisation_id 0 until a registration is approved.
CREATE TABLE registration (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  person_id bigint NOT NULL,
  organisation_id bigint NOT NULL DEFAULT 0,
  organisation_kind text NOT NULL DEFAULT '',
  name text NOT NULL,
  credit_code text NOT NULL,
  county_code text NOT NULL DEFAULT '',
  statement text NOT NULL DEFAULT '',
  file_id bigint NOT NULL DEFAULT 0,
  reason text NOT NULL DEFAULT '',
  decided_by bigint NOT NULL DEFAULT 0,
  decided_ms bigint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX registration_status ON registration (region_id, status, id);
CREATE INDEX registration_person ON registration (region_id, person_id, id);

-- A merge of two organisations, with what moved, so that it can be undone. moved: JSON. undone_ms 0: it stands.
CREATE TABLE organisation_merge (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  from_id bigint NOT NULL,
  into_id bigint NOT NULL,
  from_name text NOT NULL,
  into_name text NOT NULL,
  from_code text NOT NULL,
  from_status text NOT NULL,
  moved text NOT NULL,
  actor_id bigint NOT NULL,
  at_ms bigint NOT NULL,
  undone_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, id)
);

-- Its place was taken by sign_in_guard.
DROP TABLE sign_in_failure;
