"""The content of an event belongs to that event alone."""

from datetime import date
from typing import Any

import msgspec
import pytest

from crypto.errors import MessageFormError
from store.domain.errors import MisplacedError
from store.domain.event import CaseRole, Content, Event, EventKind, Paper, content_text, read_content

NOTE = Event(
    "0" * 32, 2, "0" * 64, "sari", CaseRole.OFFICER, EventKind.PAPER, date(2030, 1, 1), paper=Paper.NOTE
)


@pytest.mark.parametrize(
    "other", [{"case": "1" * 32}, {"sequence": 3}, {"actor": "budi"}, {"kind": EventKind.CLASSIFY}]
)
def test_what_was_said_is_of_one_case_one_place_one_person_and_one_event(other: dict[str, Any]) -> None:
    text = content_text(NOTE, Content("Catatan"))
    assert read_content(text, NOTE) == Content("Catatan")
    with pytest.raises(MisplacedError):
        read_content(text, msgspec.structs.replace(NOTE, **other))


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b'{"text":"Catatan"}'])
def test_what_names_no_event_is_no_content(text: bytes) -> None:
    with pytest.raises(MessageFormError):
        read_content(text, NOTE)


def test_the_encrypted_form_of_a_content_stays_as_other_workstations_wrote_it() -> None:
    assert content_text(NOTE, Content("Catatan")) == (
        b'{"case":"00000000000000000000000000000000","sequence":2,"actor":"sari","action":"paper",'
        b'"says":{"text":"Catatan"}}'
    )
