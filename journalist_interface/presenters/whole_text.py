"""Texts that are too long for the page of their row: each has a page of its own, on which it stands in parts."""

from dataclasses import dataclass
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _

from journalist_interface.presenters.case_words import QUESTIONS
from journalist_interface.presenters.list_pages import PAGE_BYTES, PageChoice, ShownRows, paged
from journalist_interface.presenters.long_text import TEXT_BYTES
from journalist_interface.verification.case_file import CaseFile, FromOffice, FromReporter
from journalist_interface.verification.case_texts import ANSWERS
from store.domain.event import EventKind
from store.web.text_parts import text_parts


class TextKind(StrEnum):
    """The kinds of texts that have pages. An answer has the number of its question, from 1."""

    ANSWER = "answer"
    MESSAGE = "message"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class WholeText:
    """A text, its place in words, and the address of the row to which it belongs."""

    where: str
    text: str
    row: str


def text_address(case: str, kind: str, number: int) -> str:
    """Return the address of the page of a text."""
    return url_for("whole_text.page", case=case, kind=kind, number=number)


def whole_text(file: CaseFile, kind: str, number: int) -> WholeText | None:
    """Return the text of this kind and number; None if the case has none."""
    if kind == TextKind.ANSWER:
        return _answer(file, number)
    if kind == TextKind.MESSAGE:
        return _message(file, number)
    return _event(file, number) if kind == TextKind.EVENT else None


def parts_page(text: str, choice: PageChoice) -> ShownRows[str]:
    """Return a part of a text as a page."""
    return paged(list(text_parts(text, TEXT_BYTES)), lambda _part: PAGE_BYTES, choice)


def _answer(file: CaseFile, number: int) -> WholeText | None:
    if file.report is None or not 0 < number <= len(ANSWERS):
        return None
    name = ANSWERS[number - 1]
    where = _("Report: %(question)s", question=QUESTIONS[name])
    return WholeText(where, getattr(file.report, name), url_for("cases.case", case=file.case))


def _message(file: CaseFile, number: int) -> WholeText | None:
    match file.entries.get(number):
        case FromReporter() as entry:
            text = entry.envelope.text or ""
        case FromOffice() as entry:
            text = entry.reply.text
        case _:
            return None
    row = url_for("cases.case", case=file.case, row=number, _anchor=f"m{number}")
    return WholeText(_("Message no. %(number)s", number=number), text, row)


def _event(file: CaseFile, number: int) -> WholeText | None:
    read = file.chain.event(number)
    if read is None or read.content is None:
        return None
    if read.event.kind is EventKind.PAPER:
        where = _("Working paper no. %(number)s", number=number)
        row = url_for("cases.papers", case=file.case, row=number, _anchor=f"p{number}")
    else:
        where = _("History, number %(number)s", number=number)
        row = url_for("cases.history", case=file.case, row=number, _anchor=f"e{number}")
    return WholeText(where, read.content.text, row)
