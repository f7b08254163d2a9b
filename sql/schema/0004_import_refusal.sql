-- Rows of an import that only the database could refuse: whose organisation is not there, or is another one. What the file
-- alone shows is found again whenever it is read. column_number -1: the row as a whole.
CREATE TABLE import_refusal (
  region_id integer NOT NULL,
  batch_id bigint NOT NULL,
  row_number integer NOT NULL,
  column_number integer NOT NULL,
  message text NOT NULL,
  hint text NOT NULL,
  PRIMARY KEY (region_id, batch_id, row_number),
  FOREIGN KEY (region_id, batch_id) REFERENCES import_batch (region_id, id)
);
