"""Checks that a certificate is reliable, in words for the person who signs the roster (`crypto.gpg.strength`).

A retired key may stay as weak as it was: nothing is encrypted to it, and it signs nothing new. It must not become slow:
what it signed is checked at each reading.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from crypto.gpg.strength import (
    MOST_SIGNATURES,
    FaultKind,
    KeyFault,
    find_fault,
    find_slowness,
    rsa_bits,
)
from install.language import Sentence
from install.roster.succession import CLEAN_EXPORT, KEY_FAULT
from store.domain.roster import Roster, RosterCertificate

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
_EXPONENT: Final = Sentence(
    "adalah RSA dengan eksponen publik {bits} bit, yang membuat setiap pemeriksaan tanda tangannya lambat",
    "is RSA with a public exponent of {bits} bits, which would make each check of its signatures slow",
)
_SIGNATURES: Final = Sentence(
    "memuat {count} tanda tangan, lebih dari {most}: setiap pemakaiannya akan lambat. Pemiliknya menghapus nama dan "
    "subkunci yang tidak dipakai, lalu mengekspornya lagi dengan `{command}`, atau membuat kunci baru. Subkunci yang "
    "pernah menandatangani tetap ada.",
    "carries {count} signatures, more than {most}: each use of it would be slow. Its owner deletes names and subkeys "
    "that are not used and exports it again with `{command}`, or makes a new key. A subkey that has signed stays.",
)
_CHECKS: Final = Sentence(
    "membuat setiap pemeriksaan tanda tangannya lambat: sekitar {count} milidetik untuk nama dan subkuncinya. "
    "Pemiliknya menghapus nama dan subkunci yang tidak dipakai, lalu mengekspornya lagi dengan `{command}`, atau "
    "membuat kunci baru dari jenis yang lazim (ed25519). Subkunci yang pernah menandatangani tetap ada.",
    "makes each check of its signatures slow: about {count} milliseconds for its names and subkeys. Its owner deletes "
    "names and subkeys that are not used and exports it again with `{command}`, or makes a new key of the usual kind "
    "(ed25519). A subkey that has signed stays.",
)
_PACKETS: Final = Sentence(
    "tidak tersusun seperti yang diekspor GnuPG 2.4. Pemiliknya mengekspornya lagi dengan `{command}`, atau membuat "
    "kunci baru.",
    "is not made up as GnuPG 2.4 exports it. Its owner exports it again with `{command}`, or makes a new key.",
)
_ALGORITHM_USED: Final = Sentence("memakai {algorithm}", "uses {algorithm}")
_UNUSUAL: Final = Sentence("algoritma yang tidak lazim", "an unusual algorithm")
_FOUND: Final[Mapping[FaultKind, Sentence]] = {
    FaultKind.RSA_TOO_SHORT: _TOO_SHORT,
    FaultKind.RSA_TOO_LONG: _TOO_LONG,
    FaultKind.RSA_EXPONENT: _EXPONENT,
    FaultKind.ALGORITHM: _ALGORITHM_USED,
    FaultKind.DIGEST: _WEAK_DIGEST,
}


def weak(certificate: RosterCertificate, day: date) -> str | None:
    """Return why this key must not be encrypted to or believed; None if there is no reason."""
    fault = find_fault(certificate.data, day)
    return None if fault is None else _told(fault)


def slow(roster: Roster, previous: Roster | None) -> tuple[list[str], list[str]]:
    """Return what is slow among the certificates out of use: problems where it is new, and warnings.

    One that the last roster had is a warning: it could never go, and no roster could be signed any more.
    """
    if previous is None:
        return [], [sentence for _certificate, sentence in _slow_ones(roster)]
    known = {certificate.data for person in previous.people for certificate in person.certificates}
    problems: list[str] = []
    warnings: list[str] = []
    for certificate, sentence in _slow_ones(roster):
        (warnings if certificate.data in known else problems).append(sentence)
    return problems, warnings


def short(certificate: RosterCertificate) -> str | None:
    """Return what is good enough today but should be replaced; None if nothing is."""
    bits = rsa_bits(certificate.data)
    if all(size >= GOOD_RSA_BITS for size in bits):
        return None
    return _NEXT_ONE.told(bits=min(bits), good=GOOD_RSA_BITS)


def _slow_ones(roster: Roster) -> Iterator[tuple[RosterCertificate, str]]:
    in_use = {certificate.fingerprint for person in roster.active() for certificate in person.in_use()}
    for person in roster.people:
        for certificate in person.certificates:
            if certificate.fingerprint in in_use:  # `weak` judges it
                continue
            if (fault := find_slowness(certificate.data)) is not None:
                yield (
                    certificate,
                    KEY_FAULT.told(key=certificate.fingerprint, id=person.id, fault=_told(fault)),
                )


def _told(fault: KeyFault) -> str:
    if fault.kind is FaultKind.SHARED:
        return _ADSK.told()
    if fault.kind is FaultKind.REFUSED:
        return _REFUSED.told()
    if fault.kind is FaultKind.SIGNATURES:
        return _SIGNATURES.told(count=fault.count, most=MOST_SIGNATURES, command=CLEAN_EXPORT)
    if fault.kind is FaultKind.CHECKS:
        return _CHECKS.told(count=fault.count, command=CLEAN_EXPORT)
    if fault.kind is FaultKind.PACKETS:
        return _PACKETS.told(command=CLEAN_EXPORT)
    found = _FOUND[fault.kind].told(bits=fault.bits, algorithm=fault.algorithm or _UNUSUAL.told())
    return _NEW_ONE.told(found=found)
