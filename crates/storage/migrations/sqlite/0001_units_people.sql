-- Units with dated names, people with dated positions. Nothing is ever deleted from these tables.
-- Days are days since 1970-01-01, moments are microseconds since then, NULL is "not known".

CREATE TABLE unit (
    id INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    parent_id INTEGER REFERENCES unit (id),
    -- Present (or last) name, and the key by which it sorts; every name stands in unit_name.
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    ended_on INTEGER,
    version INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE INDEX unit_by_parent ON unit (parent_id, sort_key, id);

CREATE TABLE unit_name (
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    from_on INTEGER,
    to_on INTEGER,
    PRIMARY KEY (unit_id, place)
) STRICT;

CREATE TABLE unit_successor (
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    successor_id INTEGER NOT NULL REFERENCES unit (id),
    PRIMARY KEY (unit_id, successor_id)
) STRICT;

-- Every unit below every other, itself included at depth 0: a subtree is one range of this table.
CREATE TABLE unit_below (
    ancestor_id INTEGER NOT NULL REFERENCES unit (id),
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (ancestor_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_below_by_unit ON unit_below (unit_id, ancestor_id);

CREATE TABLE person (
    id INTEGER NOT NULL PRIMARY KEY,
    code TEXT UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    birth_on INTEGER,
    birth_year INTEGER,
    id_number TEXT NOT NULL,
    email TEXT NOT NULL,
    employment INTEGER NOT NULL CHECK (employment BETWEEN 0 AND 4),
    employment_from INTEGER,
    -- The unit of the latest position, for lists; every position stands in person_position.
    unit_id INTEGER REFERENCES unit (id),
    -- The words of search_token once more, each behind a blank: for the second and third word of a search.
    search_text TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_name ON person (sort_key, id, unit_id, employment);
CREATE INDEX person_by_unit ON person (unit_id, sort_key, id, employment);
CREATE INDEX person_by_id_number ON person (id_number);

CREATE TABLE person_position (
    person_id INTEGER NOT NULL REFERENCES person (id),
    place INTEGER NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    title TEXT NOT NULL,
    from_on INTEGER,
    to_on INTEGER,
    PRIMARY KEY (person_id, place)
) STRICT;
CREATE INDEX person_position_by_unit ON person_position (unit_id, person_id);

-- Words without accents by which something is found: kind 1 certificate, 2 person, 3 unit, 4 device.
CREATE TABLE search_token (
    kind INTEGER NOT NULL,
    token TEXT NOT NULL,
    object_id INTEGER NOT NULL,
    PRIMARY KEY (kind, token, object_id)
) STRICT, WITHOUT ROWID;
