"""How long a stored message may be, and how much room texts leave on the disk.

What cannot be handed to an officer is never accepted. Attachments leave gigabytes free for texts (`store.files.blobs`);
texts leave a little, so that the database can still be written to: erasing, too, needs room.
"""

import os
from pathlib import Path
from typing import Final

from store.contract.messages import MAX_ENVELOPE_BYTES
from store.errors import NoRoomForTextError, StoreError, TooLongError

TEXT_RESERVE_BYTES: Final = 64 * 1024 * 1024
TEXT_RESERVE_SHARE: Final = 50  # of a small disk, one part in so many


def require_text_room(folder: Path) -> None:
    """`NoRoomForTextError` if the disk of this folder has less left than texts leave free; `StoreError` without it."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        raise StoreError from None
    reserve = min(TEXT_RESERVE_BYTES, disk.f_blocks * disk.f_frsize // TEXT_RESERVE_SHARE)
    if disk.f_bavail * disk.f_frsize < reserve:
        raise NoRoomForTextError


def check_ciphertext(*ciphertexts: bytes | None) -> None:
    """Raise `TooLongError` unless each is absent, or of 1 to `MAX_ENVELOPE_BYTES` bytes."""
    for ciphertext in ciphertexts:
        if ciphertext is not None and not 1 <= len(ciphertext) <= MAX_ENVELOPE_BYTES:
            raise TooLongError
