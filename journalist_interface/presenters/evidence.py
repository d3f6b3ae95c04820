"""The files of a case as their pages show them: what the case says of each, and what it shows and tells once opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from journalist_interface.evidence.cleaning import SHOWN_WHOLE
from journalist_interface.evidence.copies import CleaningMethod
from journalist_interface.evidence.errors import PasswordProtectedError, UnknownKindError
from journalist_interface.evidence.parts import FactKind, FileKind, LeftOut, MailHeader
from journalist_interface.presenters.case_words import FileLine, file_line
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.list_pages import PageChoice, ShownRows, paged
from journalist_interface.presenters.row_weights import file_weight
from journalist_interface.session.previews import AttachmentPreview, PreviewState
from journalist_interface.verification.case_attachments import (
    AttachmentOrigin,
    CaseAttachment,
)
from store.domain.roster import REPORTER, Roster

KINDS: Final = {
    FileKind.PDF: lazy_gettext("PDF"),
    FileKind.DOCUMENT: lazy_gettext("Text document"),
    FileKind.SPREADSHEET: lazy_gettext("Spreadsheet"),
    FileKind.SLIDES: lazy_gettext("Presentation"),
    FileKind.PICTURE: lazy_gettext("Picture"),
    FileKind.VIDEO: lazy_gettext("Video"),
    FileKind.AUDIO: lazy_gettext("Sound"),
    FileKind.TEXT: lazy_gettext("Text"),
    FileKind.MAIL: lazy_gettext("E-mail"),
    FileKind.ARCHIVE: lazy_gettext("Archive of files"),
}
FACTS: Final = {
    FactKind.AUTHOR: lazy_gettext("Author"),
    FactKind.CHANGED_BY: lazy_gettext("Last changed by"),
    FactKind.COMPANY: lazy_gettext("Company or office"),
    FactKind.SIGNED_BY: lazy_gettext("Signed by"),
    FactKind.RECIPIENT: lazy_gettext("Delivered to"),
    FactKind.DEVICE: lazy_gettext("Device"),
    FactKind.SERIAL_NUMBER: lazy_gettext("Serial number"),
    FactKind.PLACE: lazy_gettext("Place"),
    FactKind.COMMENT: lazy_gettext("Comment"),
    FactKind.TRACKED_CHANGE: lazy_gettext("Tracked change"),
    FactKind.HIDDEN_SHEET: lazy_gettext("Hidden sheet, slide or layer"),
    FactKind.HIDDEN_TEXT: lazy_gettext("Contains something that the pages do not show"),
    FactKind.ALTERNATIVE_TEXT: lazy_gettext("Alternative text of a picture or table"),
    FactKind.BOOKMARK: lazy_gettext("Name of a bookmark"),
    FactKind.MACRO: lazy_gettext("Contains a program (macro)"),
    FactKind.REMOTE_CONTENT: lazy_gettext("Fetches something from the internet when opened"),
    FactKind.FORM_TARGET: lazy_gettext("Sends what is filled in to"),
    FactKind.PREVIEW: lazy_gettext("Contains a small picture, which may show what was cut or covered later"),
    FactKind.CREATED: lazy_gettext("Made on"),
    FactKind.CHANGED: lazy_gettext("Changed on"),
    FactKind.PRINTED: lazy_gettext("Printed on"),
    FactKind.TITLE: lazy_gettext("Title"),
    FactKind.DESCRIPTION: lazy_gettext("Description"),
    FactKind.SOFTWARE: lazy_gettext("Software"),
}
"""The words of what a file tells, in the order of a page: what may lead to a person first."""
HEADERS: Final = {
    MailHeader.FROM: lazy_gettext("From"),
    MailHeader.TO: lazy_gettext("To"),
    MailHeader.CC: lazy_gettext("Copy to"),
    MailHeader.DATE: lazy_gettext("Date"),
    MailHeader.SUBJECT: lazy_gettext("Subject"),
}
LEFT_OUT: Final = {
    LeftOut.PAGES: lazy_gettext("There are more pages than are shown here."),
    LeftOut.TEXT: lazy_gettext("The text goes on; only its beginning is shown here."),
    LeftOut.BODY: lazy_gettext(
        "The text of this mail is not shown: it is encrypted, or packed. Save the mail and read it with a mail program."
    ),
    LeftOut.ENTRIES: lazy_gettext("The list ends here; there may be more files in it."),
    LeftOut.SOUND: lazy_gettext("There is more sound than is played here."),
    LeftOut.BEHIND: lazy_gettext(
        "The file goes on behind the picture, perhaps with a short film. That is not shown here."
    ),
    LeftOut.FACTS: lazy_gettext(
        "It was not searched to its end, or files inside it were not: they may tell more than is listed here."
    ),
}
METHODS: Final = {
    CleaningMethod.LIGHTWEIGHT: lazy_gettext("Its content was not encoded anew."),
    CleaningMethod.FULL: lazy_gettext("Its content was encoded anew, and may look a little different."),
    CleaningMethod.PICTURES: lazy_gettext("Its pages are pictures now."),
}
"""The sentence for each way in which a cleaned copy is made."""
_WARNED: Final = frozenset(
    {
        FactKind.MACRO,
        FactKind.REMOTE_CONTENT,
        FactKind.FORM_TARGET,
        FactKind.HIDDEN_SHEET,
        FactKind.HIDDEN_TEXT,
        FactKind.ALTERNATIVE_TEXT,
        FactKind.BOOKMARK,
    }
)


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """The facts that the case has of a file before it is opened.

    `from_reporter` decides whether it can still be withdrawn. `inner` saves what is inside of a file that its reporter
    encrypted before sending it.
    """

    label: str
    line: FileLine
    sha256: str
    sender: str
    day: date
    where: str
    from_reporter: bool
    inner: str | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """The values of one kind that a file tells; `warns` if they may lead to a person, or hide something."""

    words: str
    values: tuple[str, ...]
    warns: bool


@dataclass(frozen=True, slots=True)
class PictureLine:
    """The picture that a page shows, if it is there, its number, how many there will be, and its words."""

    number: int
    total: int
    alternative: str
    width: int
    height: int
    is_here: bool


def files_page(files: Sequence[CaseAttachment], choice: PageChoice) -> ShownRows[CaseAttachment]:
    """Return a page of the files of a case, the first ones first."""
    return paged(files, lambda found: file_weight(found.content), choice)


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
        url_for("nested_pgp.save", case=case, sequence=found.sequence) if found.is_encrypted else None,
    )


def _where(found: CaseAttachment) -> str:
    if found.origin is AttachmentOrigin.PAPER:
        return _("Working paper no. %(number)s", number=found.sequence)
    return _("Message no. %(number)s", number=found.sequence)


def can_clean(preview: AttachmentPreview | None) -> bool:
    """Return whether there may be a cleaned copy of a file, as far as is known of it."""
    if preview is None:
        return True
    is_mute = isinstance(preview.error, (UnknownKindError, PasswordProtectedError))
    return not is_mute and (preview.opened is None or preview.opened.has_copy)


def can_print(preview: AttachmentPreview) -> bool:
    """Return whether the pictures of a file are all that it shows, so that a PDF of them stands for it."""
    if preview.state is not PreviewState.DONE or preview.opened is None or not preview.pictures:
        return False
    return preview.opened.kind in SHOWN_WHOLE and LeftOut.PAGES not in preview.left_out


def fact_lines(preview: AttachmentPreview) -> list[FactLine]:
    """Return what a file tells, kind by kind: warnings first."""
    values: dict[FactKind, list[str]] = {}
    for fact in list(preview.facts):
        values.setdefault(fact.kind, []).append(fact.value)
    return [
        FactLine(
            str(words),
            tuple(value for value in dict.fromkeys(values[kind]) if value),
            kind.identifies or kind in _WARNED,
        )
        for kind, words in FACTS.items()
        if kind in values
    ]


def picture_line(preview: AttachmentPreview, label: str, wanted: int) -> PictureLine | None:
    """Return the wanted picture of a file, or the nearest that there will be; None if it has none."""
    here = len(preview.pictures)
    expected = 0 if preview.opened is None else preview.opened.pictures or 0
    total = max(here, expected) if preview.running else here
    if total == 0:
        return None
    number = min(max(wanted, 1), total)
    picture = preview.picture(number)
    at = None if picture is None else picture.at_second
    return PictureLine(
        number,
        total,
        _alternative(preview, label, number, total, at),
        0 if picture is None else picture.width,
        0 if picture is None else picture.height,
        picture is not None,
    )


def _alternative(preview: AttachmentPreview, label: str, number: int, total: int, at: float | None) -> str:
    kind = None if preview.opened is None else preview.opened.kind
    told = {"number": number, "total": total, "label": label}
    if kind is FileKind.VIDEO:
        told["at"] = duration(at or 0)
        return _("Frame %(number)s of %(total)s of %(label)s, at %(at)s", **told)
    if kind is FileKind.PICTURE and total == 1:
        return _("Picture of %(label)s", label=label)
    return _("Page %(number)s of %(total)s of %(label)s", **told)


def duration(seconds: float) -> str:
    """Return a length or a place in a video or a sound, such as 1:02:03 or 0:04."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def progress_words(preview: AttachmentPreview, picture: PictureLine | None) -> str:
    """Return how far the conversion is."""
    if preview.opened is None or picture is None:
        return _("It is being fetched, and opened in a sandbox.")
    return ngettext(
        "%(here)s of %(num)s page is ready so far.",
        "%(here)s of %(num)s pages are ready so far.",
        picture.total,
        here=len(preview.pictures),
    )
