-- Requests between two organisations (对接申请), and the listings that are closed because nobody answers.

-- listing_id: the listing that was asked for, the answerer's. turn_id: whose answer is awaited. status open | accepted |
-- declined | withdrawn | expired. version: of the terms. due_ms: the end of the term; due_status sound | counted (a year without
-- holidays in the table). next_ms: when the clock has to look at it again. help_ms 0: the office does not read the messages.
-- excused: an expiry that no longer counts against its owner.
CREATE TABLE cooperation_request (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  thread_id bigint NOT NULL,
  need_id bigint NOT NULL,
  offer_id bigint NOT NULL,
  listing_id bigint NOT NULL,
  asker_id bigint NOT NULL,
  answerer_id bigint NOT NULL,
  turn_id bigint NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  due_ms bigint NOT NULL,
  due_status text NOT NULL,
  next_ms bigint NOT NULL,
  reason text NOT NULL DEFAULT '',
  help_ms bigint NOT NULL DEFAULT 0,
  excused smallint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, need_id) REFERENCES listing (region_id, id),
  FOREIGN KEY (region_id, offer_id) REFERENCES listing (region_id, id)
);
CREATE INDEX cooperation_request_pair ON cooperation_request (region_id, need_id, offer_id, id);
CREATE INDEX cooperation_request_asker ON cooperation_request (region_id, asker_id, id);
CREATE INDEX cooperation_request_answerer ON cooperation_request (region_id, answerer_id, id);
CREATE INDEX cooperation_request_next ON cooperation_request (region_id, status, next_ms);
CREATE INDEX cooperation_request_turn ON cooperation_request (region_id, turn_id, status, updated_ms);

-- Every version of what was proposed.
CREATE TABLE request_terms (
  region_id integer NOT NULL,
  request_id bigint NOT NULL,
  version integer NOT NULL,
  organisation_id bigint NOT NULL,
  actor_name text NOT NULL,
  cooperation text NOT NULL,
  headcount integer NOT NULL DEFAULT 0,
  start_day text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, request_id, version),
  FOREIGN KEY (region_id, request_id) REFERENCES cooperation_request (region_id, id)
);

-- What the two organisations write to each other. file_id 0: without attachment.
CREATE TABLE request_message (
  region_id integer NOT NULL,
  request_id bigint NOT NULL,
  id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  actor_id bigint NOT NULL,
  actor_name text NOT NULL,
  body text NOT NULL,
  file_id bigint NOT NULL DEFAULT 0,
  file_name text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, request_id, id),
  FOREIGN KEY (region_id, request_id) REFERENCES cooperation_request (region_id, id)
);

-- A listing that only the office can open again.
CREATE TABLE listing_hold (
  region_id integer NOT NULL,
  listing_id bigint NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, listing_id),
  FOREIGN KEY (region_id, listing_id) REFERENCES listing (region_id, id)
);

-- Why it was closed, and what became of it: status closed | appealed | reopened | kept.
CREATE TABLE listing_closure (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  listing_id bigint NOT NULL,
  organisation_id bigint NOT NULL,
  status text NOT NULL,
  appeal text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, listing_id) REFERENCES listing (region_id, id)
);
CREATE INDEX listing_closure_listing ON listing_closure (region_id, listing_id, id);
CREATE INDEX listing_closure_status ON listing_closure (region_id, status, id);
