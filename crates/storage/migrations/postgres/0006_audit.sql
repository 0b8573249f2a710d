-- The audit: one chain of events, each holding the hash of the one before. Rows are added, never touched.

CREATE TABLE audit_event (
    number BIGINT NOT NULL PRIMARY KEY,
    at_us BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    object_kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    former BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_event_by_object ON audit_event (object_kind, object_id, number);
CREATE INDEX audit_event_by_actor ON audit_event (actor, number);

-- One row: the end of the chain. Every writer takes it first, so there is one order of all changes.
CREATE TABLE audit_head (
    one SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, '\x0000000000000000000000000000000000000000000000000000000000000000');
