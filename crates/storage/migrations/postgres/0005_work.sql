-- Work that waits: jobs with leases, messages to the outside, schedules.

CREATE TABLE job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    -- Two jobs with the same key are one while it is not finished.
    once TEXT COLLATE "C",
    -- 1 waiting, 2 taken, 3 done, 4 given up
    state SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 4),
    -- When it may be taken; while taken, when the lease ends.
    due_us BIGINT NOT NULL,
    worker TEXT COLLATE "C",
    tries INTEGER NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    trouble TEXT COLLATE "C",
    created_us BIGINT NOT NULL,
    finished_us BIGINT
);
CREATE INDEX job_due ON job (due_us, id) WHERE state < 3;
CREATE UNIQUE INDEX job_once ON job (once) WHERE state < 3 AND once IS NOT NULL;

CREATE TABLE outbox (
    id BIGINT NOT NULL PRIMARY KEY,
    topic TEXT COLLATE "C" NOT NULL,
    -- What makes a second delivery recognisable to the receiver.
    key TEXT COLLATE "C" NOT NULL UNIQUE,
    payload TEXT COLLATE "C" NOT NULL,
    due_us BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    sent_us BIGINT,
    given_up_us BIGINT,
    trouble TEXT COLLATE "C",
    created_us BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_us, id) WHERE sent_us IS NULL AND given_up_us IS NULL;

CREATE TABLE schedule (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    rhythm TEXT COLLATE "C" NOT NULL,
    next_us BIGINT NOT NULL,
    last_us BIGINT
);
