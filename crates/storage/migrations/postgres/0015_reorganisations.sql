-- Reorganisations: what a table says of units, and what each certificate needs because of it.

CREATE TABLE reorganisation (
    id BIGINT NOT NULL PRIMARY KEY,
    title TEXT COLLATE "C" NOT NULL,
    -- The decision by which it is made: number and date, as written.
    decision TEXT COLLATE "C" NOT NULL,
    -- The first day on which it holds.
    day_on INTEGER NOT NULL,
    -- Requests that the CA handles in a working day, and working days of a wave.
    per_day INTEGER NOT NULL,
    wave_days INTEGER NOT NULL,
    -- 1 draft, 2 rehearsed, 3 applied, 4 withdrawn
    state SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 4),
    -- Its lines: JSON.
    lines TEXT COLLATE "C" NOT NULL,
    -- What was rehearsed, and the last work that was asked for: JSON.
    rehearsal TEXT COLLATE "C",
    created_us BIGINT NOT NULL,
    created_by BIGINT NOT NULL REFERENCES user_account (id),
    applied_us BIGINT,
    version BIGINT NOT NULL
);

CREATE TABLE reorganisation_need (
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    number BIGINT NOT NULL,
    -- 1 change of information, 2 renewal, 3 re-issue, 4 issue, 5 revocation, 6 to be decided, 7 nothing
    kind SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 7),
    because TEXT COLLATE "C" NOT NULL,
    -- None: the first certificate of a new unit.
    certificate_id BIGINT REFERENCES certificate (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    -- The unit whose name the certificate has to bear afterwards: its code, for it may not be there yet.
    place TEXT COLLATE "C" NOT NULL,
    -- 1 body, 2 leader, 3 other
    class SMALLINT NOT NULL CHECK (class BETWEEN 1 AND 3),
    ends_on INTEGER,
    -- The wave; 0 where nothing is asked.
    wave INTEGER NOT NULL,
    -- The request that was drafted, or why none could be.
    request_id BIGINT REFERENCES request (id),
    trouble TEXT COLLATE "C",
    PRIMARY KEY (reorganisation_id, number)
);
CREATE INDEX reorganisation_need_by_unit ON reorganisation_need (reorganisation_id, unit_id, kind, number);
CREATE INDEX reorganisation_need_by_wave ON reorganisation_need (reorganisation_id, wave, kind, number);
