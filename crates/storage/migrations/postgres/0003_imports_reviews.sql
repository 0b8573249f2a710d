-- What was taken in, row by row, and what it changed; reviews with their cases and findings.

-- Files are kept outside under their digest; here stands that they are.
CREATE TABLE blob (
    digest BYTEA NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    kept_us BIGINT NOT NULL
);

CREATE TABLE import (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    as_of_on INTEGER,
    -- 1 being read, 2 read, 3 being applied, 4 applied, 5 undone
    state SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 5),
    rows_read BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    -- Rows whose changes are stored: where an interrupted import goes on.
    rows_applied BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    taken_us BIGINT NOT NULL,
    taken_by BIGINT,
    version BIGINT NOT NULL
);
-- The same file of the same kind is one import, until it is undone.
CREATE UNIQUE INDEX import_once ON import (kind, digest) WHERE state < 5;
CREATE INDEX import_by_time ON import (taken_us, id);

CREATE TABLE import_row (
    import_id BIGINT NOT NULL REFERENCES import (id),
    number BIGINT NOT NULL,
    cells TEXT COLLATE "C" NOT NULL,
    problems TEXT COLLATE "C",
    PRIMARY KEY (import_id, number)
);

CREATE TABLE import_change (
    import_id BIGINT NOT NULL REFERENCES import (id),
    number BIGINT NOT NULL,
    -- As in search_token.
    object_kind SMALLINT NOT NULL,
    object_id BIGINT NOT NULL,
    before TEXT COLLATE "C",
    after TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, number)
);
CREATE INDEX import_change_by_object ON import_change (object_kind, object_id, import_id);

CREATE TABLE review_run (
    id BIGINT NOT NULL PRIMARY KEY,
    unit_id BIGINT REFERENCES unit (id),
    as_of_on INTEGER NOT NULL,
    policy TEXT COLLATE "C" NOT NULL,
    snapshot BYTEA NOT NULL,
    summary TEXT COLLATE "C" NOT NULL,
    cases BIGINT NOT NULL,
    started_us BIGINT NOT NULL,
    started_by BIGINT
);
CREATE INDEX review_run_by_time ON review_run (started_us, id);

CREATE TABLE review_case (
    run_id BIGINT NOT NULL REFERENCES review_run (id),
    number BIGINT NOT NULL,
    certificate_id BIGINT REFERENCES certificate (id),
    unit_id BIGINT REFERENCES unit (id),
    holder TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    due_on INTEGER,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX review_case_by_action ON review_case (run_id, action, unit_id, number);
CREATE INDEX review_case_by_certificate ON review_case (certificate_id, run_id);

CREATE TABLE finding (
    run_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    -- 1 open, 2 closed
    state SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 2),
    certificate_id BIGINT REFERENCES certificate (id),
    unit_id BIGINT REFERENCES unit (id),
    closed_us BIGINT,
    PRIMARY KEY (run_id, case_number, code),
    FOREIGN KEY (run_id, case_number) REFERENCES review_case (run_id, number)
);
CREATE INDEX finding_by_code ON finding (run_id, code, state, unit_id, case_number);
CREATE INDEX finding_by_certificate ON finding (certificate_id, state);
