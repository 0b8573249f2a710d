-- Notices: what needs attention, from the day on which it was found until its cause is gone. None is deleted.

CREATE TABLE notice (
    id BIGINT NOT NULL PRIMARY KEY,
    -- The finding and what it is about: while one notice of a cause is open there is no other.
    cause TEXT COLLATE "C" NOT NULL,
    -- 1 ending, 2 holder, 3 content, 4 lists
    kind SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 4),
    -- The finding; "ending" where the last day comes near.
    code TEXT COLLATE "C" NOT NULL,
    -- What is to be done: actions by their place, the strongest 0.
    action SMALLINT NOT NULL CHECK (action BETWEEN 0 AND 9),
    certificate_id BIGINT REFERENCES certificate (id),
    -- NULL where the unit was taken back with its list.
    unit_id BIGINT REFERENCES unit (id),
    holder TEXT COLLATE "C" NOT NULL,
    until_on INTEGER,
    -- The day of the policy that was reached: so many days before the end.
    step INTEGER,
    opened_on INTEGER NOT NULL,
    opened_us BIGINT NOT NULL,
    -- The review that found it; NULL where the last day comes near.
    run_id BIGINT REFERENCES review_run (id),
    closed_on INTEGER,
    closed_us BIGINT,
    -- 1 not found any more, 2 revoked, 3 succeeded, 4 requested, 5 ended, 6 not yet
    closed_why SMALLINT CHECK (closed_why BETWEEN 1 AND 6),
    -- The review that did not find it any more.
    closed_run_id BIGINT REFERENCES review_run (id),
    CHECK ((closed_us IS NULL) = (closed_why IS NULL))
);
CREATE UNIQUE INDEX notice_once ON notice (cause) WHERE closed_us IS NULL;
CREATE INDEX notice_open ON notice (action, id, unit_id, kind) WHERE closed_us IS NULL;
CREATE INDEX notice_closed ON notice (id, unit_id, kind) WHERE closed_us IS NOT NULL;
CREATE INDEX notice_by_certificate ON notice (certificate_id, id);

-- Addresses by which a program for calendars reads what a unit has to keep to. Each belongs to one user, who may end it.
CREATE TABLE calendar_address (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    -- SHA-256 of the secret in the address.
    digest BYTEA NOT NULL UNIQUE,
    -- The language of its texts: vi, en
    language TEXT COLLATE "C" NOT NULL,
    created_us BIGINT NOT NULL,
    used_us BIGINT,
    ended_us BIGINT
);
CREATE INDEX calendar_address_by_user ON calendar_address (user_id, id);

-- When the unit was last reminded; before, the outbox held a parcel that nobody took.
ALTER TABLE campaign_unit ADD COLUMN reminded_on INTEGER;
DELETE FROM outbox WHERE topic = 'notice';
