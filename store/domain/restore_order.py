"""The order of restores: notes of the office have a day alone, and what a backup holds tells more."""

from collections.abc import Iterable

from crypto.errors import StatementError
from crypto.signing import Signed
from store.domain.event import Event
from store.domain.restored_history import RestoreNote, read_note


def can_be_older(kept: Iterable[Event | None], note: RestoreNote, first: RestoreNote) -> bool:
    """Return whether the backup of a note, which kept these events, can be from before the restore of the first note.

    Then it has no event of a later day than that restore, and no loss by it. None is an event that nobody can read.
    """
    return first.day <= note.day and all(event is not None and _can_precede(event, first) for event in kept)


def _can_precede(event: Event, first: RestoreNote) -> bool:
    return event.day <= first.day and (event.loss is None or note_in(event.loss.note) != first)


def note_in(signed: Signed) -> RestoreNote | None:
    """Return the note, its signature not verified; None if nobody can read it."""
    try:
        return read_note(signed)
    except StatementError:
        return None
