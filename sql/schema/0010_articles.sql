-- The information platform: columns as a tree, studios in it, articles with their versions, documents, search.

-- kind column | studio. A studio is a column with an editor of its own: an organisation's (organisation_id), and persons
-- (studio_editor). hidden: neither it nor what is below it is shown to visitors. position: order among the children of one parent.
CREATE TABLE article_column (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  parent_id bigint NOT NULL DEFAULT 0,
  kind text NOT NULL DEFAULT 'column',
  name text NOT NULL,
  english_name text NOT NULL DEFAULT '',
  summary text NOT NULL DEFAULT '',
  organisation_id bigint NOT NULL DEFAULT 0,
  position integer NOT NULL,
  hidden smallint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE UNIQUE INDEX article_column_name ON article_column (region_id, parent_id, name);

CREATE TABLE studio_editor (
  region_id integer NOT NULL,
  column_id bigint NOT NULL,
  person_id bigint NOT NULL,
  PRIMARY KEY (region_id, column_id, person_id),
  FOREIGN KEY (region_id, column_id) REFERENCES article_column (region_id, id),
  FOREIGN KEY (region_id, person_id) REFERENCES person (region_id, id)
);
CREATE INDEX studio_editor_person ON studio_editor (region_id, person_id);

-- status draft | review | scheduled | published | retracted. publish_ms: when it was or will be published; lists are ordered by it, so
-- that imported articles stand at their own day. format markdown | html. links: what is related, JSON [{"url": "/listings/…", "words": ""}]. reason: of the
-- retraction, shown in its place. film and its captions and pictures are files of owner kind "article".
CREATE TABLE article (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  column_id bigint NOT NULL,
  title text NOT NULL,
  summary text NOT NULL DEFAULT '',
  body text NOT NULL DEFAULT '',
  format text NOT NULL DEFAULT 'markdown',
  source text NOT NULL DEFAULT '',
  source_url text NOT NULL DEFAULT '',
  author text NOT NULL DEFAULT '',
  links text NOT NULL DEFAULT '[]',
  film_id bigint NOT NULL DEFAULT 0,
  poster_id bigint NOT NULL DEFAULT 0,
  captions_id bigint NOT NULL DEFAULT 0,
  film_words text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'draft',
  reason text NOT NULL DEFAULT '',
  publish_ms bigint NOT NULL DEFAULT 0,
  actor_id bigint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, column_id) REFERENCES article_column (region_id, id)
);
CREATE INDEX article_column_list ON article (region_id, column_id, status, publish_ms, id);
CREATE INDEX article_status_list ON article (region_id, status, publish_ms, id);

-- Every version that was ever stored, as its document.
CREATE TABLE article_revision (
  region_id integer NOT NULL,
  article_id bigint NOT NULL,
  version integer NOT NULL,
  document text NOT NULL,
  actor_id bigint NOT NULL DEFAULT 0,
  actor_name text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, article_id, version)
);

-- Pictures of an article with their description.
CREATE TABLE article_image (
  region_id integer NOT NULL,
  article_id bigint NOT NULL,
  file_id bigint NOT NULL,
  words text NOT NULL,
  PRIMARY KEY (region_id, article_id, file_id),
  FOREIGN KEY (region_id, article_id) REFERENCES article (region_id, id),
  FOREIGN KEY (region_id, file_id) REFERENCES file (region_id, id)
);

-- Attachments have a page of their own: every version of one is a file.
CREATE TABLE document (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  article_id bigint NOT NULL,
  title text NOT NULL,
  version integer NOT NULL,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  PRIMARY KEY (region_id, id),
  FOREIGN KEY (region_id, article_id) REFERENCES article (region_id, id)
);
CREATE INDEX document_article ON document (region_id, article_id, id);

CREATE TABLE document_version (
  region_id integer NOT NULL,
  document_id bigint NOT NULL,
  version integer NOT NULL,
  file_id bigint NOT NULL,
  note text NOT NULL DEFAULT '',
  actor_id bigint NOT NULL DEFAULT 0,
  actor_name text NOT NULL DEFAULT '',
  at_ms bigint NOT NULL,
  PRIMARY KEY (region_id, document_id, version),
  FOREIGN KEY (region_id, document_id) REFERENCES document (region_id, id),
  FOREIGN KEY (region_id, file_id) REFERENCES file (region_id, id)
);

-- Full text of what is published, as listing_search.
-- only: sqlite
CREATE VIRTUAL TABLE article_search USING fts5 (terms, columnsize=0, tokenize='ascii', prefix='1 3 4');
-- end
-- only: postgres
CREATE TABLE article_search (
  region_id integer NOT NULL,
  id bigint NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (region_id, id)
);
CREATE INDEX article_search_terms ON article_search USING gin (terms);
-- end
