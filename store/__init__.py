"""The store on the server: ciphertext in SQL and blobs, for both server processes; imports nothing itself.

`cases` stands on `files` and on `engine` (`model` and `migrations` are its tables); `upkeep` lets vanish what is over.
Beside them `contract`, what all must agree on; `serving`, how every process is run; `gateway`, the officers' door.
"""
