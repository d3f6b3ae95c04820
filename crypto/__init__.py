"""What is signed, derived, encrypted, padded and judged, for all the others; knows no store and no page.

The reporter's side is libsodium; officers and the office are GnuPG (`gpg`); `wordlists` holds the words of the codes.
"""
