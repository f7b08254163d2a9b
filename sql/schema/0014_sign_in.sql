-- Attempts to sign in whose password is being looked at: each takes a place before, so that many at once cannot slip through, and
-- gives it back after. Only wrong ones count as failures (sign_in_guard). A row older than a minute is of a process that ended.
CREATE TABLE sign_in_pending (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  login_digest text NOT NULL,
  address text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX sign_in_pending_login ON sign_in_pending (region_id, login_digest);
CREATE INDEX sign_in_pending_at ON sign_in_pending (region_id, at_ms);
