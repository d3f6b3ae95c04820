"""The making of the office key on a machine without network, with copies on media and a record to be signed.

1. `machine_links` names the links of this machine; the ceremony goes on despite one only if a person says so.
2. `new_backup_key` makes the key of the backups beside the office key, which `install.roster.office_key` makes.
3. `key_copies` writes both onto media, reads them back, and signs and opens something with what was read.
4. `record` says all of it as data; `record_pdf` prints it, with lines for signatures.
"""
