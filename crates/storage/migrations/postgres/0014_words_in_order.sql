-- SQLite only: entries of an index of PostgreSQL hold 2,700 bytes at most, and its own index of words is quick enough.
SELECT 1;
