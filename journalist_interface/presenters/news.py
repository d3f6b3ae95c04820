"""News in a case since the page on which a decision is made was shown: who did what, and what they wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from journalist_interface.actions.work import Work
from journalist_interface.presenters.case_papers import working_papers
from journalist_interface.presenters.case_words import FileLine, conversation
from journalist_interface.presenters.history import history
from journalist_interface.presenters.list_pages import paged
from journalist_interface.presenters.row_weights import entry_weight, event_weight, paper_weight
from journalist_interface.presenters.whole_text import TextKind, text_address
from journalist_interface.verification.case_file import CaseFile, Shown
from journalist_interface.verification.chain import ReadEvent
from journalist_interface.verification.decision_basis import new_events, new_messages
from store.domain.event import EventKind
from store.domain.roster import Roster


@dataclass(frozen=True, slots=True)
class News:
    """One decision, paper or message. `part` is empty for the reporter, `what` for a message.

    `whole` is the address of a page with all of the text.
    """

    who: str
    part: str
    day: date | None
    what: str = ""
    text: str = ""
    details: tuple[str, ...] = ()
    files: tuple[FileLine, ...] = ()
    problems: tuple[str, ...] = ()
    whole: str = ""


@dataclass(frozen=True, slots=True)
class NewsList:
    """The news that a page shows; `left_out` counts those that it has no room for."""

    shown: tuple[News, ...]
    left_out: int


def news(work: Work) -> NewsList:
    """Return what the present decision depends on and its maker has not seen: decisions first, then messages.

    Each are as many as a page of them holds, the newest.
    """
    if work.basis is None:
        return NewsList((), 0)
    file, roster = work.file, work.services.rosters.current().roster
    events, messages = new_events(file, work.basis, work.me), new_messages(file, work.basis, work.me)
    first = paged(events[::-1], lambda read: max(event_weight(read), paper_weight(read))).rows[::-1]
    last = paged(messages[::-1], entry_weight).rows[::-1]
    shown = (*_decisions(file, roster, first), *_messages(file, roster, last))
    return NewsList(shown, len(events) + len(messages) - len(shown))


def _decisions(file: CaseFile, roster: Roster, reads: Sequence[ReadEvent]) -> Iterator[News]:
    papers = [read for read in reads if read.event.kind is EventKind.PAPER]
    sheets = {sheet.number: sheet for sheet in working_papers(file, roster, papers)}
    for line in history(file, roster, reads):
        sheet = sheets.get(line.number)
        text, files = (line.said, ()) if sheet is None else (sheet.text, sheet.files)
        whole = text_address(file.case, TextKind.EVENT, line.number)
        yield News(line.who, line.part, line.day, line.what, text, line.details, files, line.remarks, whole)


def _messages(file: CaseFile, roster: Roster, entries: Sequence[Shown]) -> Iterator[News]:
    for turn in conversation(file, roster, entries):
        whole = text_address(file.case, TextKind.MESSAGE, turn.sequence or 0)
        yield News(turn.author, "", turn.day, turn.remark, turn.text, files=turn.files, whole=whole)
