"""Opening a key: its agent learns the passphrase, by one signature and one decryption, and keeps it until `lock`."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.home import GnupgHome
from crypto.gpg.sign import sign_detached
from crypto.labels import Label

_TRIED: Final = Label.UNLOCK.encode() + b"\n"
_MOST_BYTES: Final = 4096


def unlock(home: GnupgHome, fingerprint: str, passphrase: str, day: date) -> None:
    """Let the home's agent keep the passphrase until `lock`; where that fails it keeps nothing.

    Raises `MissingSecretKeyError`, `WrongPassphraseError`, or another `GpgError` for a key that cannot do both.
    """
    home.start_agent()
    try:
        sign_detached(home, fingerprint, _TRIED, day, passphrase)
        _unlock_decryption(home, fingerprint, passphrase, day)
    except BaseException:
        home.lock()
        raise


def _unlock_decryption(home: GnupgHome, fingerprint: str, passphrase: str, day: date) -> None:
    """Decrypt something of our own: else the agent would derive the subkey's protection anew at each message."""
    with tempfile.NamedTemporaryFile(prefix="kentongan-", suffix=".gpg") as public:
        public.write(home.certificate(fingerprint))
        public.flush()
        message = encrypt_bytes(_TRIED, [Path(public.name)], day)
    decrypt_bytes(home, message, _MOST_BYTES, passphrase)
