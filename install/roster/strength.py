"""Checks that a certificate is reliable, in words for the person who signs the roster (`crypto.gpg.strength`).

A retired key may stay as weak as it was: nothing is encrypted to it, and it signs nothing new.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from crypto.gpg.strength import FaultKind, find_fault, rsa_bits
from install.language import Sentence
from store.domain.roster import RosterCertificate

GOOD_RSA_BITS: Final = 3072  # as strong as the curves (NIST SP 800-57, table 2)

_ADSK: Final = Sentence(
    "meminta setiap pengirim mengenkripsi juga ke kunci lain (GnuPG menyebutnya ADSK). Pemiliknya membuat kunci baru, "
    "tanpa `default-new-key-adsk` di gpg.conf.",
    "asks every sender to encrypt to another key as well (GnuPG calls it ADSK). Its owner makes a new key, without "
    "`default-new-key-adsk` in gpg.conf.",
)
_WEAK_DIGEST: Final = Sentence(
    "ditandatangani dengan SHA-1 atau digest lemah lainnya", "is signed with SHA-1 or another weak digest"
)
_NEW_ONE: Final = Sentence("{found}. Pemiliknya membuat kunci baru.", "{found}. Its owner makes a new one.")
_REFUSED: Final = Sentence(
    "tidak dapat menjadi tujuan enkripsi. GnuPG menolaknya.",
    "cannot be encrypted to. GnuPG refuses it.",
)
_NEXT_ONE: Final = Sentence(
    "adalah RSA dengan {bits} bit. Yang berikutnya sebaiknya {good} bit, atau dari jenis yang lazim (ed25519).",
    "is RSA with {bits} bits. The next one should have {good}, or be of the usual kind (ed25519).",
)
_TOO_SHORT: Final = Sentence(
    "adalah RSA dengan {bits} bit, terlalu pendek", "is RSA with {bits} bits, which is too short"
)
_TOO_LONG: Final = Sentence(
    "adalah RSA dengan {bits} bit, yang membuat setiap laporan lambat",
    "is RSA with {bits} bits, which would make every report slow",
)
_ALGORITHM_USED: Final = Sentence("memakai {algorithm}", "uses {algorithm}")
_UNUSUAL: Final = Sentence("algoritma yang tidak lazim", "an unusual algorithm")
_FOUND: Final[Mapping[FaultKind, Sentence]] = {
    FaultKind.RSA_TOO_SHORT: _TOO_SHORT,
    FaultKind.RSA_TOO_LONG: _TOO_LONG,
    FaultKind.ALGORITHM: _ALGORITHM_USED,
    FaultKind.DIGEST: _WEAK_DIGEST,
}


def weak(certificate: RosterCertificate, day: date) -> str | None:
    """Return why this key must not be encrypted to or believed; None if there is no reason."""
    fault = find_fault(certificate.data, day)
    if fault is None:
        return None
    if fault.kind is FaultKind.SHARED:
        return _ADSK.told()
    if fault.kind is FaultKind.REFUSED:
        return _REFUSED.told()
    found = _FOUND[fault.kind].told(bits=fault.bits, algorithm=fault.algorithm or _UNUSUAL.told())
    return _NEW_ONE.told(found=found)


def short(certificate: RosterCertificate) -> str | None:
    """Return what is good enough today but should be replaced; None if nothing is."""
    bits = rsa_bits(certificate.data)
    if all(size >= GOOD_RSA_BITS for size in bits):
        return None
    return _NEXT_ONE.told(bits=min(bits), good=GOOD_RSA_BITS)
