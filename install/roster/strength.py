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
from install.language import Sentence
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


def weak(certificate: RosterCertificate, day: date) -> str | None:
    """Return why this key must not be encrypted to or believed; None if there is no reason."""
    if inspect(certificate.data).shared:
        return _ADSK.told()
    keys = _keys(listing(certificate.data))
    found = next((fault for row in keys if (fault := _weak_algorithm(row))), None)
    if found is None and any(digest not in _SHA2 for digest in _own_digests(certificate)):
        found = _WEAK_DIGEST.told()
    if found is not None:
        return _NEW_ONE.told(found=found)
    return None if _encrypts(certificate, day) else _REFUSED.told()


def short(certificate: RosterCertificate) -> str | None:
    """Return what is good enough today but should be replaced; None if nothing is."""
    bits = [int(row[_BITS]) for row in _keys(listing(certificate.data)) if row[_ALGORITHM] in _RSA]
    if all(size >= GOOD_RSA_BITS for size in bits):
        return None
    return _NEXT_ONE.told(bits=min(bits), good=GOOD_RSA_BITS)


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
        return _TOO_SHORT.told(bits=bits)
    if algorithm in _RSA and bits > MOST_RSA_BITS:
        return _TOO_LONG.told(bits=bits)
    if algorithm in _RSA or (algorithm in _CURVES and row[_CURVE] in _GOOD_CURVES):
        return None
    return _ALGORITHM_USED.told(algorithm=_OLD.get(algorithm) or _UNUSUAL.told())


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
