"""Histories that a restore shortened: where each ended and ends now, and what two readers sign of it.

The office notes for each case where a restored backup left it. It signs one note a case, so that no one learns of a
case by the note of another. What is signed of a case repeats the note, so it can be checked without the store.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from crypto import signing
from crypto.signing import Signed
from store.domain.fields import CaseId, Digest, Identifier, Sequence
from store.domain.labels import Label

MAX_REASON: Final = 400
_NOT_NOTED: Final = "0" * 64  # where only the head is known
_DISMISS: Final = "dismiss"  # the kind of event, which stands on this module
MOST_LOST: Final = 48  # as many as a statement has room for

Reason = Annotated[str, Meta(min_length=1, max_length=MAX_REASON)]


class HistoryEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An end of a history: the last event with the digest of its statement, and the number of the last message."""

    events: Annotated[int, Meta(ge=0, le=1_000_000)]
    head: Digest
    statement: Digest
    messages: Sequence

    def has_more(self, other: "HistoryEnd") -> bool:
        """Return whether this end has something that the other one lacks: another last event is something too."""
        return self.events > other.events or self.messages > other.messages or self.head != other.head


class RestoreNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The office's word that a backup was restored on a day, for a reason, and that it left this case at this end."""

    case: CaseId
    day: date
    reason: Reason
    end: HistoryEnd


class LostEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An event that was lost, as a workstation remembers it."""

    sequence: Sequence
    digest: Digest
    actor: Identifier
    kind: Annotated[str, Meta(max_length=32)] = msgspec.field(name="action")
    day: date
    person: Identifier | None = None


class LossValues(NamedTuple):
    """The values that two people must sign alike; `note` is its statement: anyone can spell the signature anew."""

    note: str
    old: HistoryEnd
    lost: tuple[LostEvent, ...]


class Loss(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The loss of a case's last events or messages by the restore of a note.

    `old` is where the history ended before. `lost` are the lost events that a workstation remembers, at most the last
    `MOST_LOST`. `seen` means that the signer's own workstation saw that end.
    """

    note: Signed
    old: HistoryEnd
    lost: Annotated[tuple[LostEvent, ...], Meta(max_length=MOST_LOST)] = ()
    seen: bool = False

    @property
    def values(self) -> LossValues:
        """The values that two people must sign alike."""
        return LossValues(self.note.statement, self.old, self.lost)

    @property
    def digest(self) -> str:
        """The digest of these values."""
        return hashlib.sha256(msgspec.json.encode(self.values)).hexdigest()

    @property
    def note_digest(self) -> str:
        """The digest of the note's text, however its signature is spelled."""
        return digest_of_note(self.note)

    def outdoes(self, other: "Loss", restored: HistoryEnd) -> bool:
        """Return whether it says of the same restore, which left this end, that it lost as much or more."""
        its, is_same = other.old, self.note_digest == other.note_digest
        no_events = (its.events, its.head) == (restored.events, restored.head)
        includes = no_events or self.includes(its.events, its.head, its.statement)
        return is_same and includes and its.messages <= self.old.messages

    def includes(self, events: int, head: str, statement: str) -> bool:
        """Return whether the event of this number and these digests is the old end, or listed among the lost ones."""
        old = self.old
        if events == old.events:
            return head == old.head or (statement == old.statement and statement != _NOT_NOTED)
        return any((event.sequence, event.digest) == (events, head) for event in self.lost)


def taken_off(lost: Iterable[LostEvent]) -> frozenset[str]:
    """Return the people whom lost events took off: by what is gone they were no readers any more."""
    return frozenset(event.person for event in lost if event.kind == _DISMISS and event.person is not None)


def digest_of_note(signed: Signed) -> str:
    """Return the digest of a note's text, however its signature is spelled."""
    return hashlib.sha256(signed.text).hexdigest()


def read_note(signed: Signed) -> RestoreNote:
    """Return the note, its signature not verified, or raise `StatementError`."""
    return signing.parse(Label.RESTORE, signed.text, RestoreNote)
