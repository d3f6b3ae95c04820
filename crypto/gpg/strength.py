"""The judgement of a certificate: its algorithms, its self-signatures, its cost, and that GnuPG can encrypt to it."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import Final

from crypto.gpg.certificate import inspect, listing
from crypto.gpg.certificate_packets import OLD, RSA, CertificateCost, KeyNumbers, read_cost
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import CertificateError, GpgError, GpgFaultError

LEAST_RSA_BITS: Final = 2048
MOST_RSA_BITS: Final = 8192  # larger ones make every report slow
MOST_EXPONENT_BITS: Final = 32  # 65537 has 17; one as long as the key makes each check of a signature slow
MOST_OLD_BITS: Final = 4096  # an old DSA or ElGamal subkey out of use
# A name and a subkey have one each. A person with four names and a new pair of subkeys every year for ten years has 24.
MOST_SIGNATURES: Final = 24
# Tenths of a millisecond for one check by a key on a curve, measured (decision 170), by the curve's object identifier.
_CHECKS: Final = {
    bytes.fromhex("2b06010401da470f01"): 8,  # ed25519
    bytes.fromhex("2a8648ce3d030107"): 9,  # nistp256
    bytes.fromhex("2b81040022"): 18,  # nistp384
    bytes.fromhex("2b81040023"): 34,  # nistp521
    bytes.fromhex("2b2403030208010107"): 15,  # brainpoolP256r1
    bytes.fromhex("2b240303020801010b"): 28,  # brainpoolP384r1
    bytes.fromhex("2b240303020801010d"): 55,  # brainpoolP512r1
}
_SLOWEST_CHECK: Final = max(_CHECKS.values())  # of what is not listed, such as a DSA subkey out of use
_RSA_CHECK: Final = 5
MOST_OF_CHECKS: Final = 320  # ed25519 and nistp256 reach it only with more than ten subkeys that sign
_ENCRYPT_ONLY: Final = frozenset({16, 18})  # ElGamal and ECDH
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
    RSA_EXPONENT = auto()
    ALGORITHM = auto()
    SIGNATURES = auto()
    CHECKS = auto()
    PACKETS = auto()
    DIGEST = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class KeyFault:
    """Such a reason, with a size or a number where it has one, or the name of an old algorithm."""

    kind: FaultKind
    bits: int = 0
    algorithm: str = ""
    count: int = 0


def find_fault(data: bytes, day: date) -> KeyFault | None:
    """Return why the key of this certificate must not be encrypted to or believed; None if there is no reason.

    Raises `CertificateError` unless it is exactly one certificate, or a `GpgFaultError` if GnuPG does not work.
    """
    if inspect(data).shared:
        return KeyFault(FaultKind.SHARED)
    for row in _keys(listing(data)):
        if (fault := _weak_algorithm(row)) is not None:
            return fault
    if (slow := find_slowness(data)) is not None:
        return slow
    if any(digest not in _SHA2 for digest in _own_digests(data)):
        return KeyFault(FaultKind.DIGEST)
    return None if _encrypts(data, day) else KeyFault(FaultKind.REFUSED)


def find_slowness(data: bytes) -> KeyFault | None:
    """Return why each use of this certificate would take too long, an encryption or a check of what its key signed.

    None if there is no reason. It counts of a key that is out of use too: what it signed is checked again and again.
    """
    try:
        cost = read_cost(data)
    except CertificateError:
        return KeyFault(FaultKind.PACKETS)
    if cost.signatures > MOST_SIGNATURES:
        return KeyFault(FaultKind.SIGNATURES, count=cost.signatures)
    if (
        fault := next((fault for key in cost.keys if (fault := _slow_key(key)) is not None), None)
    ) is not None:
        return fault
    checks = _cost_of_checks(cost)
    return KeyFault(FaultKind.CHECKS, count=checks // 10) if checks > MOST_OF_CHECKS else None


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


def _slow_key(key: KeyNumbers) -> KeyFault | None:
    if key.algorithm in OLD and max(key.bits) > MOST_OLD_BITS:
        return KeyFault(FaultKind.ALGORITHM, algorithm=_OLD[f"{key.algorithm}"])
    if key.algorithm not in RSA:
        return None
    modulus, exponent = key.bits
    if modulus > MOST_RSA_BITS:
        return KeyFault(FaultKind.RSA_TOO_LONG, bits=modulus)
    return KeyFault(FaultKind.RSA_EXPONENT, bits=exponent) if exponent > MOST_EXPONENT_BITS else None


def _cost_of_checks(cost: CertificateCost) -> int:
    """Return what GnuPG checks at each use: all signatures by the primary key, and one by each subkey that can sign."""
    primary, *subkeys = map(_cost_of_check, cost.keys)
    return cost.signatures * primary + sum(subkeys)


def _cost_of_check(key: KeyNumbers) -> int:
    if key.algorithm in _ENCRYPT_ONLY:
        return 0
    return _RSA_CHECK if key.algorithm in RSA else _CHECKS.get(key.curve, _SLOWEST_CHECK)


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
