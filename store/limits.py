"""Limits: how long a stored message may be, how much room texts leave on the disk, and how far a page of rows goes.

A message that cannot be handed to an officer is never accepted. Attachments leave gigabytes free for texts
(`store.attachments.blobs`). Texts leave a little, so that the database can still be written to: even erasing needs
room. A page is bounded in rows and in bytes, without reading what they hold.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.packets import read_recipients
from crypto.mailbox import is_sealed_size
from store.api.messages import MAX_ENVELOPE_BYTES
from store.errors import NoRoomForTextError, StoreError, TooLongError

TEXT_RESERVE_BYTES: Final = 64 * 1024 * 1024
TEXT_RESERVE_SHARE: Final = 50  # of a small disk, one part in this many
WINDOW_ROWS: Final = 200


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


def page_end(
    session: Session,
    case: str,
    after: int,
    content: InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None],
    byte_limit: int,
    limit: int = WINDOW_ROWS,
) -> int:
    """Return the last sequence of the page after `after`: at least one row if there is one, else `after`."""
    kind = content.class_
    rows = session.execute(
        select(kind.sequence, func.coalesce(func.length(content), 0))
        .where(kind.case == case, kind.sequence > after)
        .order_by(kind.sequence)
        .limit(limit)
    ).all()
    count = rows_that_fit((size for _sequence, size in rows), byte_limit)
    return rows[count - 1][0] if count else after


def rows_that_fit(sizes: Iterable[int], byte_limit: int) -> int:
    """Return how many of the first rows, by their sizes, fit into a page: at least one if there is one."""
    count = total = 0
    for size in sizes:
        total += size
        if count and total > byte_limit:
            break
        count += 1
    return count
