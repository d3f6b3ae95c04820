"""Unlocking a key: its agent learns the passphrase by one signature and one decryption, and keeps it until `lock`."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.home import GnupgHome
from crypto.gpg.self_test import require_answer
from crypto.gpg.signatures import sign_detached
from crypto.signing import UNLOCK

_TRIED: Final = UNLOCK.encode() + b"\n"
_MOST_BYTES: Final = 4096


def unlock(home: GnupgHome, fingerprint: str, passphrase: str, day: date) -> bytes:
    """Let the home's agent keep the passphrase until `lock`. If that fails, it keeps nothing.

    Returns a message to this key for `require_working_key`. Raises `MissingSecretKeyError`, `WrongPassphraseError`, or
    another `GpgError` for a key that cannot both sign and decrypt.
    """
    home.start_agent()
    try:
        sign_detached(home, fingerprint, _TRIED, day, passphrase)
        return _unlock_decryption(home, fingerprint, passphrase, day)
    except BaseException:
        home.lock()
        raise


def require_working_key(home: GnupgHome, message: bytes) -> None:
    """Raise `KeyLockedError` or a `GpgFaultError` unless GnuPG and the agent open what `unlock` returned."""
    require_answer(lambda: decrypt_bytes(home, message, _MOST_BYTES), _TRIED)


def _unlock_decryption(home: GnupgHome, fingerprint: str, passphrase: str, day: date) -> bytes:
    """Decrypt a trial message: else the agent would derive the subkey's protection again at each message."""
    with tempfile.NamedTemporaryFile(prefix="kentongan-", suffix=".gpg") as public:
        public.write(home.certificate(fingerprint))
        public.flush()
        message = encrypt_bytes(_TRIED, [Path(public.name)], day)
    decrypt_bytes(home, message, _MOST_BYTES, passphrase)
    return message
