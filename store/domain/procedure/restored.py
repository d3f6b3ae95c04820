"""The rule of events that accept what a restore lost: as far as the case itself can tell.

Whether the office signed the note, and whether the chain goes through the end that it names, is checked where the
office's key and the whole chain are at hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from crypto.errors import StatementError
from store.domain.event import Event
from store.domain.procedure.errors import FormError, SignedBeforeError
from store.domain.procedure.state import CaseState
from store.domain.restored_history import Loss, RestoreNote, read_note

_ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class SignedLoss:
    """A loss that a note of the office explains, and whose signatures count; `seen` if one of them saw the old end."""

    loss: Loss
    note: RestoreNote
    signers: tuple[str, ...]
    seen: bool

    @classmethod
    def of(cls, loss: Loss, note: RestoreNote, signatures: Iterable[Event]) -> Self:
        """Return the loss with those who signed these events, each once."""
        events = tuple(signatures)
        seen = any(event.loss is not None and event.loss.seen for event in events)
        return cls(loss, note, tuple(dict.fromkeys(event.actor for event in events)), seen)

    @property
    def is_accepted(self) -> bool:
        """Return whether two people signed, one of whom saw what was lost."""
        return len(self.signers) >= _ENOUGH and self.seen


def check_restored(state: CaseState, event: Event) -> None:
    """Refuse a note of another case or a day to come, an end that lost nothing, and a second signature of a person."""
    loss = event.loss
    if loss is None:
        raise FormError
    try:
        note = read_note(loss.note)
    except StatementError:
        raise FormError from None
    if note.case != state.case or note.day > event.day or note.end.events > state.sequence:
        raise FormError
    if not loss.old.has_more(note.end) or not _in_order(loss):
        raise FormError
    if (event.actor, loss.values) in state.losses:
        raise SignedBeforeError


def _in_order(loss: Loss) -> bool:
    """Return whether the lost events follow each other up to the old end.

    Those of another course can have numbers that the restored end has too: a newer backup was restored after it.
    """
    numbers = [event.sequence for event in loss.lost]
    in_order = numbers == list(range(loss.old.events - len(numbers) + 1, loss.old.events + 1))
    return not numbers or (in_order and loss.lost[-1].digest == loss.old.head)
