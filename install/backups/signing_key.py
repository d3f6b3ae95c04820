"""The server's own key, which signs manifests. It shows damage, and not a server that lies: the server holds it.

It is made at the first backup, and comes back with a restored one.
"""

import secrets
from pathlib import Path
from typing import Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from install.backups.errors import BackupError
from install.language import Sentence, in_words
from store.web.durable import replace_file

SIGNING_KEY_FILE: Final = "signing-key"
SIGNATURE_BYTES: Final = 64
_SEED_BYTES: Final = 32
_PRIVATE: Final = 0o600
_DAMAGED: Final = Sentence(
    "{path} rusak. Pindahkan berkas itu: cadangan berikutnya membuat kunci baru, dan cadangan lama tetap dapat "
    "dipulihkan.",
    "{path} is damaged. Move it away: the next backup makes a new key, and old backups can still be restored.",
)


def server_key(folder: Path) -> SigningKey:
    """Return the server's key, made in this private folder if there is none yet."""
    path = folder / SIGNING_KEY_FILE
    if not path.exists():
        replace_file(path, secrets.token_bytes(_SEED_BYTES), _PRIVATE)
    return _read_key(path)


def known_signer(folder: Path) -> str:
    """Return the name of the server's key in this private folder; raise `BackupError` if there is none."""
    try:
        return signer_of(_read_key(folder / SIGNING_KEY_FILE))
    except OSError as error:
        raise BackupError(in_words(error)) from None


def _read_key(path: Path) -> SigningKey:
    seed = path.read_bytes()
    if len(seed) != _SEED_BYTES:
        raise BackupError(_DAMAGED.told(path=path))
    return SigningKey(seed)


def signer_of(key: SigningKey) -> str:
    """Return the public half of the server's key in hex: the name by which a person knows it."""
    return bytes(key.verify_key).hex()


def is_signed_by(signer: str, statement: bytes, signature: bytes) -> bool:
    """Return whether the holder of this key signed the statement."""
    try:
        VerifyKey(bytes.fromhex(signer)).verify(statement, signature)
    except (BadSignatureError, ValueError, TypeError):  # ValueError: not a signature's length, or no key
        return False
    return True
