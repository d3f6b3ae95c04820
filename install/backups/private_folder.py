"""The folder in which the server keeps what belongs to backups and leaves it never: its signing key and its indexes.

It lies beside the accounts, with the gateway, which makes the backups.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from install.backups.errors import BackupError
from install.language import Sentence
from store.gateway.config import GatewayConfig

_MODE: Final = 0o700
_BUSY: Final = Sentence(
    "Cadangan lain sedang dibuat. Tunggu sampai selesai.", "Another backup is being made. Wait for its end."
)


def private_folder(config: GatewayConfig) -> Path:
    """Return the folder, which may not be there yet."""
    return config.accounts.parent / "backups"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make the folder, and keep other runs out of it while the block runs; raise `BackupError` if one is at work."""
    folder.mkdir(_MODE, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(_BUSY.told()) from None
        yield
    finally:
        os.close(descriptor)
