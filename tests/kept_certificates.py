"""Certificates of kinds that GnuPG is slow to make or makes no more, as GnuPG 2.4 exports them.

Made in 2025 without an end: `--quick-generate-key NAME ALGORITHM sign never`, then `--quick-add-key FINGERPRINT
ALGORITHM encrypt never`. `sha1` had `--cert-digest-algo SHA1`, `adsk` names another key by `--quick-add-adsk`, and the
subkey of `ahead` is of 2099.
"""

from pathlib import Path


def kept(name: str) -> bytes:
    """The certificate of this name, binary."""
    return (Path(__file__).parent / "certificates" / f"{name}.gpg").read_bytes()
