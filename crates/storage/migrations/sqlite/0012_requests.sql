-- Requests to the CA, every step that each took, and the letters that carry them.

CREATE TABLE request_letter (
    id INTEGER NOT NULL PRIMARY KEY,
    -- 1 being put together, 2 sent
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 2),
    -- Number and symbol as the office gives them; blank until it is sent.
    number TEXT NOT NULL,
    dated_on INTEGER,
    -- The unit in whose name it goes out.
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    -- Who receives devices, who is to be asked, who signs: JSON.
    content TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    created_by INTEGER NOT NULL REFERENCES user_account (id),
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX request_letter_by_state ON request_letter (state, id);

-- How and when a letter went out, by whom; a letter that got lost goes out again.
CREATE TABLE request_dispatch (
    letter_id INTEGER NOT NULL REFERENCES request_letter (id),
    number INTEGER NOT NULL,
    way TEXT NOT NULL,
    sent_on INTEGER NOT NULL,
    note TEXT NOT NULL,
    by_user INTEGER NOT NULL REFERENCES user_account (id),
    at_us INTEGER NOT NULL,
    PRIMARY KEY (letter_id, number)
) STRICT;

CREATE TABLE request (
    id INTEGER NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 6),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 13),
    -- 1 while something is still to come.
    is_open INTEGER NOT NULL CHECK (is_open BETWEEN 0 AND 1),
    revision INTEGER NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    certificate_id INTEGER REFERENCES certificate (id),
    device_id INTEGER REFERENCES device (id),
    person_id INTEGER REFERENCES person (id),
    holder TEXT NOT NULL,
    holder_kind INTEGER NOT NULL CHECK (holder_kind BETWEEN 0 AND 3),
    -- What it says: JSON.
    content TEXT NOT NULL,
    pair_id INTEGER REFERENCES request (id),
    -- Campaigns are numbered elsewhere.
    campaign_id INTEGER,
    case_number INTEGER,
    letter_id INTEGER REFERENCES request_letter (id),
    sent_on INTEGER,
    -- The last day of the clock that runs: the CA's, or that of the device.
    due_on INTEGER,
    -- 1 revoked, 2 certificate, 3 restored
    proof INTEGER CHECK (proof BETWEEN 1 AND 3),
    proved_on INTEGER,
    proof_import_id INTEGER REFERENCES import (id),
    -- The certificate that was asked for.
    successor_id INTEGER REFERENCES certificate (id),
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
-- One open request for a certificate and kind, for a device, for a person who has none.
CREATE UNIQUE INDEX request_once ON request (certificate_id, kind) WHERE is_open = 1 AND certificate_id IS NOT NULL;
CREATE UNIQUE INDEX request_once_device ON request (device_id) WHERE is_open = 1 AND kind = 6;
CREATE UNIQUE INDEX request_once_person ON request (person_id) WHERE is_open = 1 AND kind = 1;
-- A certificate is the proof of one request.
CREATE UNIQUE INDEX request_by_successor ON request (successor_id) WHERE successor_id IS NOT NULL;
CREATE INDEX request_by_state ON request (state, id, unit_id, kind);
CREATE INDEX request_by_unit ON request (unit_id, state, id);
CREATE INDEX request_by_letter ON request (letter_id, id) WHERE letter_id IS NOT NULL;
CREATE INDEX request_by_certificate ON request (certificate_id, id) WHERE certificate_id IS NOT NULL;
CREATE INDEX request_by_device ON request (device_id, id) WHERE device_id IS NOT NULL;
CREATE INDEX request_by_import ON request (proof_import_id) WHERE proof_import_id IS NOT NULL;
CREATE INDEX request_by_due ON request (due_on, id) WHERE is_open = 1;

CREATE TABLE request_step (
    request_id INTEGER NOT NULL REFERENCES request (id),
    number INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    state_before INTEGER NOT NULL,
    state_after INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    -- Who did it: the account, the person behind it, in whose place, as which role. None: a proof did.
    user_id INTEGER REFERENCES user_account (id),
    person_id INTEGER,
    deputy_of INTEGER,
    role INTEGER,
    words TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (request_id, number)
) STRICT;
