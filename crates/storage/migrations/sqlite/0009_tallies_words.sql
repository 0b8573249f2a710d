-- Counts and searches at a million.

-- How many certificates a unit and everything below it have: by the month in which they end (year * 12 + month - 1; -1 is
-- "no day known"), standing, kind and the lists on which they stand (1 CA, 2 application, 4 roster). Kept in the
-- transaction of every change; counts are put together from it and from the days of the months that a filter cuts.
CREATE TABLE certificate_tally (
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    ends_month INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    found INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (unit_id, ends_month, standing, kind, found)
) STRICT, WITHOUT ROWID;
INSERT INTO certificate_tally (unit_id, ends_month, standing, kind, found, number)
SELECT b.ancestor_id,
    CASE WHEN c.valid_to IS NULL THEN -1 ELSE CAST(strftime('%Y', c.valid_to * 86400, 'unixepoch') AS INTEGER) * 12
        + CAST(strftime('%m', c.valid_to * 86400, 'unixepoch') AS INTEGER) - 1 END AS month,
    c.standing, c.kind, c.found_ca + 2 * c.found_registry + 4 * c.found_roster AS found, count(*)
FROM certificate c JOIN unit_below b ON b.unit_id = c.unit_id
GROUP BY b.ancestor_id, month, c.standing, c.kind, found;

-- Few begin in the future; counts look for those.
CREATE INDEX certificate_by_begin ON certificate (valid_from, valid_to, standing);

-- The words of search_text once more, for searches of several words: which rows hold all of them.
CREATE VIRTUAL TABLE certificate_words USING fts5
    (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '2 3');
INSERT INTO certificate_words (rowid, words) SELECT id, search_text FROM certificate;
CREATE VIRTUAL TABLE person_words USING fts5
    (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '2 3');
INSERT INTO person_words (rowid, words) SELECT id, search_text FROM person;
