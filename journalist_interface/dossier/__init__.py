"""A case on paper: the files that a reader of the case makes of it, in memory, for a court or for another office.

1. `wanted` says which form of file it is to be, and what is left out of a version for outside.
2. `document` puts what this workstation verified into words, in both languages. `passages` cuts texts into passages, so
   that each can be left out; `printable` spells out characters that the fonts lack.
3. `archive` packs the exact signed bytes beside a script that checks them. A version for outside has none.
4. `shares` bounds what is printed of one author, and `volumes` cuts what is longer than a file.
5. `pdf` sets the words. `making` calls all of it, and says what the event of the export records.

No text of the case is written to a disk; for a moment a file holds the certificate of the recipient. Identities,
session keys, keys of files and the exclusion record are in no file.
"""
