-- A search of common words walks the list in its order: with the words in the index no row is fetched that does not show.
DROP INDEX certificate_by_name;
CREATE INDEX certificate_by_name ON certificate
    (sort_key, id, unit_id, standing, valid_to, valid_from, kind, found_ca, found_registry, found_roster, open_findings,
     search_text);
