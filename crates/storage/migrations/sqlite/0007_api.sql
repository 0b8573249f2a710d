-- For programs that speak to the service: tokens of access, and the requests that were carried out already.

CREATE TABLE access_token (
    id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    name TEXT NOT NULL,
    -- SHA-256 of the token; the token itself is with its owner only.
    digest BLOB NOT NULL UNIQUE,
    -- Names of the acts it may do, with commas between them.
    acts TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL,
    used_us INTEGER,
    ended_us INTEGER
) STRICT;
CREATE INDEX access_token_by_user ON access_token (user_id, id);

-- A key that a caller chose for one request. It is written with what the request changed, or not at all.
CREATE TABLE idempotency_key (
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    key TEXT NOT NULL,
    -- SHA-256 of method, address and body.
    request BLOB NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_key_by_time ON idempotency_key (at_us);
