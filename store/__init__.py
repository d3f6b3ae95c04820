"""The store on the server: ciphertext in SQL and blobs, for both server processes; imports nothing itself.

Beside it `contract`, what all must agree on; `gateway`, the officers' door; `model` and `migrations`, its tables.
"""
