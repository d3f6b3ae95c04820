"""The store on the server: ciphertext in SQL and blobs, for both server processes; imports nothing itself.

`cases` builds on `attachments` and on `engine` (`model` and `migrations` are its tables); `maintenance` removes what
has expired. Beside them, `domain` says what a case is and may become, `api` holds the messages on the wire, `web` what
the apps share, `server` runs every process, and `gateway` serves the officers' workstations.
"""
