"""A check that the reporter really got the notice that a decision claims."""

from typing import Final

from journalist_interface.verification.case_file import CaseFile, FromOffice
from journalist_interface.verification.chain import ReadEvent
from store.domain.event import Content, Event, EventKind
from store.domain.reply import Notice
from store.domain.stages import Stage

_KINDS: Final = {Stage.CLARIFICATION.value: "question", Stage.ARCHIVED.value: "archived"}


def notice_missing(file: CaseFile, one: ReadEvent) -> bool:
    """Return whether a question or an archiving lacks a proven reply of its maker that tells the reporter the same.

    The store sees neither what a reply says nor whether it is one: a colleague could archive a case, or let a deadline
    run, without a word that the reporter can read.
    """
    kind = _KINDS.get(one.event.target or "")
    if one.event.action is not EventKind.MOVE or kind is None:
        return False
    entry = file.entries.get(one.event.entry or 0)
    if not isinstance(entry, FromOffice) or entry.reply.officer != one.event.actor:
        return True
    notice = entry.reply.notice
    return notice is None or notice.kind != kind or not _says_the_same(notice, one.event, one.content)


def _says_the_same(notice: Notice, event: Event, content: Content | None) -> bool:
    """Return whether the day is the same, and the reason too where it can be read."""
    said = None if content is None else content.classification
    return notice.until == event.until and (said is None or notice.reason == said.archive_reason)
