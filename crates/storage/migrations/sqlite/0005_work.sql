-- Work that waits: jobs with leases, messages to the outside, schedules.

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- Two jobs with the same key are one while it is not finished.
    once TEXT,
    -- 1 waiting, 2 taken, 3 done, 4 given up
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
    -- When it may be taken; while taken, when the lease ends.
    due_us INTEGER NOT NULL,
    worker TEXT,
    tries INTEGER NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    trouble TEXT,
    created_us INTEGER NOT NULL,
    finished_us INTEGER
) STRICT;
CREATE INDEX job_due ON job (due_us, id) WHERE state < 3;
CREATE UNIQUE INDEX job_once ON job (once) WHERE state < 3 AND once IS NOT NULL;

CREATE TABLE outbox (
    id INTEGER NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    -- What makes a second delivery recognisable to the receiver.
    key TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    due_us INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    sent_us INTEGER,
    given_up_us INTEGER,
    trouble TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due_us, id) WHERE sent_us IS NULL AND given_up_us IS NULL;

CREATE TABLE schedule (
    name TEXT NOT NULL PRIMARY KEY,
    rhythm TEXT NOT NULL,
    next_us INTEGER NOT NULL,
    last_us INTEGER
) STRICT;
