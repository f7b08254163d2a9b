-- Personal data: what a person tells of themselves (sealed), the texts they are asked to agree to, and what they agreed to.

-- field telephone | id_number. value is sealed (base/seal.h); value_index finds equal ones without opening them.
CREATE TABLE person_field (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  value_index text NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, person_id, field),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX person_field_value ON person_field (region_id, field, value_index);

-- Versions of a text that the city wrote itself; the first version of each comes with the program
-- (catalogues/consent_texts.csv). In force: the highest version whose day has come.
CREATE TABLE consent_text (
  region_id integer NOT NULL,
  purpose text NOT NULL,
  version integer NOT NULL,
  effective_day text NOT NULL,
  text_zh text NOT NULL,
  text_en text NOT NULL,
  created_by bigint NOT NULL,
  created_ms bigint NOT NULL,
  PRIMARY KEY (region_id, purpose, version)
);

-- Who agreed to which version of which text, or took it back: a row for each step, none is ever changed. step given |
-- withdrawn; how: where it was done; digest: SM3 of the text that was shown; guardian: sealed, '' without.
CREATE TABLE consent_record (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  person_id bigint NOT NULL,
  purpose text NOT NULL,
  version integer NOT NULL,
  step text NOT NULL,
  how text NOT NULL,
  digest text NOT NULL,
  guardian text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX consent_record_person ON consent_record (region_id, person_id, id);

-- When the password was set; 0: before this was noted, which counts from the making of the account.
ALTER TABLE person ADD COLUMN password_ms bigint NOT NULL DEFAULT 0;

-- Nothing in the program changes a record; these are for whoever tries by hand. The sealed name of a guardian may be sealed
-- anew with another key.
-- only: sqlite
CREATE TRIGGER consent_record_kept
BEFORE UPDATE OF region_id, id, person_id, purpose, version, step, how, digest, at_ms ON consent_record
BEGIN
  SELECT RAISE(ABORT, 'records of consent are append-only');
END;
CREATE TRIGGER consent_record_stays BEFORE DELETE ON consent_record
BEGIN
  SELECT RAISE(ABORT, 'records of consent are append-only');
END;
-- end
-- only: postgres
CREATE FUNCTION consent_keep() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''records of consent are append-only''; END';
CREATE TRIGGER consent_record_kept
BEFORE UPDATE OF region_id, id, person_id, purpose, version, step, how, digest, at_ms ON consent_record
FOR EACH ROW EXECUTE FUNCTION consent_keep();
CREATE TRIGGER consent_record_stays BEFORE DELETE ON consent_record FOR EACH ROW EXECUTE FUNCTION consent_keep();
-- end
