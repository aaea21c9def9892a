"""A test for every column of the eleven tables: the real path that writes it, and the one that reads it.

``python -m tests.columns`` writes their table of contents, ``docs/tables.md``."""
