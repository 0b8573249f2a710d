-- Devices and the hands they went through; certificates, each known by issuer and serial.

CREATE TABLE device (
    id BIGINT NOT NULL PRIMARY KEY,
    kind SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 5),
    serial TEXT COLLATE "C" NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    custody SMALLINT NOT NULL CHECK (custody BETWEEN 1 AND 6),
    person_id BIGINT REFERENCES person (id),
    version BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    UNIQUE (kind, serial)
);
CREATE INDEX device_by_unit ON device (unit_id, custody, serial, id);
CREATE INDEX device_by_serial ON device (serial, id, unit_id, custody, kind);
CREATE INDEX device_by_person ON device (person_id);

CREATE TABLE device_step (
    device_id BIGINT NOT NULL REFERENCES device (id),
    number INTEGER NOT NULL,
    verb SMALLINT NOT NULL,
    custody_before SMALLINT NOT NULL,
    custody_after SMALLINT NOT NULL,
    person_id BIGINT REFERENCES person (id),
    at_us BIGINT NOT NULL,
    PRIMARY KEY (device_id, number)
);

CREATE TABLE issuer (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE certificate (
    id BIGINT NOT NULL PRIMARY KEY,
    issuer_id BIGINT NOT NULL REFERENCES issuer (id),
    -- Unsigned, big-endian, without leading zeros.
    serial BYTEA NOT NULL,
    digest BYTEA,
    kind SMALLINT NOT NULL CHECK (kind BETWEEN 0 AND 3),
    holder TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    person_id BIGINT REFERENCES person (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    position TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    standing SMALLINT NOT NULL CHECK (standing BETWEEN 0 AND 4),
    renewals SMALLINT,
    device_id BIGINT REFERENCES device (id),
    predecessor_id BIGINT REFERENCES certificate (id),
    succession SMALLINT CHECK (succession BETWEEN 1 AND 3),
    found_ca SMALLINT NOT NULL,
    found_registry SMALLINT NOT NULL,
    found_roster SMALLINT NOT NULL,
    open_findings INTEGER NOT NULL CHECK (open_findings >= 0),
    -- As in person.
    search_text TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    UNIQUE (serial, issuer_id),
    CHECK ((predecessor_id IS NULL) = (succession IS NULL))
);
-- Lists walk these three without touching the rows that a filter leaves out.
CREATE INDEX certificate_by_name ON certificate
    (sort_key, id, unit_id, standing, valid_to, valid_from, kind, found_ca, found_registry, found_roster, open_findings);
CREATE INDEX certificate_by_unit ON certificate
    (unit_id, sort_key, id, standing, valid_to, valid_from, kind, found_ca, found_registry, found_roster, open_findings);
CREATE INDEX certificate_by_end ON certificate
    (valid_to, id, unit_id, standing, valid_from, kind, found_ca, found_registry, found_roster, open_findings);
CREATE INDEX certificate_with_findings ON certificate (unit_id, sort_key, id) WHERE open_findings > 0;
CREATE INDEX certificate_by_person ON certificate (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX certificate_by_device ON certificate (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX certificate_by_predecessor ON certificate (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE UNIQUE INDEX certificate_by_digest ON certificate (digest) WHERE digest IS NOT NULL;
