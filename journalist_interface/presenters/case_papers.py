"""The working papers of a case as a page shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from journalist_interface.presenters.case_words import FileLine, files_by_place
from journalist_interface.presenters.history import PAPERS, PARTS, classified, name_of
from journalist_interface.presenters.list_pages import PageChoice, ShownRows, paged
from journalist_interface.presenters.row_weights import paper_weight
from journalist_interface.presenters.whole_text import TextKind, text_address
from journalist_interface.verification.case_attachments import AttachmentOrigin
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import ReadEvent
from journalist_interface.verification.problems import EventRemark
from store.domain.event import Content, Paper
from store.domain.roster import Roster


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One paper. `readable` is False if it is not for this person or was altered; `remarks` then say more.

    `whole` is the address of a page with all of the text.
    """

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
    whole: str = ""


def working_papers(
    file: CaseFile, roster: Roster, reads: Iterable[ReadEvent] | None = None
) -> list[PaperSheet]:
    """Return all papers that hold, the newest first; or just these, as they come."""
    return _sheets(file, list(reversed(file.chain.papers()) if reads is None else reads), roster)


def papers_page(file: CaseFile, choice: PageChoice) -> ShownRows[ReadEvent]:
    """Return a page of the papers that hold, the newest first."""
    return paged(
        list(reversed(file.chain.papers())),
        paper_weight,
        choice,
        number_of=lambda read: read.sequence,
        is_marked=lambda read: bool(read.remarks),
    )


def latest_papers(file: CaseFile, roster: Roster, kinds: Iterable[Paper]) -> list[PaperSheet]:
    """Return the newest paper of each of these kinds, if there is one."""
    found = (next(reversed(file.chain.papers(kind)), None) for kind in kinds)
    return _sheets(file, [event for event in found if event is not None], roster)


def _sheets(file: CaseFile, papers: Sequence[ReadEvent], roster: Roster) -> list[PaperSheet]:
    files = files_by_place(file, {read.sequence for read in papers}, AttachmentOrigin.PAPER)
    return [_sheet(file.case, read, tuple(files.get(read.sequence, ())), roster) for read in papers]


def _sheet(case: str, read: ReadEvent, files: tuple[FileLine, ...], roster: Roster) -> PaperSheet:
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
        text_address(case, TextKind.EVENT, read.sequence),
    )
