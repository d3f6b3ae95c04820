"""News in a case since the page on which a decision is made was shown: who did what, and what they wrote."""

from dataclasses import dataclass
from datetime import date

from journalist_interface.actions.work import Work
from journalist_interface.presenters.case_papers import working_papers
from journalist_interface.presenters.case_words import FileLine, conversation
from journalist_interface.presenters.history import history
from journalist_interface.verification.seen import new_events, new_messages


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
    return [] if work.basis is None else [*_decisions(work), *_messages(work)]


def _decisions(work: Work) -> list[News]:
    if work.basis is None:
        return []
    numbers = {one.sequence for one in new_events(work.file, work.basis, work.me)}
    if not numbers:
        return []
    roster = work.services.rosters.current().roster
    sheets = {one.number: one for one in working_papers(work.file, roster)}
    found = []
    for line in reversed(history(work.file, roster)):
        if line.number in numbers:
            sheet = sheets.get(line.number)
            text, files = (line.said, ()) if sheet is None else (sheet.text, sheet.files)
            found.append(
                News(line.who, line.part, line.day, line.what, text, line.details, files, line.remarks)
            )
    return found


def _messages(work: Work) -> list[News]:
    if work.basis is None:
        return []
    numbers = {one.sequence for one in new_messages(work.file, work.basis, work.me)}
    turns = conversation(work.file, work.services.rosters.current().roster) if numbers else []
    return [
        News(one.author, "", one.day, one.remark, one.text, files=one.files)
        for one in turns
        if one.sequence in numbers
    ]
