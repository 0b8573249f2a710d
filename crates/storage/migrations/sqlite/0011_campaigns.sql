-- Campaigns: the letter, the units that take part, the cases that each decides, the reports that go up.

CREATE TABLE campaign (
    id INTEGER NOT NULL PRIMARY KEY,
    -- Number of the letter, its day, what it is about, its text.
    letter TEXT NOT NULL,
    letter_on INTEGER NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- How "before a day" is read: 1 the day before, 2 the day itself
    reading INTEGER NOT NULL CHECK (reading BETWEEN 1 AND 2),
    -- 1 draft, 2 rehearsed, 3 running, 4 closed, 5 dropped
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
    -- What was rehearsed, as JSON: lists, day, policy, digest, counts by unit and action.
    rehearsal TEXT,
    run_id INTEGER REFERENCES review_run (id),
    created_us INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    launched_us INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_by_time ON campaign (created_us, id);

-- The tops of what is reviewed.
CREATE TABLE campaign_scope (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    PRIMARY KEY (campaign_id, unit_id)
) STRICT;

-- Before which day each level reports; depth 0 is the top. Units below the last level decide within the one above.
CREATE TABLE campaign_level (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    depth INTEGER NOT NULL,
    before_on INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, depth)
) STRICT;

-- The units that report, and how their report stands.
CREATE TABLE campaign_unit (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    above_id INTEGER REFERENCES unit (id),
    depth INTEGER NOT NULL,
    before_on INTEGER NOT NULL,
    -- 1 writing, 2 signed, 3 sent, 4 returned, 5 accepted
    report_state INTEGER NOT NULL CHECK (report_state BETWEEN 1 AND 5),
    -- The numbers as they were signed off, as JSON.
    report TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, unit_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_report_step (
    campaign_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    state_before INTEGER NOT NULL,
    state_after INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- Number and day of the letter by which it was sent.
    document TEXT NOT NULL,
    document_on INTEGER,
    by_user INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, number),
    FOREIGN KEY (campaign_id, unit_id) REFERENCES campaign_unit (campaign_id, unit_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_extension (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    before_on INTEGER NOT NULL,
    after_on INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_user INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    FOREIGN KEY (campaign_id, unit_id) REFERENCES campaign_unit (campaign_id, unit_id)
) STRICT;
CREATE INDEX campaign_extension_by_unit ON campaign_extension (campaign_id, unit_id, at_us, id);

CREATE TABLE campaign_case (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    -- As in review_case of the run of the campaign.
    number INTEGER NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    -- The unit that reports on it: the same, or one above.
    office_id INTEGER NOT NULL REFERENCES unit (id),
    certificate_id INTEGER REFERENCES certificate (id),
    person_id INTEGER REFERENCES person (id),
    -- Actions by their place, the strongest 0.
    proposed INTEGER NOT NULL CHECK (proposed BETWEEN 0 AND 9),
    -- The finding that decides the proposal; blank where there is none.
    finding TEXT NOT NULL,
    -- 1 matched, 2 mismatched, 3 not recognised, 4 unlisted
    compared INTEGER NOT NULL CHECK (compared BETWEEN 1 AND 4),
    -- Would revoking it leave the unit without any?
    is_only INTEGER NOT NULL,
    -- 1 clear, 2 open, 3 postponed, 4 decided, 5 confirmed
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
    -- 1 accepted, 2 chosen, 3 disputed
    decision INTEGER,
    action INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    replacement TEXT NOT NULL DEFAULT '',
    until_on INTEGER,
    decided_by INTEGER,
    decided_us INTEGER,
    confirmed_by INTEGER,
    confirmed_us INTEGER,
    -- Decided among many and drawn for a second look: confirmed by itself only.
    second_look INTEGER NOT NULL DEFAULT 0,
    -- 0 nothing, 1 right, 2 wrong
    holder_said INTEGER NOT NULL DEFAULT 0,
    holder_note TEXT NOT NULL DEFAULT '',
    holder_by INTEGER,
    holder_us INTEGER,
    -- Somebody else said it for him.
    holder_for INTEGER NOT NULL DEFAULT 0,
    -- Version of the certificate on which it was last looked at.
    seen_version INTEGER,
    steps INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (campaign_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_case_by_proposal ON campaign_case (campaign_id, proposed, number);
CREATE INDEX campaign_case_by_unit ON campaign_case (campaign_id, unit_id, proposed, finding, state, number);
CREATE INDEX campaign_case_by_office ON campaign_case (campaign_id, office_id, state, proposed, action, compared);
CREATE INDEX campaign_case_by_certificate ON campaign_case (certificate_id, campaign_id);
CREATE INDEX campaign_case_by_person ON campaign_case (person_id, campaign_id);

CREATE TABLE campaign_step (
    campaign_id INTEGER NOT NULL,
    case_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    state_before INTEGER NOT NULL,
    state_after INTEGER NOT NULL,
    action INTEGER,
    reason TEXT NOT NULL,
    by_user INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, case_number, number),
    FOREIGN KEY (campaign_id, case_number) REFERENCES campaign_case (campaign_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_evidence (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id INTEGER NOT NULL,
    case_number INTEGER NOT NULL,
    digest BLOB NOT NULL REFERENCES blob (digest),
    file_name TEXT NOT NULL,
    -- 1 PDF, 2 PNG, 3 JPEG, 4 DOCX, 5 XLSX
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
    size INTEGER NOT NULL,
    kept_us INTEGER NOT NULL,
    kept_by INTEGER NOT NULL,
    FOREIGN KEY (campaign_id, case_number) REFERENCES campaign_case (campaign_id, number)
) STRICT;
CREATE INDEX campaign_evidence_by_case ON campaign_evidence (campaign_id, case_number, id);

-- What confirmed decisions ask for; requests are drafted from it.
CREATE TABLE campaign_follow_up (
    campaign_id INTEGER NOT NULL,
    case_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- revoke, issue, renew, change-info, report-to-ca, register, update-registry
    kind TEXT NOT NULL,
    -- The one that it belongs to: re-issue is a revocation and an issue.
    linked INTEGER,
    recorded_us INTEGER NOT NULL,
    withdrawn_us INTEGER,
    -- The request that was drafted (a table of a later step), or why none could be.
    request_id INTEGER,
    trouble TEXT,
    PRIMARY KEY (campaign_id, case_number, number),
    FOREIGN KEY (campaign_id, case_number) REFERENCES campaign_case (campaign_id, number)
) STRICT, WITHOUT ROWID;
