-- Devices and the hands they went through; certificates, each known by issuer and serial.

CREATE TABLE device (
    id INTEGER NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
    serial TEXT NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    custody INTEGER NOT NULL CHECK (custody BETWEEN 1 AND 6),
    person_id INTEGER REFERENCES person (id),
    version INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    UNIQUE (kind, serial)
) STRICT;
CREATE INDEX device_by_unit ON device (unit_id, custody, serial, id);
CREATE INDEX device_by_serial ON device (serial, id, unit_id, custody, kind);
CREATE INDEX device_by_person ON device (person_id);

CREATE TABLE device_step (
    device_id INTEGER NOT NULL REFERENCES device (id),
    number INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    custody_before INTEGER NOT NULL,
    custody_after INTEGER NOT NULL,
    person_id INTEGER REFERENCES person (id),
    at_us INTEGER NOT NULL,
    PRIMARY KEY (device_id, number)
) STRICT;

CREATE TABLE issuer (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE certificate (
    id INTEGER NOT NULL PRIMARY KEY,
    issuer_id INTEGER NOT NULL REFERENCES issuer (id),
    -- Unsigned, big-endian, without leading zeros.
    serial BLOB NOT NULL,
    digest BLOB,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    holder TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    person_id INTEGER REFERENCES person (id),
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    position TEXT NOT NULL,
    email TEXT NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    standing INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 4),
    renewals INTEGER,
    device_id INTEGER REFERENCES device (id),
    predecessor_id INTEGER REFERENCES certificate (id),
    succession INTEGER CHECK (succession BETWEEN 1 AND 3),
    found_ca INTEGER NOT NULL,
    found_registry INTEGER NOT NULL,
    found_roster INTEGER NOT NULL,
    open_findings INTEGER NOT NULL CHECK (open_findings >= 0),
    -- As in person.
    search_text TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    UNIQUE (serial, issuer_id),
    CHECK ((predecessor_id IS NULL) = (succession IS NULL))
) STRICT;
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
