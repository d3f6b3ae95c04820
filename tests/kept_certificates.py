"""Certificates of kinds that GnuPG is slow to make or makes no more, as GnuPG 2.4 exports them.

Made in 2025 without an end: `--quick-generate-key NAME ALGORITHM sign never`, then `--quick-add-key FINGERPRINT
ALGORITHM encrypt never`. `sha1` had `--cert-digest-algo SHA1`, `adsk` names another key by `--quick-add-adsk`, and the
subkey of `ahead` is of 2099. `borrower` was put together by hand: its owner bound the encryption key of `lender` to it
beside one of their own, which needs no word of the lender's. `exponent` is RSA of 2048 bits with a public exponent of
2047, put together by hand too, and `names` has 24 names. `checks` is of brainpoolP512r1, as are its subkeys: one that
encrypts and two that sign.
"""

from pathlib import Path


def kept(name: str) -> bytes:
    """The certificate of this name, binary."""
    return (Path(__file__).parent / "certificates" / f"{name}.gpg").read_bytes()
