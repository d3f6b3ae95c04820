"""Detached signatures by an officer's key or the office key, with no time stamp finer than a day."""

import subprocess  # nosec B404 # for its constants
from collections.abc import Sequence
from datetime import date

from crypto.gpg.agent_errors import LOCKED, WRONG_PASSPHRASE
from crypto.gpg.errors import KeyLockedError, MissingSecretKeyError, SigningError, WrongPassphraseError
from crypto.gpg.home import GnupgHome
from crypto.gpg.process import Finished, GpgProcess, faked_time
from crypto.sizes import MAX_SIGNATURE_BYTES


def sign_detached(
    home: GnupgHome, fingerprint: str, data: bytes, day: date, passphrase: str | None = None
) -> bytes:
    """Return a binary detached signature over `data`, dated `day`.

    Without a passphrase the key must be unlocked. Raises `MissingSecretKeyError`, `KeyLockedError`,
    `WrongPassphraseError` or `SigningError`.
    """
    parts = home.secret_parts(fingerprint)
    if fingerprint not in parts:
        raise MissingSecretKeyError
    arguments = [*faked_time(day), "--local-user", fingerprint, "--output", "-", "--detach-sign"]
    with GpgProcess(
        home.path, arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, passphrase=passphrase
    ) as gpg:
        signature = gpg.exchange(iter((data,)), MAX_SIGNATURE_BYTES)
        _require_signed(gpg.wait(), parts)
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
