"""The form of a decision: all of it that can be judged without the store, and without a signature."""

from datetime import date, timedelta

from store.api.messages import MAX_CONTENT_BYTES, MAX_STATISTICS_BYTES, Decision, NewEvent
from store.domain.deadlines import MOST_ANSWER_DAYS
from store.domain.event import Event, EventKind, content_digest
from store.domain.procedure.errors import FarDayError, FormError
from store.errors import TooLongError


def require_form(decision: Decision, events: list[Event], today: date) -> None:
    """Refuse a decision by whatever can be judged without the store.

    Raises `TooLongError`, or a kind of `ProcedureError`.
    """
    _require_whole(decision)
    _require_reply(decision, events)
    _require_near(today, events)
    for new_event, event in zip(decision.events, events, strict=True):
        require_content(new_event, event)


def require_content(new: NewEvent, event: Event) -> None:
    """Refuse another content than the event names, and files with anything but a paper."""
    content = new.content
    if event.content != (None if content is None else content_digest(content)):
        raise FormError
    if new.blobs and event.kind is not EventKind.PAPER:
        raise FormError


def _require_whole(decision: Decision) -> None:
    """Refuse what is too long, and files without the paper that holds their keys."""
    for new_event in decision.events:
        if len(new_event.content or b"") > MAX_CONTENT_BYTES:
            raise TooLongError
        if new_event.blobs and new_event.content is None:
            raise FormError
    if decision.statistics is not None and len(decision.statistics.record) > MAX_STATISTICS_BYTES:
        raise TooLongError


def _require_reply(decision: Decision, events: list[Event]) -> None:
    """Refuse a decision without the reply that its question or notice needs, or with any other reply."""
    named = [event.entry for event in events if event.entry is not None]
    brought = [] if decision.reply is None else [decision.reply.sequence]
    if named != brought:
        raise FormError


def _require_near(today: date, events: list[Event]) -> None:
    """Refuse a day too far ahead, counted from the store's day, not from the one in the event."""
    if any(
        event.until is not None and event.until > today + timedelta(days=MOST_ANSWER_DAYS) for event in events
    ):
        raise FarDayError
