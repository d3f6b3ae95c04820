"""Detached signatures: made by an officer's key or the office key, and verified against exactly one certificate.

No time stamp is finer than a day.
"""

import os
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from crypto.gpg.bounds import MESSAGE, with_second_try
from crypto.gpg.errors import (
    BadSignatureError,
    GpgStatusError,
    KeyLockedError,
    MissingSecretKeyError,
    SigningError,
    WrongPassphraseError,
)
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import NO_AGENT, NO_HOME, faked_time, filled_pipe
from crypto.gpg.packets import require_signature
from crypto.gpg.process import run_gpg
from crypto.gpg.self_test import require_working_gpg
from crypto.gpg.status import LOCKED, WRONG_PASSPHRASE, Finished, only
from crypto.signing import MAX_SIGNATURE_BYTES

_BAD: Final = (
    "BADSIG",
    "ERRSIG",
    "EXPSIG",
    "EXPKEYSIG",
    "REVKEYSIG",
    "NO_PUBKEY",
    "FAILURE",
    "ERROR",
    "NODATA",
)
# VALIDSIG's arguments (GnuPG's doc/DETAILS), counted from 0.
_DIGEST, _CLASS, _PRIMARY = 7, 8, 9
# RFC 9580, 9.5: SHA-256, -384, -512; others are too weak or unusual.
_SHA2: Final = frozenset({"8", "9", "10"})
_BINARY: Final = "00"  # RFC 9580, 5.2.1: a text signature would stay good over other line ends


def sign_detached(
    home: GnupgHome,
    fingerprint: str,
    data: bytes,
    day: date,
    passphrase: str | None = None,
    parts: Sequence[str] | None = None,
) -> bytes:
    """Return a binary detached signature over `data`, dated `day`.

    Without a passphrase the key must be unlocked. Who signs often passes the key's `secret_parts`, so that GnuPG is
    not asked for them each time. Raises `MissingSecretKeyError`, `KeyLockedError`, `WrongPassphraseError` or
    `SigningError`.
    """
    parts = home.secret_parts(fingerprint) if parts is None else parts
    if fingerprint not in parts:
        raise MissingSecretKeyError
    arguments = [*faked_time(day), "--local-user", fingerprint, "--output", "-", "--detach-sign"]
    signature, end = run_gpg(home.path, arguments, data, MAX_SIGNATURE_BYTES, passphrase=passphrase)
    _require_signed(end, parts)
    return signature


def _require_signed(end: Finished, parts: Sequence[str]) -> None:
    failures = set(end.arguments("FAILURE"))
    if failures & WRONG_PASSPHRASE:
        raise WrongPassphraseError
    if failures & LOCKED:
        raise KeyLockedError
    created = [line for line in end.status if line.keyword == "SIG_CREATED"]
    if end.exit_code or len(created) != 1 or end.has("FAILURE", "ERROR", "INV_SGNR"):
        raise SigningError
    if created[0].arguments[-1] not in parts:  # gpg prefers a subkey for signing where there is one
        raise SigningError


def verify_detached(
    certificate: Path, fingerprint: str, data: bytes, signature: bytes, day: date | None = None
) -> None:
    """Raise `BadSignatureError` unless the key of this full fingerprint signed exactly `data`, once.

    The key must be good at the end of `day` (an old reply stays good after its key has expired), else now.
    Raises `UnprocessableError` if gpg fails over it.
    """
    require_signature(signature)  # gpg 2.4 aborts on a marker packet there
    arguments = [*NO_AGENT, "--no-default-keyring", "--keyring", str(certificate.absolute())]
    arguments += ["--trust-model", "always", "--no-auto-check-trustdb"]
    arguments += [] if day is None else faked_time(day)
    end = with_second_try(lambda: _verified(arguments, data, signature), require_working_gpg)
    _require_good(end, fingerprint)


def verify_with(
    certificate: bytes, fingerprint: str, data: bytes, signature: bytes, day: date | None = None
) -> None:
    """Do as `verify_detached`, with a binary certificate that lies in no file."""
    with tempfile.NamedTemporaryFile(prefix="kt-", suffix=".gpg") as file:
        file.write(certificate)
        file.flush()
        verify_detached(Path(file.name), fingerprint, data, signature, day)


def _verified(arguments: list[str], data: bytes, signature: bytes) -> Finished:
    with os.fdopen(filled_pipe(signature)) as given:
        number = given.fileno()
        what = ["--enable-special-filenames", "--verify", "--", f"-&{number}", "-"]
        return run_gpg(NO_HOME, [*arguments, *what], data, 0, pass_fds=[number], bounds=MESSAGE)[1]


def _require_good(end: Finished, fingerprint: str) -> None:
    try:
        only(end.status, "NEWSIG")
        only(end.status, "GOODSIG")
        valid = only(end.status, "VALIDSIG")
    except GpgStatusError:
        raise BadSignatureError from None
    if end.exit_code or end.has(*_BAD) or len(valid.arguments) <= _PRIMARY:
        raise BadSignatureError
    if valid.arguments[_PRIMARY] != fingerprint or valid.arguments[_CLASS] != _BINARY:
        raise BadSignatureError
    if valid.arguments[_DIGEST] not in _SHA2:
        raise BadSignatureError
