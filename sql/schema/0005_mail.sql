-- Mail: the queue, and where a person's mail goes.

-- content: values of the words, as JSON; emptied when the message is sent, for it may hold a link that opens something.
-- status queued | sent | failed. address '' = that of the person.
CREATE TABLE mail (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  person_id bigint NOT NULL DEFAULT 0,
  address text NOT NULL DEFAULT '',
  language text NOT NULL,
  template text NOT NULL,
  content text NOT NULL,
  status text NOT NULL DEFAULT 'queued',
  attempts integer NOT NULL DEFAULT 0,
  next_ms bigint NOT NULL,
  lease_owner text NOT NULL DEFAULT '',
  last_error text NOT NULL DEFAULT '',
  created_ms bigint NOT NULL,
  sent_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX mail_due ON mail (region_id, status, next_ms);

CREATE TABLE person_contact (
  region_id integer NOT NULL,
  person_id bigint NOT NULL,
  address text NOT NULL,
  address_index text NOT NULL,
  confirmed_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (region_id, person_id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX person_contact_address ON person_contact (region_id, address_index);
