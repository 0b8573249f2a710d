-- Units with dated names, people with dated positions. Nothing is ever deleted from these tables.
-- Days are days since 1970-01-01, moments are microseconds since then, NULL is "not known".

CREATE TABLE unit (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    parent_id BIGINT REFERENCES unit (id),
    -- Present (or last) name, and the key by which it sorts; every name stands in unit_name.
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    ended_on INTEGER,
    version BIGINT NOT NULL,
    updated_us BIGINT NOT NULL
);
CREATE INDEX unit_by_parent ON unit (parent_id, sort_key, id);

CREATE TABLE unit_name (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    place SMALLINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    from_on INTEGER,
    to_on INTEGER,
    PRIMARY KEY (unit_id, place)
);

CREATE TABLE unit_successor (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    successor_id BIGINT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (unit_id, successor_id)
);

-- Every unit below every other, itself included at depth 0: a subtree is one range of this table.
CREATE TABLE unit_below (
    ancestor_id BIGINT NOT NULL REFERENCES unit (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    depth SMALLINT NOT NULL,
    PRIMARY KEY (ancestor_id, unit_id)
);
CREATE INDEX unit_below_by_unit ON unit_below (unit_id, ancestor_id);

CREATE TABLE person (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    birth_on INTEGER,
    birth_year SMALLINT,
    id_number TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    employment SMALLINT NOT NULL CHECK (employment BETWEEN 0 AND 4),
    employment_from INTEGER,
    -- The unit of the latest position, for lists; every position stands in person_position.
    unit_id BIGINT REFERENCES unit (id),
    -- The words of search_token once more, each behind a blank: for the second and third word of a search.
    search_text TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    updated_us BIGINT NOT NULL
);
CREATE INDEX person_by_name ON person (sort_key, id, unit_id, employment);
CREATE INDEX person_by_unit ON person (unit_id, sort_key, id, employment);
CREATE INDEX person_by_id_number ON person (id_number);

CREATE TABLE person_position (
    person_id BIGINT NOT NULL REFERENCES person (id),
    place SMALLINT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    title TEXT COLLATE "C" NOT NULL,
    from_on INTEGER,
    to_on INTEGER,
    PRIMARY KEY (person_id, place)
);
CREATE INDEX person_position_by_unit ON person_position (unit_id, person_id);

-- Words without accents by which something is found: kind 1 certificate, 2 person, 3 unit, 4 device.
CREATE TABLE search_token (
    kind SMALLINT NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    object_id BIGINT NOT NULL,
    PRIMARY KEY (kind, token, object_id)
);
