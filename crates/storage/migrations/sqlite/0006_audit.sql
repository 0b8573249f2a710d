-- The audit: one chain of events, each holding the hash of the one before. Rows are added, never touched.

CREATE TABLE audit_event (
    number INTEGER NOT NULL PRIMARY KEY,
    at_us INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    former BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_event_by_object ON audit_event (object_kind, object_id, number);
CREATE INDEX audit_event_by_actor ON audit_event (actor, number);

-- One row: the end of the chain. Every writer takes it first, so there is one order of all changes.
CREATE TABLE audit_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, x'0000000000000000000000000000000000000000000000000000000000000000');
