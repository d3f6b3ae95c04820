"""News in a case since the page on which a decision is made was shown: who did what, and what they wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journalist_interface.actions.work import Work
from journalist_interface.presenters.case_papers import working_papers
from journalist_interface.presenters.case_words import FileLine, conversation
from journalist_interface.presenters.history import history
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.decision_basis import new_events, new_messages
from store.domain.roster import Roster


@dataclass(frozen=True, slots=True)
class News:
    """One decision, paper or message. `part` is empty for the reporter, `what` for a message."""

    who: str
    part: str
    day: date | None
    what: str = ""
    text: str = ""
    details: tuple[str, ...] = ()
    files: tuple[FileLine, ...] = ()
    problems: tuple[str, ...] = ()


def news(work: Work) -> list[News]:
    """Return what the present decision depends on and its maker has not seen: decisions first, then messages."""
    if work.basis is None:
        return []
    file, roster = work.file, work.services.rosters.current().roster
    events = {event.sequence for event in new_events(file, work.basis, work.me)}
    messages = {entry.sequence for entry in new_messages(file, work.basis, work.me)}
    return [*_decisions(file, roster, events), *_messages(file, roster, messages)]


def _decisions(file: CaseFile, roster: Roster, numbers: set[int]) -> Iterator[News]:
    sheets = {sheet.number: sheet for sheet in working_papers(file, roster)}
    for line in reversed(history(file, roster)):
        if line.number in numbers:
            sheet = sheets.get(line.number)
            text, files = (line.said, ()) if sheet is None else (sheet.text, sheet.files)
            yield News(line.who, line.part, line.day, line.what, text, line.details, files, line.remarks)


def _messages(file: CaseFile, roster: Roster, numbers: set[int]) -> Iterator[News]:
    for turn in conversation(file, roster):
        if turn.sequence in numbers:
            yield News(turn.author, "", turn.day, turn.remark, turn.text, files=turn.files)
