-- Notices: what needs attention, from the day on which it was found until its cause is gone. None is deleted.

CREATE TABLE notice (
    id INTEGER NOT NULL PRIMARY KEY,
    -- The finding and what it is about: while one notice of a cause is open there is no other.
    cause TEXT NOT NULL,
    -- 1 ending, 2 holder, 3 content, 4 lists
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    -- The finding; "ending" where the last day comes near.
    code TEXT NOT NULL,
    -- What is to be done: actions by their place, the strongest 0.
    action INTEGER NOT NULL CHECK (action BETWEEN 0 AND 9),
    certificate_id INTEGER REFERENCES certificate (id),
    -- NULL where the unit was taken back with its list.
    unit_id INTEGER REFERENCES unit (id),
    holder TEXT NOT NULL,
    until_on INTEGER,
    -- The day of the policy that was reached: so many days before the end.
    step INTEGER,
    opened_on INTEGER NOT NULL,
    opened_us INTEGER NOT NULL,
    -- The review that found it; NULL where the last day comes near.
    run_id INTEGER REFERENCES review_run (id),
    closed_on INTEGER,
    closed_us INTEGER,
    -- 1 not found any more, 2 revoked, 3 succeeded, 4 requested, 5 ended, 6 not yet
    closed_why INTEGER CHECK (closed_why BETWEEN 1 AND 6),
    -- The review that did not find it any more.
    closed_run_id INTEGER REFERENCES review_run (id),
    CHECK ((closed_us IS NULL) = (closed_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX notice_once ON notice (cause) WHERE closed_us IS NULL;
CREATE INDEX notice_open ON notice (action, id, unit_id, kind) WHERE closed_us IS NULL;
CREATE INDEX notice_closed ON notice (id, unit_id, kind) WHERE closed_us IS NOT NULL;
CREATE INDEX notice_by_certificate ON notice (certificate_id, id);

-- Addresses by which a program for calendars reads what a unit has to keep to. Each belongs to one user, who may end it.
CREATE TABLE calendar_address (
    id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user_account (id),
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    -- SHA-256 of the secret in the address.
    digest BLOB NOT NULL UNIQUE,
    -- The language of its texts: vi, en
    language TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    used_us INTEGER,
    ended_us INTEGER
) STRICT;
CREATE INDEX calendar_address_by_user ON calendar_address (user_id, id);

-- When the unit was last reminded; before, the outbox held a parcel that nobody took.
ALTER TABLE campaign_unit ADD COLUMN reminded_on INTEGER;
DELETE FROM outbox WHERE topic = 'notice';
