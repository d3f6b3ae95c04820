"""The judgement of a certificate: its algorithms, its self-signatures, and that GnuPG can encrypt to it."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import Final

from crypto.gpg.certificate import inspect, listing
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgError, GpgFaultError

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


class FaultKind(Enum):
    """The reasons why a key must not be encrypted to or believed."""

    SHARED = auto()
    RSA_TOO_SHORT = auto()
    RSA_TOO_LONG = auto()
    ALGORITHM = auto()
    DIGEST = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class KeyFault:
    """Such a reason, with the size of an RSA key, or the name of an old algorithm where it has one."""

    kind: FaultKind
    bits: int = 0
    algorithm: str = ""


def find_fault(data: bytes, day: date) -> KeyFault | None:
    """Return why the key of this certificate must not be encrypted to or believed; None if there is no reason.

    Raises `CertificateError` unless it is exactly one certificate, or a `GpgFaultError` if GnuPG does not work.
    """
    if inspect(data).shared:
        return KeyFault(FaultKind.SHARED)
    for row in _keys(listing(data)):
        if (fault := _weak_algorithm(row)) is not None:
            return fault
    if any(digest not in _SHA2 for digest in _own_digests(data)):
        return KeyFault(FaultKind.DIGEST)
    return None if _encrypts(data, day) else KeyFault(FaultKind.REFUSED)


def rsa_bits(data: bytes) -> list[int]:
    """Return the sizes of the RSA keys of a certificate."""
    return [int(row[_BITS]) for row in _keys(listing(data)) if row[_ALGORITHM] in _RSA]


def _keys(rows: list[list[str]]) -> Iterator[list[str]]:
    """Yield the primary key, and the subkeys that may encrypt or sign."""
    for row in rows:
        if row[0] == "pub" or (
            row[0] == "sub" and row[_VALIDITY] != "r" and {"e", "s"} & set(row[_CAPABILITIES])
        ):
            yield row


def _weak_algorithm(row: list[str]) -> KeyFault | None:
    algorithm, bits = row[_ALGORITHM], int(row[_BITS])
    if algorithm in _RSA and bits < LEAST_RSA_BITS:
        return KeyFault(FaultKind.RSA_TOO_SHORT, bits=bits)
    if algorithm in _RSA and bits > MOST_RSA_BITS:
        return KeyFault(FaultKind.RSA_TOO_LONG, bits=bits)
    if algorithm in _RSA or (algorithm in _CURVES and row[_CURVE] in _GOOD_CURVES):
        return None
    return KeyFault(FaultKind.ALGORITHM, algorithm=_OLD.get(algorithm, ""))


def _own_digests(data: bytes) -> list[str]:
    """Return the digest of the newest, and so valid, signature by the primary key on each user id and subkey."""
    rows = listing(data, "--fast-list-mode", "--with-sig-list")  # fast: does not look up signers' names
    newest: dict[int, tuple[int, str]] = {}
    part = 0
    for row in rows:
        if row[0] in {"pub", "uid", "uat", "sub"}:
            part += 1
        elif row[0] == "sig" and row[_KEY] == rows[0][_KEY]:
            newest[part] = max(newest.get(part, (0, "")), (int(row[_CREATED]), row[_DIGEST]))
    return [digest for _made, digest in newest.values()]


def _encrypts(data: bytes, day: date) -> bool:
    """Return whether GnuPG encrypts to it as the servers do: one refused certificate stops everyone's reports."""
    with tempfile.NamedTemporaryFile(suffix=".gpg") as file:
        file.write(data)
        file.flush()
        try:
            encrypt_bytes(b"", [Path(file.name)], day)
        except GpgFaultError:
            raise
        except GpgError:
            return False
    return True
