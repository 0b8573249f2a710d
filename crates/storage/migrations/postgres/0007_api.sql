-- For programs that speak to the service: tokens of access, and the requests that were carried out already.

CREATE TABLE access_token (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    name TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of the token; the token itself is with its owner only.
    digest BYTEA NOT NULL UNIQUE,
    -- Names of the acts it may do, with commas between them.
    acts TEXT COLLATE "C" NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    used_us BIGINT,
    ended_us BIGINT
);
CREATE INDEX access_token_by_user ON access_token (user_id, id);

-- A key that a caller chose for one request. It is written with what the request changed, or not at all.
CREATE TABLE idempotency_key (
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    key TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of method, address and body.
    request BYTEA NOT NULL,
    object_kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (at_us);
