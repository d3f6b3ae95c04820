"""The withdrawal of a file by its reporter: a statement of the mailbox's voice that takes the place of the file.

The reporter's message that withdraws it has a place of its own, and each of the two names the other. Padded and
encrypted, neither differs from a message in size or form.
"""

from crypto import signing
from crypto.errors import MessageFormError, StatementError
from crypto.mailbox import Mailbox, verify_voice
from crypto.signing import unpack
from store.domain.envelope import Envelope, read_envelope, signed_by
from store.domain.errors import MisplacedError
from store.domain.fields import BlobName, CaseId, Sequence, Struct
from store.domain.labels import Label


class Withdrawal(Struct, frozen=True):
    """A file that was withdrawn: its place `sequence`, its blob, and the place of the `entry` that withdraws it."""

    case: CaseId
    sequence: Sequence
    blob: BlobName
    entry: Sequence


def withdrawal_by(envelope: Envelope) -> Withdrawal | None:
    """Return what lies in the file's place after this message; None if it withdraws nothing."""
    file = envelope.withdraws
    return Withdrawal(envelope.case, file.sequence, file.blob, envelope.sequence) if file else None


def signed_withdrawal(mailbox: Mailbox, withdrawal: Withdrawal) -> bytes:
    """Return the padded bytes to encrypt and to seal."""
    return signed_by(mailbox, Label.WITHDRAWAL, withdrawal)


def read_entry(padded: bytes, voice_key: bytes, case: str, sequence: int) -> Envelope | Withdrawal:
    """Return what the reporter signed for this place of this case: a message, or that its file was withdrawn.

    Raises as `read_envelope` does.
    """
    try:
        return read_envelope(padded, voice_key, case, sequence)
    except StatementError:
        return _read_withdrawal(padded, voice_key, case, sequence)


def _read_withdrawal(padded: bytes, voice_key: bytes, case: str, sequence: int) -> Withdrawal:
    signed = unpack(padded)
    verify_voice(voice_key, signed.text, signed.signature)
    withdrawal = signing.parse(Label.WITHDRAWAL, signed.text, Withdrawal)
    if (withdrawal.case, withdrawal.sequence) != (case, sequence):
        raise MisplacedError
    if withdrawal.entry <= sequence:
        raise MessageFormError
    return withdrawal
