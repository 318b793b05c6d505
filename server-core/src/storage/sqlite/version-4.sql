-- After a damaged database was replaced: up to this id, some messages may be in what was set aside alone.
-- The checksum of the row covers it where it is not 0.
ALTER TABLE history ADD COLUMN perhaps_lost INTEGER NOT NULL DEFAULT 0;
