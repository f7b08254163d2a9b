-- How often each article was read on each day of the region. Nothing else is known of a read: neither who nor when.
CREATE TABLE article_read (
  region_id integer NOT NULL,
  day text NOT NULL,
  article_id bigint NOT NULL,
  reads bigint NOT NULL,
  PRIMARY KEY (region_id, day, article_id),
  FOREIGN KEY (region_id, article_id) REFERENCES article (region_id, id)
);
