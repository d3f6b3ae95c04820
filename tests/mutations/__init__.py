"""Mutated rows: what one person writes or a store alters must close no page to another person.

.venv/bin/python -m tests.mutations                        # every kind of row, 2,000 mutations of each
.venv/bin/python -m tests.mutations --kind reply --count 200
.venv/bin/python -m tests.mutations --kind reply --seed 7 --only 150     # one mutation again
.venv/bin/python -m tests.mutations --prove                # each kind's test fails when its reader raises

A certificate that a person hands in is such a row too, and so are many rows of one person at once.

`scene`     the office: a case in which everything has happened, another that no trial touches, the pages of all
`kinds`     a class for each kind of row: where it lies, what is inside it, who reads it (`kinds_of_…`)
`mutators`  what is done to bytes, to JSON, to OpenPGP packets (`packets`), to signatures; to certificates beside it
`mutation`  which of it the mutation of a number is: the two attacks first, then by chance
`look`      the pages of every other person, their files and exports, the mailbox, the statistics, the audit, a backup
`posting`   the same sent through the gateway, by an officer
`trial`     a kind against its mutations
`proving`   a reader that raises where it should skip: the trial must notice
`registry`  all kinds, held against the labels, tables and contents of the product
"""
