-- Who may enter: users, grants, sessions, throttles, saved searches.

CREATE TABLE user_account (
    id BIGINT NOT NULL PRIMARY KEY,
    login TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    person_id BIGINT REFERENCES person (id),
    -- Argon2id in its text form; NULL while no password is set.
    password TEXT COLLATE "C",
    totp_secret BYTEA,
    -- The last step used, so that no code is used twice.
    totp_step BIGINT,
    locked_us BIGINT,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);
CREATE INDEX user_account_by_person ON user_account (person_id);

CREATE TABLE role_grant (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    role SMALLINT NOT NULL CHECK (role BETWEEN 1 AND 7),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    from_on INTEGER NOT NULL,
    to_on INTEGER,
    deputy_of BIGINT REFERENCES user_account (id)
);
CREATE INDEX role_grant_by_user ON role_grant (user_id, id);
CREATE INDEX role_grant_by_unit ON role_grant (unit_id, role, id);

CREATE TABLE session (
    -- SHA-256 of the token; the token itself is with the browser only.
    token BYTEA NOT NULL PRIMARY KEY,
    id BIGINT NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    -- 1 password, 2 password and a second factor
    strength SMALLINT NOT NULL,
    created_us BIGINT NOT NULL,
    seen_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    stepped_up_us BIGINT,
    ended_us BIGINT,
    address TEXT COLLATE "C" NOT NULL,
    browser TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_by_user ON session (user_id, created_us);

-- One moment a key says how much of its allowance is used (GCRA).
CREATE TABLE throttle (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    used_until_us BIGINT NOT NULL
);
CREATE INDEX throttle_by_time ON throttle (used_until_us);

CREATE TABLE saved_search (
    id BIGINT NOT NULL PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES user_account (id),
    -- The unit it is shared with; NULL where it is for the owner alone.
    unit_id BIGINT REFERENCES unit (id),
    name TEXT COLLATE "C" NOT NULL,
    noun TEXT COLLATE "C" NOT NULL,
    filter TEXT COLLATE "C" NOT NULL,
    removed_us BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX saved_search_by_owner ON saved_search (owner_id, name, id);
CREATE INDEX saved_search_by_unit ON saved_search (unit_id, name, id);
