-- An import is applied in one transaction: nobody ever needs to know at which row it stopped.
-- State 3 of an import, which was never written, now says: it waits for a person to say what its columns mean.
ALTER TABLE import DROP COLUMN rows_applied;
