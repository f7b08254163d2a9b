-- Who did what, when, from where, and whether it was let. A chain per region: each row's seal holds the digest of the seal
-- before it and of the row, so that a row altered, taken out or put in between is found (zhiqiao verify audit).
--
-- Written in the transaction of what it tells of; sealed within a second by whoever serves, in the order of arrival in
-- audit_pending, so that writers never wait for each other at the end of the chain. detail is JSON without personal data.

CREATE TABLE audit_entry (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  at_ms bigint NOT NULL,
  actor_id bigint NOT NULL,
  actor_name text NOT NULL,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject_id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  outcome text NOT NULL,
  detail text NOT NULL,
  address text NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX audit_entry_actor ON audit_entry (region_id, actor_id, id);
CREATE INDEX audit_entry_action ON audit_entry (region_id, action, id);
CREATE INDEX audit_entry_subject ON audit_entry (region_id, subject_id, id);
CREATE INDEX audit_entry_organisation ON audit_entry (region_id, organisation_id, id);

CREATE TABLE audit_pending (
  region_id integer NOT NULL,
  entry_id bigint NOT NULL,
  PRIMARY KEY (region_id, entry_id)
);

-- number 1, 2, 3 … without gaps; digest is SM3, 64 hexadecimal digits.
CREATE TABLE audit_seal (
  region_id integer NOT NULL,
  number bigint NOT NULL,
  entry_id bigint NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (region_id, number)
);
CREATE UNIQUE INDEX audit_seal_entry ON audit_seal (region_id, entry_id);

-- Nothing in the program changes a row; these are for whoever tries by hand.
-- only: sqlite
CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_seal_kept BEFORE UPDATE ON audit_seal
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_seal_stays BEFORE DELETE ON audit_seal
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- end
-- only: postgres
CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''the audit log is append-only''; END';
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_keep();
CREATE TRIGGER audit_seal_kept BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_keep();
-- end
