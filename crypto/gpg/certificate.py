"""Public OpenPGP certificates: what one file really holds, and a folder of them by full fingerprint."""

import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from crypto.gpg.back_signatures import changed_subkeys
from crypto.gpg.errors import CertificateError, GpgError, GpgFaultError
from crypto.gpg.invocation import NO_HOME, NO_KEYRING, faked_time
from crypto.gpg.process import run_gpg

FINGERPRINT_PATTERN: Final = r"\A[0-9A-F]{40}\Z"  # of a version 4 key, in full (RFC 9580, 5.5.4.2)
MAX_CERTIFICATE_BYTES: Final = 64 * 1024
_FINGERPRINT: Final = re.compile(FINGERPRINT_PATTERN)
_ESCAPED: Final = re.compile(r"\\x([0-9a-f]{2})")  # a colon, and what is below the blank
_DAY: Final = 86_400
_LISTING_BYTES: Final = 256 * 1024
_MOST_CERTIFICATES: Final = 256
# Fields of --with-colons (GnuPG's doc/DETAILS), counted from 0.
_VALIDITY, _KEY, _CREATED, _EXPIRES, _VALUE, _CAPABILITIES = 1, 4, 5, 6, 9, 11
_NO_SIGNER: Final = frozenset({"e", "i", "r"})  # expired, invalid, revoked

Span = tuple[float, float]
"""A beginning and an end, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """GnuPG's description of one certificate.

    `keys` are the identifiers of its keys (16 hex digits), as messages encrypted to them name them. `encrypts` and
    `signs` are the spans of time in which each key with that ability has it. `shared` marks a certificate that asks
    senders to encrypt to another person's key too (GnuPG's ADSK). GnuPG refuses it as a recipient file, and so does
    this system.
    """

    fingerprint: str
    keys: frozenset[str]
    revoked: bool
    shared: bool
    encrypts: tuple[Span, ...]
    signs: tuple[Span, ...]

    def can_encrypt(self, at: datetime) -> bool:
        """Return whether a message can be encrypted to it at this time."""
        return not self.revoked and not self.shared and _within(self.encrypts, at)

    def can_sign(self, at: datetime) -> bool:
        """Return whether a signature made at this time can be good."""
        return not self.revoked and _within(self.signs, at)


# A roster repeats most certificates of the last one, and each costs a run of gpg.
@lru_cache(_MOST_CERTIFICATES)
def inspect(data: bytes) -> CertificateInfo:
    """Return what GnuPG says of the one certificate in `data` (binary, at most 64 KiB).

    Raises `CertificateError` for anything else. Of an expired certificate, what it says about earlier times is not to
    be relied on: GnuPG lists no abilities of expired keys.
    """
    if not 0 < len(data) <= MAX_CERTIFICATE_BYTES or not data[0] & 0x80:  # RFC 9580, 4.2: no armor
        raise CertificateError
    rows = listing(data)
    kinds = [row[0] for row in rows]
    if kinds.count("pub") != 1 or kinds[0] != "pub" or {"sec", "ssb"} & set(kinds):
        raise CertificateError
    if not any(row[0] == "uid" and row[_CREATED] for row in rows):  # no name that the key itself has signed
        raise CertificateError
    return CertificateInfo(
        fingerprint=_first_fingerprint(rows),
        keys=frozenset(row[_KEY] for row in rows if row[0] in {"pub", "sub"}),
        revoked=rows[0][_VALIDITY] == "r",
        shared=any("r" in row[_CAPABILITIES] for row in rows if row[0] == "sub"),
        encrypts=_spans(rows, "e"),
        signs=_spans(rows, "s"),
    )


def lost_signers(old: bytes, new: bytes, day: date) -> frozenset[str]:
    """Return the identifiers of the keys in `old` whose signatures up to this day would be bad by `new`.

    Both are certificates of one primary key. A key loses its signatures by a revocation, another usage or an earlier
    end, its own or the primary key's, or by the loss of its agreement to the primary key. Raises `CertificateError` if
    one is not made up as GnuPG exports it.
    """
    signed: set[str] = set()
    lost: set[str] = set()
    for moment in sorted({day} | _last_days(old, day) | _last_days(new, day)):
        before = _signers(old, moment)
        signed |= before
        lost |= before - _signers(new, moment)
    return frozenset(lost | (signed & changed_subkeys(old, new)))


def listing(data: bytes, *more: str) -> list[list[str]]:
    """Return GnuPG's listing of `data`, each row as its fields (doc/DETAILS in GnuPG). `more` are further options."""
    arguments = [
        *NO_KEYRING,
        "--trust-model",
        "always",
        "--with-colons",
        "--fixed-list-mode",
        *more,
        "--show-keys",
    ]
    try:
        listed, end = run_gpg(NO_HOME, arguments, data, _LISTING_BYTES)
    except GpgFaultError:  # it says nothing about the certificate
        raise
    except GpgError:
        raise CertificateError from None
    if end.exit_code or end.has("NODATA", "FAILURE", "ERROR") or not listed:
        raise CertificateError
    return [line.split(":") for line in listed.decode("utf-8", "replace").splitlines()]


