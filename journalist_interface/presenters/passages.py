"""The decrypted texts of a case, each with a description of its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from journalist_interface.presenters.alias import alias
from journalist_interface.presenters.case_words import answers
from journalist_interface.presenters.history import PAPERS
from journalist_interface.verification.case_file import CaseFile, Entry, FromOffice, FromReporter
from store.domain.event import EventKind, Paper
from store.domain.register_number import register_number


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its place."""

    where: str
    text: str


def passages(file: CaseFile) -> Iterator[Passage]:
    """Yield all readable texts of a case, its number and alias first; the caller holds its lock."""
    yield Passage(_("Number"), register_number(file.case))
    yield Passage(_("Alias"), alias(file.case))
    if file.report is not None:
        for question, answer in answers(file.report):
            yield Passage(_("Report: %(question)s", question=question), answer)
    for number, one in sorted(file.entries.items()):
        yield from _of_entry(number, one)
    for event in file.events:
        if event.content is not None:
            where = (
                str(PAPERS[event.event.paper or Paper.NOTE])
                if event.event.action is EventKind.PAPER
                else _("History, number %(number)s", number=event.sequence)
            )
            yield Passage(where, event.content.text)
            yield from (Passage(_file_name(), one.name) for one in event.content.attachments)


def _of_entry(number: int, one: Entry) -> Iterator[Passage]:
    if isinstance(one, FromReporter):
        if one.envelope.text:
            yield Passage(_("Message %(number)s, from the reporter", number=number), one.envelope.text)
        if one.envelope.attachment is not None:
            yield Passage(_file_name(), one.envelope.attachment.name)
    elif isinstance(one, FromOffice):
        yield Passage(_("Message %(number)s, from the office", number=number), one.reply.text)
        yield from (Passage(_file_name(), file.name) for file in one.reply.attachments)


def _file_name() -> str:
    return _("File name")
