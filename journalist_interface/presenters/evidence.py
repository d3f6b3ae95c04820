"""The files of a case as their pages show them."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from journalist_interface.presenters.case_words import FileLine, file_line
from journalist_interface.presenters.history import name_of
from journalist_interface.verification.case_attachments import (
    AttachmentOrigin,
    CaseAttachment,
    case_attachments,
)
from journalist_interface.verification.case_file import CaseFile
from store.domain.roster import REPORTER, Roster


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """What the case says of a file before it is opened. `from_reporter` decides whether it can still be withdrawn."""

    label: str
    line: FileLine
    sha256: str
    sender: str
    day: date
    where: str
    from_reporter: bool


def evidence_sheets(file: CaseFile, roster: Roster) -> list[EvidenceSheet]:
    """Return all files of a case."""
    return [evidence_sheet(file.case, found, roster) for found in case_attachments(file)]


def evidence_sheet(case: str, found: CaseAttachment, roster: Roster) -> EvidenceSheet:
    """Return what the case says of one file."""
    from_reporter = found.sender == REPORTER
    return EvidenceSheet(
        found.label,
        file_line(case, found),
        found.content.sha256,
        _("Reporter") if from_reporter else name_of(roster, found.sender),
        found.day,
        _where(found),
        from_reporter,
    )


def _where(found: CaseAttachment) -> str:
    if found.origin is AttachmentOrigin.PAPER:
        return _("Working paper no. %(number)s", number=found.sequence)
    return _("Message no. %(number)s", number=found.sequence)
