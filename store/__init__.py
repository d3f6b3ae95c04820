"""The store on the server: ciphertext in SQL and blobs, for both server processes; imports nothing itself.

`cases` stands on `attachments` and on `engine` (`model` and `migrations` are its tables); `maintenance` lets
vanish what is over. Beside them `domain`, what a case is and may become; `api`, the messages on the wire; `web`,
what the apps share; `server`, how every process is run; `gateway`, the officers' door.
"""
