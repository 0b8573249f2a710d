-- Imports are read, compared, applied and taken back in the background; what was found out is kept with them.

-- The job that works on the import, or did last.
ALTER TABLE import ADD COLUMN job_id INTEGER;
-- How the file was read, as JSON; NULL until it was.
ALTER TABLE import ADD COLUMN reading TEXT;
-- What applying would do, as JSON; each change of it stands in import_change.
ALTER TABLE import ADD COLUMN plan TEXT;
-- The last event of the audit when the plan was made: whether it still holds can be told by the events behind it.
ALTER TABLE import ADD COLUMN plan_event INTEGER;

-- Lists name people by their e-mail, a hundred thousand at once.
CREATE INDEX person_by_email ON person (email);
