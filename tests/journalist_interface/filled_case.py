"""A case that one officer fills past their workstation's forms: as much in each row as its form allows.

write(workstations.of("wati"), case, [note(text=LONG), note(files=many_files())])
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from crypto.padding import pad
from store.api.messages import Decision, NewEvent
from store.cases.chain import case_state
from store.domain.event import Content, EventKind, Paper, chain_digest, content_text
from store.domain.reply import MAX_ATTACHMENTS, ReplyAttachment
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation
from tests.journalist_interface.store_rows import encrypted_to
from tests.signed_events import EventSigner, drafted

AT_ONCE: Final = 10
"""Events that go to the gateway in one decision."""
LONG_NAME: Final = "\"'" * 2_000
"""A name of a file that no file system takes."""


@dataclass(frozen=True)
class FilledEvent:
    """An event and what it says, to one person if that is given; `fields` are those of the event."""

    kind: EventKind
    says: Content | None
    fields: dict[str, Any] = field(default_factory=dict)
    to: str | None = None


def note(text: str = "Catatan", files: tuple[ReplyAttachment, ...] = ()) -> FilledEvent:
    """A note."""
    return FilledEvent(EventKind.PAPER, Content(text=text, attachments=files), {"paper": Paper.NOTE})


def many_files(name: str, first: int = 0) -> tuple[ReplyAttachment, ...]:
    """As many files as one paper may name; no one uploaded them."""
    numbers = range(first, first + MAX_ATTACHMENTS)
    blobs = [hashlib.sha256(f"{number}".encode()).hexdigest() for number in numbers]
    return tuple(ReplyAttachment(blob[:32], bytes(32), name, 1, blob) for blob in blobs)


def write(workstation: HeadlessWorkstation, case: GenuineCase, filled: Iterable[FilledEvent]) -> None:
    """Sign these events for this person, and send them to the gateway."""
    waiting = list(filled)
    while waiting:
        now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        decision = Decision(_signed(workstation, case, now))
        workstation.services.client.decide(workstation.officer.token, case.case, decision)


def _signed(
    workstation: HeadlessWorkstation, case: GenuineCase, filled: Iterable[FilledEvent]
) -> tuple[NewEvent, ...]:
    signer, person = EventSigner(workstation.office, case), workstation.person
    state = case_state(workstation.office.database, case.case)
    number, head = state.sequence, state.head
    made: list[NewEvent] = []
    for each in filled:
        number += 1
        content = None
        if each.says is not None:
            placed = signer.event(person, drafted(each.kind, **each.fields), number, head)
            plain, office = pad(content_text(placed, each.says)), workstation.office
            content = case.encrypted(plain) if each.to is None else encrypted_to(office, each.to, plain)
        event = signer.event(person, drafted(each.kind, content=content, **each.fields), number, head)
        signed = signer.signed(event, person)
        head = chain_digest(signed.statement, signed.signature)
        made.append(NewEvent(signed, content, ()))
    return tuple(made)
