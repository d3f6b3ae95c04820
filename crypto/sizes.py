"""Sizes and forms that several modules must agree on."""

from typing import Final

MAX_SIGNATURE_BYTES: Final = 8_192  # a detached OpenPGP signature has a few hundred
FINGERPRINT_PATTERN: Final = r"\A[0-9A-F]{40}\Z"  # of a version 4 key, in full (RFC 9580, 5.5.4.2)
