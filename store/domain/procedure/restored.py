"""The rule of events that accept what a restore lost: as far as the case itself can tell.

Whether the office signed the note, and whether the chain goes through the end that it names, is checked where the
office's key and the whole chain are at hand.
"""

from crypto.errors import StatementError
from store.domain.event import Event
from store.domain.procedure.errors import FormError, SignedBeforeError
from store.domain.procedure.state import CaseState
from store.domain.restored_history import Loss, RestoreNote, read_note


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
    if not loss.old.is_later(note.end) or not _in_order(loss, note):
        raise FormError
    if (event.actor, loss.values) in state.losses:
        raise SignedBeforeError


def _in_order(loss: Loss, note: RestoreNote) -> bool:
    """Return whether the lost events follow each other up to the old end."""
    numbers = [event.sequence for event in loss.lost]
    first = loss.old.events - len(numbers) + 1
    in_order = numbers == list(range(first, loss.old.events + 1)) and first > note.end.events
    return not numbers or (in_order and loss.lost[-1].digest == loss.old.head)
