-- The verdicts that one commit adds to a session are one row: the latest one in the columns, and
-- before it, where there are more, other accepted ones (number, time, message: eight bytes each,
-- little-endian). The slot is the place of the first one in a ring of 128.
ALTER TABLE verdict ADD COLUMN earlier BLOB;
