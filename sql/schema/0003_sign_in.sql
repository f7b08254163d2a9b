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

ALTER TABLE person DROP COLUMN failed_count;
ALTER TABLE person DROP COLUMN locked_until_ms;
