"""Room on the disk for a decision: officers leave that of reporters' texts, and of erasing, alone."""

from typing import Final

from store.api.messages import Decision
from store.domain.event import Event, EventKind
from store.engine.database import Database

_ERASING: Final = frozenset({EventKind.CONFIRM_DESTRUCTION, EventKind.CONFIRM_PART})


def require_disk_room(database: Database, decision: Decision, events: list[Event]) -> None:
    """Raise `NoRoomForTextError` if a decision would take the room that reporters need; call it as it is written.

    A second signature under a destruction passes: it frees room, and each needs a first one by another person.
    """
    if not {event.kind for event in events} <= _ERASING:
        database.require_officers_text_room(decision_size(decision))


def decision_size(decision: Decision) -> int:
    """Return the bytes that a decision takes: signed statements, contents, reply, and its record for the statistics."""
    parts = [
        part for new in decision.events for part in (new.event.statement, new.event.signature, new.content)
    ]
    if decision.reply is not None:
        parts += [decision.reply.envelope, decision.reply.sealed]
    if decision.statistics is not None:
        parts.append(decision.statistics.record)
    return sum(len(part) for part in parts if part is not None)
