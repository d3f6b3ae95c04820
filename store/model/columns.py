"""Column types with their limits, the checks with which the database enforces them, and the refusal of plain text."""

from datetime import date
from typing import Annotated, Final

from sqlalchemy import CheckConstraint, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import mapped_column

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.packets import read_recipients
from crypto.mailbox import is_sealed_size
from store.api.messages import MAX_ENVELOPE_BYTES
from store.api.sealed_records import MAX_SEALED_BYTES
from store.errors import TooLongError

HEX_DIGITS: Final = 32
DIGEST_DIGITS: Final = 64
LOOKUP_BYTES: Final = 32
KEY_BYTES: Final = 32
PERSON_LETTERS: Final = 64
STAGE_LETTERS: Final = 32

HexId = Annotated[str, mapped_column(String(HEX_DIGITS))]
Digest = Annotated[str, mapped_column(String(DIGEST_DIGITS))]
OfCase = Annotated[str, mapped_column(String(HEX_DIGITS), ForeignKey("case.id", ondelete="CASCADE"))]
PersonId = Annotated[str, mapped_column(String(PERSON_LETTERS))]
Lookup = Annotated[bytes, mapped_column(LargeBinary(LOOKUP_BYTES))]
Key = Annotated[bytes, mapped_column(LargeBinary(KEY_BYTES))]
Ciphertext = Annotated[bytes, mapped_column(LargeBinary)]
Day = Annotated[date, mapped_column(Date)]


def exactly(column: str, length: int) -> CheckConstraint:
    """Check that `column` has this length, in characters or bytes: SQLite does not enforce a declared length."""
    return CheckConstraint(f"length({column}) = {length}", name=column)


def within(column: str, low: int, high: int) -> CheckConstraint:
    """Check that the length of `column` is between these bounds, in characters or bytes."""
    return CheckConstraint(f"length({column}) BETWEEN {low} AND {high}", name=column)


def ciphertext(column: str) -> CheckConstraint:
    """Check that `column` is NULL or small enough to be handed to an officer in one piece."""
    return within(column, 1, MAX_ENVELOPE_BYTES)


def encrypted_message(message: bytes | None) -> bytes | None:
    """Return a whole OpenPGP message, or None for NULL: no fault of ours ever stores plain text.

    Raises `NotEncryptedMessageError`, or `TooLongError` for what could not be handed to an officer in one piece.
    """
    if message is not None:
        _require_short(message)
        read_recipients(message)
    return message


def sealed_record(record: bytes | None) -> bytes | None:
    """Return a record that a workstation sealed, or None; raises as `encrypted_message`, for a lower limit."""
    if record is not None and len(record) > MAX_SEALED_BYTES:
        raise TooLongError
    return encrypted_message(record)


def sealed_box(box: bytes | None) -> bytes | None:
    """Return data with the size of a padded message sealed to a mailbox; raises as `encrypted_message` does."""
    if box is not None:
        _require_short(box)
        if not is_sealed_size(len(box)):
            raise NotEncryptedMessageError
    return box


def _require_short(ciphertext: bytes) -> None:
    if len(ciphertext) > MAX_ENVELOPE_BYTES:
        raise TooLongError
