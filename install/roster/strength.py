"""Checks that a certificate is reliable: its algorithms, its self-signatures, and that GnuPG can encrypt to it.

A retired key may stay as weak as it was: nothing is encrypted to it, and it signs nothing new.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from crypto.gpg.certificate import inspect, listing
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgError, GpgFaultError
from store.domain.roster import RosterCertificate

GOOD_RSA_BITS: Final = 3072  # as strong as the curves (NIST SP 800-57, table 2)
LEAST_RSA_BITS: Final = 2048
MOST_RSA_BITS: Final = 8192  # larger ones make every report slow
# Algorithms and digests by number (RFC 9580, 9.1 and 9.5); curves by GnuPG's names.
_RSA: Final = frozenset({"1", "2", "3"})
_CURVES: Final = frozenset({"18", "19", "22"})
_GOOD_CURVES: Final = frozenset(
    {"ed25519", "cv25519", "nistp256", "nistp384", "nistp521"}
    | {f"brainpoolP{bits}r1" for bits in (256, 384, 512)}
)
_OLD: Final = {"16": "ElGamal", "17": "DSA", "20": "ElGamal"}
_SHA2: Final = frozenset({"8", "9", "10"})
# Fields of --with-colons (GnuPG's doc/DETAILS), counted from 0.
_VALIDITY, _BITS, _ALGORITHM, _KEY, _CREATED, _CAPABILITIES, _DIGEST, _CURVE = 1, 2, 3, 4, 5, 11, 15, 16


def weak(certificate: RosterCertificate, day: date) -> str | None:
    """Return why this key must not be encrypted to or believed; None if there is no reason."""
    if inspect(certificate.data).shared:
        return (
            "asks every sender to encrypt to another key as well (GnuPG calls it ADSK). Its owner makes a new "
            "key, without `default-new-key-adsk` in gpg.conf."
        )
    keys = _keys(listing(certificate.data))
    found = next((fault for row in keys if (fault := _weak_algorithm(row))), None)
    if found is None and any(digest not in _SHA2 for digest in _own_digests(certificate)):
        found = "is signed with SHA-1 or another weak digest"
    if found is not None:
        return f"{found}. Its owner makes a new one."
    return None if _encrypts(certificate, day) else "cannot be encrypted to. GnuPG refuses it."


def short(certificate: RosterCertificate) -> str | None:
    """Return what is good enough today but should be replaced; None if nothing is."""
    bits = [int(row[_BITS]) for row in _keys(listing(certificate.data)) if row[_ALGORITHM] in _RSA]
    if all(size >= GOOD_RSA_BITS for size in bits):
        return None
    return f"is RSA with {min(bits)} bits. The next one should have {GOOD_RSA_BITS}, or be of the usual kind (ed25519)."


def _keys(rows: list[list[str]]) -> Iterator[list[str]]:
    """Yield the primary key, and the subkeys that may encrypt or sign."""
    for row in rows:
        if row[0] == "pub" or (
            row[0] == "sub" and row[_VALIDITY] != "r" and {"e", "s"} & set(row[_CAPABILITIES])
        ):
            yield row


def _weak_algorithm(row: list[str]) -> str | None:
    algorithm, bits = row[_ALGORITHM], int(row[_BITS])
    if algorithm in _RSA and bits < LEAST_RSA_BITS:
        return f"is RSA with {bits} bits, which is too short"
    if algorithm in _RSA and bits > MOST_RSA_BITS:
        return f"is RSA with {bits} bits, which would make every report slow"
    if algorithm in _RSA or (algorithm in _CURVES and row[_CURVE] in _GOOD_CURVES):
        return None
    return f"uses {_OLD.get(algorithm, 'an unusual algorithm')}"


def _own_digests(certificate: RosterCertificate) -> list[str]:
    """Return the digest of the newest, and so valid, signature by the primary key on each user id and subkey."""
    rows = listing(
        certificate.data, "--fast-list-mode", "--with-sig-list"
    )  # fast: does not look up signers' names
    newest: dict[int, tuple[int, str]] = {}
    part = 0
    for row in rows:
        if row[0] in {"pub", "uid", "uat", "sub"}:
            part += 1
        elif row[0] == "sig" and row[_KEY] == rows[0][_KEY]:
            newest[part] = max(newest.get(part, (0, "")), (int(row[_CREATED]), row[_DIGEST]))
    return [digest for _made, digest in newest.values()]


def _encrypts(certificate: RosterCertificate, day: date) -> bool:
    """Return whether GnuPG encrypts to it as the servers do: one refused certificate stops everyone's reports."""
    with tempfile.NamedTemporaryFile(suffix=".gpg") as file:
        file.write(certificate.data)
        file.flush()
        try:
            encrypt_bytes(b"", [Path(file.name)], day)
        except GpgFaultError:
            raise
        except GpgError:
            return False
    return True
