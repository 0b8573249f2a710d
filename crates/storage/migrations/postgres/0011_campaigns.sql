-- Campaigns: the letter, the units that take part, the cases that each decides, the reports that go up.

CREATE TABLE campaign (
    id BIGINT NOT NULL PRIMARY KEY,
    -- Number of the letter, its day, what it is about, its text.
    letter TEXT COLLATE "C" NOT NULL,
    letter_on INTEGER NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    -- How "before a day" is read: 1 the day before, 2 the day itself
    reading SMALLINT NOT NULL CHECK (reading BETWEEN 1 AND 2),
    -- 1 draft, 2 rehearsed, 3 running, 4 closed, 5 dropped
    state SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 5),
    -- What was rehearsed, as JSON: lists, day, policy, digest, counts by unit and action.
    rehearsal TEXT COLLATE "C",
    run_id BIGINT REFERENCES review_run (id),
    created_us BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    launched_us BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX campaign_by_time ON campaign (created_us, id);

-- The tops of what is reviewed.
CREATE TABLE campaign_scope (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (campaign_id, unit_id)
);

-- Before which day each level reports; depth 0 is the top. Units below the last level decide within the one above.
CREATE TABLE campaign_level (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    depth SMALLINT NOT NULL,
    before_on INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, depth)
);

-- The units that report, and how their report stands.
CREATE TABLE campaign_unit (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    above_id BIGINT REFERENCES unit (id),
    depth SMALLINT NOT NULL,
    before_on INTEGER NOT NULL,
    -- 1 writing, 2 signed, 3 sent, 4 returned, 5 accepted
    report_state SMALLINT NOT NULL CHECK (report_state BETWEEN 1 AND 5),
    -- The numbers as they were signed off, as JSON.
    report TEXT COLLATE "C",
    version BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, unit_id)
);

CREATE TABLE campaign_report_step (
    campaign_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    verb SMALLINT NOT NULL,
    state_before SMALLINT NOT NULL,
    state_after SMALLINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    -- Number and day of the letter by which it was sent.
    document TEXT COLLATE "C" NOT NULL,
    document_on INTEGER,
    by_user BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, number),
    FOREIGN KEY (campaign_id, unit_id) REFERENCES campaign_unit (campaign_id, unit_id)
);

CREATE TABLE campaign_extension (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    before_on INTEGER NOT NULL,
    after_on INTEGER NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    by_user BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    FOREIGN KEY (campaign_id, unit_id) REFERENCES campaign_unit (campaign_id, unit_id)
);
CREATE INDEX campaign_extension_by_unit ON campaign_extension (campaign_id, unit_id, at_us, id);

CREATE TABLE campaign_case (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    -- As in review_case of the run of the campaign.
    number BIGINT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    -- The unit that reports on it: the same, or one above.
    office_id BIGINT NOT NULL REFERENCES unit (id),
    certificate_id BIGINT REFERENCES certificate (id),
    person_id BIGINT REFERENCES person (id),
    -- Actions by their place, the strongest 0.
    proposed SMALLINT NOT NULL CHECK (proposed BETWEEN 0 AND 9),
    -- The finding that decides the proposal; blank where there is none.
    finding TEXT COLLATE "C" NOT NULL,
    -- 1 matched, 2 mismatched, 3 not recognised, 4 unlisted
    compared SMALLINT NOT NULL CHECK (compared BETWEEN 1 AND 4),
    -- Would revoking it leave the unit without any?
    is_only SMALLINT NOT NULL,
    -- 1 clear, 2 open, 3 postponed, 4 decided, 5 confirmed
    state SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 5),
    -- 1 accepted, 2 chosen, 3 disputed
    decision SMALLINT,
    action SMALLINT,
    reason TEXT COLLATE "C" NOT NULL DEFAULT '',
    replacement TEXT COLLATE "C" NOT NULL DEFAULT '',
    until_on INTEGER,
    decided_by BIGINT,
    decided_us BIGINT,
    confirmed_by BIGINT,
    confirmed_us BIGINT,
    -- Decided among many and drawn for a second look: confirmed by itself only.
    second_look SMALLINT NOT NULL DEFAULT 0,
    -- 0 nothing, 1 right, 2 wrong
    holder_said SMALLINT NOT NULL DEFAULT 0,
    holder_note TEXT COLLATE "C" NOT NULL DEFAULT '',
    holder_by BIGINT,
    holder_us BIGINT,
    -- Somebody else said it for him.
    holder_for SMALLINT NOT NULL DEFAULT 0,
    -- Version of the certificate on which it was last looked at.
    seen_version BIGINT,
    steps BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (campaign_id, number)
);
CREATE INDEX campaign_case_by_proposal ON campaign_case (campaign_id, proposed, number);
CREATE INDEX campaign_case_by_unit ON campaign_case (campaign_id, unit_id, proposed, finding, state, number);
CREATE INDEX campaign_case_by_office ON campaign_case (campaign_id, office_id, state, proposed, action, compared);
CREATE INDEX campaign_case_by_certificate ON campaign_case (certificate_id, campaign_id);
CREATE INDEX campaign_case_by_person ON campaign_case (person_id, campaign_id);

CREATE TABLE campaign_step (
    campaign_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    number BIGINT NOT NULL,
    verb SMALLINT NOT NULL,
    state_before SMALLINT NOT NULL,
    state_after SMALLINT NOT NULL,
    action SMALLINT,
    reason TEXT COLLATE "C" NOT NULL,
    by_user BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, case_number, number),
    FOREIGN KEY (campaign_id, case_number) REFERENCES campaign_case (campaign_id, number)
);

CREATE TABLE campaign_evidence (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    digest BYTEA NOT NULL REFERENCES blob (digest),
    file_name TEXT COLLATE "C" NOT NULL,
    -- 1 PDF, 2 PNG, 3 JPEG, 4 DOCX, 5 XLSX
    kind SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 5),
    size BIGINT NOT NULL,
    kept_us BIGINT NOT NULL,
    kept_by BIGINT NOT NULL,
    FOREIGN KEY (campaign_id, case_number) REFERENCES campaign_case (campaign_id, number)
);
CREATE INDEX campaign_evidence_by_case ON campaign_evidence (campaign_id, case_number, id);

-- What confirmed decisions ask for; requests are drafted from it.
CREATE TABLE campaign_follow_up (
    campaign_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- revoke, issue, renew, change-info, report-to-ca, register, update-registry
    kind TEXT COLLATE "C" NOT NULL,
    -- The one that it belongs to: re-issue is a revocation and an issue.
    linked BIGINT,
    recorded_us BIGINT NOT NULL,
    withdrawn_us BIGINT,
    -- The request that was drafted (a table of a later step), or why none could be.
    request_id BIGINT,
    trouble TEXT COLLATE "C",
    PRIMARY KEY (campaign_id, case_number, number),
    FOREIGN KEY (campaign_id, case_number) REFERENCES campaign_case (campaign_id, number)
);
