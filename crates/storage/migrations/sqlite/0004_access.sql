-- Who may enter: users, grants, sessions, throttles, saved searches.

CREATE TABLE user_account (
    id INTEGER NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    person_id INTEGER REFERENCES person (id),
    -- Argon2id in its text form; NULL while no password is set.
    password TEXT,
    totp_secret BLOB,
    -- The last step used, so that no code is used twice.
    totp_step INTEGER,
    locked_us INTEGER,
    version INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX user_account_by_person ON user_account (person_id);

CREATE TABLE role_grant (
    id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 7),
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    from_on INTEGER NOT NULL,
    to_on INTEGER,
    deputy_of INTEGER REFERENCES user_account (id)
) STRICT;
CREATE INDEX role_grant_by_user ON role_grant (user_id, id);
CREATE INDEX role_grant_by_unit ON role_grant (unit_id, role, id);

CREATE TABLE session (
    -- SHA-256 of the token; the token itself is with the browser only.
    token BLOB NOT NULL PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    -- 1 password, 2 password and a second factor
    strength INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    seen_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL,
    stepped_up_us INTEGER,
    ended_us INTEGER,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_user ON session (user_id, created_us);

-- One moment a key says how much of its allowance is used (GCRA).
CREATE TABLE throttle (
    key TEXT NOT NULL PRIMARY KEY,
    used_until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttle_by_time ON throttle (used_until_us);

CREATE TABLE saved_search (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES user_account (id),
    -- The unit it is shared with; NULL where it is for the owner alone.
    unit_id INTEGER REFERENCES unit (id),
    name TEXT NOT NULL,
    noun TEXT NOT NULL,
    filter TEXT NOT NULL,
    removed_us INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_search_by_owner ON saved_search (owner_id, name, id);
CREATE INDEX saved_search_by_unit ON saved_search (unit_id, name, id);