def first_name(data: bytes) -> str:
    """Return the first user id of the one certificate in `data`, as its owner wrote it; raises as `inspect`."""
    inspect(data)
    written = next((row[_VALUE] for row in listing(data) if row[0] == "uid"), "")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)


def typed_fingerprint(text: str) -> str | None:
    """Return the full fingerprint that a person typed, without its blanks or colons; None for any other text."""
    found = re.sub(r"[\s:]", "", text).upper()
    return None if _FINGERPRINT.fullmatch(found) is None else found


def grouped(fingerprint: str) -> str:
    """Return a fingerprint as people read it out and compare it: ten groups of four."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


class CertificateFolder:
    """A folder of certificate files, named by full fingerprint, that gpg takes as recipients and as keyrings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, fingerprint: str) -> Path:
        """Return the path of the certificate of this full fingerprint, or raise `CertificateError` for another name."""
        if _FINGERPRINT.fullmatch(fingerprint) is None:
            raise CertificateError
        return self._folder / f"{fingerprint}.gpg"

    def add(self, fingerprint: str, data: bytes) -> None:
        """Store a certificate (binary, already inspected) in the folder. The same bytes again cost nothing."""
        path = self.path_of(fingerprint)
        if path.exists() and path.read_bytes() == data:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            part.write(data)
        Path(part.name).chmod(0o644)
        Path(part.name).replace(path)


def _last_days(data: bytes, day: date) -> set[date]:
    """Return the last day of each key and signature that has ended: GnuPG lists no abilities after it."""
    rows = listing(data, "--fast-list-mode", "--with-sig-list")
    ends = {row[_EXPIRES] for row in rows if row[0] in {"pub", "sub", "sig"} and row[_EXPIRES]}
    days = (datetime.fromtimestamp(int(end), UTC).date() - timedelta(days=1) for end in ends)
    return {last for last in days if last < day}


def _signers(data: bytes, day: date) -> set[str]:
    """Return the identifiers of the keys that can sign at the end of this day."""
    return {
        row[_KEY]
        for row in listing(data, *faked_time(day))
        if row[0] in {"pub", "sub"} and row[_VALIDITY] not in _NO_SIGNER and "s" in row[_CAPABILITIES]
    }


def _first_fingerprint(rows: list[list[str]]) -> str:
    fingerprint = next((row[_VALUE] for row in rows if row[0] == "fpr"), "")
    if _FINGERPRINT.fullmatch(fingerprint) is None:
        raise CertificateError
    return fingerprint


def _spans(rows: list[list[str]], capability: str) -> tuple[Span, ...]:
    """Return the spans of all unrevoked keys that have this capability themselves, each within the primary key's."""
    begin, end = _span(rows[0])
    found = (
        _span(row)
        for row in rows
        if row[0] in {"pub", "sub"} and row[_VALIDITY] not in {"r", "i"} and capability in row[_CAPABILITIES]
    )
    return tuple((max(begin, start), min(end, stop)) for start, stop in found)


def _span(row: list[str]) -> Span:
    """Return a key's span, from the first second of the day it was made: GnuPG is told no finer time than the day."""
    made = int(row[_CREATED] or 0)
    return float(made - made % _DAY), float(row[_EXPIRES]) if row[_EXPIRES] else float("inf")


def _within(spans: tuple[Span, ...], at: datetime) -> bool:
    return any(start <= at.timestamp() < stop for start, stop in spans)
