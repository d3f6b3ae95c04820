"""Limits: how long a stored message may be, and how much room texts leave on the disk.

A message that cannot be handed to an officer is never accepted. Attachments leave gigabytes free for texts
(`store.attachments.blobs`). Texts leave a little, so that the database can still be written to: even erasing needs
room.
"""

import os
from pathlib import Path
from typing import Final

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.packets import read_recipients
from crypto.mailbox import is_sealed_size
from store.api.messages import MAX_ENVELOPE_BYTES
from store.errors import NoRoomForTextError, StoreError, TooLongError

TEXT_RESERVE_BYTES: Final = 64 * 1024 * 1024
TEXT_RESERVE_SHARE: Final = 50  # of a small disk, one part in this many


def require_text_room(folder: Path) -> None:
    """Raise `NoRoomForTextError` if the folder's disk has less left than texts must leave free.

    Raises `StoreError` without such a folder.
    """
    try:
        disk = os.statvfs(folder)
    except OSError:
        raise StoreError from None
    reserve = min(TEXT_RESERVE_BYTES, disk.f_blocks * disk.f_frsize // TEXT_RESERVE_SHARE)
    if disk.f_bavail * disk.f_frsize < reserve:
        raise NoRoomForTextError


def check_messages(*messages: bytes) -> None:
    """Refuse anything but a whole OpenPGP message, so that no fault of ours ever stores plain text.

    Raises `NotEncryptedMessageError`, or `TooLongError` beyond `MAX_ENVELOPE_BYTES`.
    """
    for message in messages:
        _check_length(message)
        read_recipients(message)


def check_sealed(*boxes: bytes) -> None:
    """Refuse data without the size of a padded message sealed to a mailbox; raises as `check_messages` does."""
    for box in boxes:
        _check_length(box)
        if not is_sealed_size(len(box)):
            raise NotEncryptedMessageError


def _check_length(ciphertext: bytes) -> None:
    if len(ciphertext) > MAX_ENVELOPE_BYTES:
        raise TooLongError
