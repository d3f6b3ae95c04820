"""A byte search for what a destroyed case left: in database, log files, blobs, backups and on workstations.

.venv/bin/python -m tests.destruction --sqlite --postgresql

`ended_office`  an office in which a case has everything that one can have, its backups, and its destruction
`byte_search`   what is searched for, and where

Each piece that is searched for was found before by the same search. PostgreSQL is searched after what
docs/operations.md says to run there, and the backups a year later, when the last dump that names the case is gone.
"""
