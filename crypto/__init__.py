"""Signing, key derivation, encryption, padding and checking for all other packages. It knows no store and no page.

The reporter's side uses libsodium; officers and the office use GnuPG (`gpg`). `wordlists` holds the words of the codes.
"""
