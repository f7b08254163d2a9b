-- What waits for somebody: of an organisation (its owners and staff) or of a role of the platform.

CREATE TABLE waiting_item (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  subject_id bigint NOT NULL,
  organisation_id bigint NOT NULL DEFAULT 0,
  role text NOT NULL DEFAULT '',
  due_ms bigint NOT NULL,
  word text NOT NULL,
  title text NOT NULL,
  url text NOT NULL,
  created_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE UNIQUE INDEX waiting_item_subject ON waiting_item (region_id, kind, subject_id);
CREATE INDEX waiting_item_organisation ON waiting_item (region_id, organisation_id, due_ms);
CREATE INDEX waiting_item_role ON waiting_item (region_id, role, due_ms);

-- Without a row: the daily mail is sent, there is no calendar. feed_hash: digest of the secret in the calendar's address.
CREATE TABLE waiting_choice (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  digest smallint NOT NULL DEFAULT 1,
  digest_day text NOT NULL DEFAULT '',
  feed_hash text NOT NULL DEFAULT '',
  PRIMARY KEY (region_id, person_id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX waiting_choice_feed ON waiting_choice (region_id, feed_hash);
