"""The working papers of a case as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from journalist_interface.presenters.case_words import FileLine, files_by_place
from journalist_interface.presenters.history import PAPERS, PARTS, classified, name_of
from journalist_interface.verification.case_attachments import AttachmentOrigin
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import ReadEvent
from journalist_interface.verification.problems import EventRemark
from store.domain.event import Content, Paper
from store.domain.roster import Roster


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One paper. `readable` is False if it is not for this person or was altered; `remarks` then say more."""

    number: int
    kind: str
    author: str
    part: str
    day: date
    readable: bool
    text: str = ""
    present: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    files: tuple[FileLine, ...] = ()
    remarks: tuple[str, ...] = ()
    again: bool = False
    mentions: tuple[str, ...] = ()


def working_papers(file: CaseFile, roster: Roster) -> list[PaperSheet]:
    """Return all papers that hold, the newest first."""
    return _sheets(file, reversed(file.chain.papers()), roster)


def latest_papers(file: CaseFile, roster: Roster, kinds: Iterable[Paper]) -> list[PaperSheet]:
    """Return the newest paper of each of these kinds, if there is one."""
    found = (next(reversed(file.chain.papers(kind)), None) for kind in kinds)
    return _sheets(file, (event for event in found if event is not None), roster)


def _sheets(file: CaseFile, papers: Iterable[ReadEvent], roster: Roster) -> list[PaperSheet]:
    files = files_by_place(file, AttachmentOrigin.PAPER)
    return [_sheet(read, tuple(files.get(read.sequence, ())), roster) for read in papers]


def _sheet(read: ReadEvent, files: tuple[FileLine, ...], roster: Roster) -> PaperSheet:
    event, content = read.event, read.content or Content()
    said = content.classification
    return PaperSheet(
        read.sequence,
        str(PAPERS[event.paper or Paper.NOTE]),
        name_of(roster, event.actor),
        str(PARTS[event.part]),
        read.day,
        read.content is not None,
        content.text,
        tuple(name_of(roster, person) for person in event.people),
        () if said is None else tuple(classified(said)),
        files,
        tuple(_(remark) for remark in read.remarks),
        EventRemark.CONTENT_UNPROCESSABLE in read.remarks,
        tuple(name_of(roster, person) for person in content.mentions),
    )
