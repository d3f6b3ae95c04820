"""Every text of a case that a search looks through, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from journalist_interface.verification.case_file import CaseFile, Entry, FromOffice, FromReporter
from store.domain.event import EventKind, Paper

ANSWERS: Final = ("what", "who", "when", "how", "where", "why")
"""The questions of a report, in the order in which their answers are shown."""


class TextPlace(StrEnum):
    """The places of a case that have text."""

    LABEL = "label"
    ANSWER = "answer"
    MESSAGE = "message"
    REPLY = "reply"
    FILE_NAME = "file-name"
    PAPER = "paper"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class CaseText:
    """A text: of which question or paper it is, or the number of its message or event."""

    place: TextPlace
    text: str
    number: int = 0
    name: str = ""


def texts_of(file: CaseFile) -> Iterator[CaseText]:
    """Yield all readable texts of a case; the caller holds its lock."""
    for label in file.chain.labels:
        yield CaseText(TextPlace.LABEL, label)
    if file.report is not None:
        for name in ANSWERS:
            yield CaseText(TextPlace.ANSWER, getattr(file.report, name), name=name)
    for number, entry in sorted(file.entries.items()):
        yield from _of_entry(number, entry)
    for event in file.events:
        if event.content is None:
            continue
        if event.event.kind is EventKind.PAPER:
            yield CaseText(TextPlace.PAPER, event.content.text, name=event.event.paper or Paper.NOTE)
        else:
            yield CaseText(TextPlace.EVENT, event.content.text, event.sequence)
        yield from (
            CaseText(TextPlace.FILE_NAME, attachment.name) for attachment in event.content.attachments
        )


def _of_entry(number: int, entry: Entry) -> Iterator[CaseText]:
    if isinstance(entry, FromReporter):
        if entry.envelope.text:
            yield CaseText(TextPlace.MESSAGE, entry.envelope.text, number)
        if entry.envelope.attachment is not None:
            yield CaseText(TextPlace.FILE_NAME, entry.envelope.attachment.name)
    elif isinstance(entry, FromOffice):
        yield CaseText(TextPlace.REPLY, entry.reply.text, number)
        yield from (CaseText(TextPlace.FILE_NAME, file.name) for file in entry.reply.attachments)
