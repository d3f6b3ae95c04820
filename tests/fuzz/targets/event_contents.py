"""The content of an event, once decrypted: its signer may have put anything there."""

from datetime import date

from crypto.errors import MessageFormError
from store.domain.event import (
    CaseRole,
    Classification,
    Content,
    Event,
    EventKind,
    Keys,
    Paper,
    PlaceKey,
    content_text,
    read_content,
)
from tests.fuzz.target import PLANTED, Target

_EVENT = Event(
    "ab" * 16, 2, "0" * 64, "sari", CaseRole.OFFICER, EventKind.PAPER, date(2030, 1, 1), paper=Paper.NOTE
)
_KEYS = Keys(entries=(PlaceKey(1, "9:" + "0" * 64),))


def run(data: bytes) -> None:
    """Check that what is believed names this event, and is written again as the same content."""
    said = read_content(data, _EVENT)
    assert read_content(content_text(_EVENT, said), _EVENT) == said


TARGET = Target(
    run,
    (MessageFormError,),
    (
        content_text(_EVENT, Content(PLANTED, classification=Classification(category="fraud"))),
        content_text(_EVENT, Content(PLANTED, keys=_KEYS)),
        content_text(_EVENT, Content(PLANTED)).replace(b"ab" * 16, b"cd" * 16),
        b'{"text":"' + PLANTED.encode() + b'"}',
    ),
)
