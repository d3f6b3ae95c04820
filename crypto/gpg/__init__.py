"""GnuPG, asked strictly.

Encrypting, decrypting, signing and verifying run `gpg` with a status descriptor of its own: python-gnupg mixes status
lines with stderr, where a crafted name could pass for one.
"""
