-- What was taken in, row by row, and what it changed; reviews with their cases and findings.

-- Files are kept outside under their digest; here stands that they are.
CREATE TABLE blob (
    digest BLOB NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    kept_us INTEGER NOT NULL
) STRICT;

CREATE TABLE import (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    file_name TEXT NOT NULL,
    as_of_on INTEGER,
    -- 1 being read, 2 read, 3 being applied, 4 applied, 5 undone
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
    rows_read INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    -- Rows whose changes are stored: where an interrupted import goes on.
    rows_applied INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    taken_us INTEGER NOT NULL,
    taken_by INTEGER,
    version INTEGER NOT NULL
) STRICT;
-- The same file of the same kind is one import, until it is undone.
CREATE UNIQUE INDEX import_once ON import (kind, digest) WHERE state < 5;
CREATE INDEX import_by_time ON import (taken_us, id);

CREATE TABLE import_row (
    import_id INTEGER NOT NULL REFERENCES import (id),
    number INTEGER NOT NULL,
    cells TEXT NOT NULL,
    problems TEXT,
    PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_change (
    import_id INTEGER NOT NULL REFERENCES import (id),
    number INTEGER NOT NULL,
    -- As in search_token.
    object_kind INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_change_by_object ON import_change (object_kind, object_id, import_id);

CREATE TABLE review_run (
    id INTEGER NOT NULL PRIMARY KEY,
    unit_id INTEGER REFERENCES unit (id),
    as_of_on INTEGER NOT NULL,
    policy TEXT NOT NULL,
    snapshot BLOB NOT NULL,
    summary TEXT NOT NULL,
    cases INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    started_by INTEGER
) STRICT;
CREATE INDEX review_run_by_time ON review_run (started_us, id);

CREATE TABLE review_case (
    run_id INTEGER NOT NULL REFERENCES review_run (id),
    number INTEGER NOT NULL,
    certificate_id INTEGER REFERENCES certificate (id),
    unit_id INTEGER REFERENCES unit (id),
    holder TEXT NOT NULL,
    action TEXT NOT NULL,
    due_on INTEGER,
    detail TEXT NOT NULL,
    PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_case_by_action ON review_case (run_id, action, unit_id, number);
CREATE INDEX review_case_by_certificate ON review_case (certificate_id, run_id);

CREATE TABLE finding (
    run_id INTEGER NOT NULL,
    case_number INTEGER NOT NULL,
    code TEXT NOT NULL,
    -- 1 open, 2 closed
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 2),
    certificate_id INTEGER REFERENCES certificate (id),
    unit_id INTEGER REFERENCES unit (id),
    closed_us INTEGER,
    PRIMARY KEY (run_id, case_number, code),
    FOREIGN KEY (run_id, case_number) REFERENCES review_case (run_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_code ON finding (run_id, code, state, unit_id, case_number);
CREATE INDEX finding_by_certificate ON finding (certificate_id, state);
