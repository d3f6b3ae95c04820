"""GnuPG, run strictly.

Encryption, decryption, signing and verification run `gpg` with a separate status descriptor. python-gnupg mixes status
lines with stderr, where a crafted name could pass for one: it handles only the keys of a home of our own (`home`).
"""
