"""All files of a case on one page, and all of them saved as one archive."""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalist_interface.forms.officer_forms import SaveOriginalForm
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.evidence import evidence_sheet, files_page
from journalist_interface.presenters.history import name_of
from journalist_interface.services import services
from journalist_interface.session.attachments import archived_plaintext
from journalist_interface.session.case_archive import CaseArchive
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.previews import PreviewKey
from journalist_interface.verification.case_attachments import (
    AttachmentOrigin,
    CaseAttachment,
    case_attachments,
)
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.views.case_frame import CASE, heading
from journalist_interface.views.common import blueprint, is_pressed, page_choice, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.views.downloads import download
from store.domain.register_number import register_number
from store.domain.roster import REPORTER, Roster

pages = blueprint("case_files", __name__)


@pages.get(f"{CASE}/evidence")
def page(case: str) -> str:
    """Show all files of a case, with their sums, and the way to save them together."""
    officer = require_officer()
    file = officer.case(case)
    roster = services().rosters.current().roster
    with file.lock:
        files = list(case_attachments(file))
        saved, left_out = officer.spoilt.divided(case, files)
        found = files_page(files, page_choice())
        return framed(
            "evidence_list.html",
            list=found,
            sheets=[evidence_sheet(case, each, roster) for each in found.rows],
            size=sum(each.content.size for each in saved),
            can_save=bool(saved),
            left_out=_left_out(left_out, roster),
            from_reporter=any(each.origin is AttachmentOrigin.MESSAGE for each in files),
            telling=_telling(officer, file),
            save_form=SaveOriginalForm(formdata=None),
            **heading(file),
        )


@pages.post(f"{CASE}/evidence")
def agree(case: str) -> Response:
    """Note that all originals are to be saved, whatever they tell, and lead to their archive."""
    officer = require_officer()
    file = officer.case(case)
    if not is_pressed(SaveOriginalForm()):
        return redirect(url_for("case_files.page", case=case), HTTPStatus.SEE_OTHER)
    with file.lock:
        officer.previews.agree({PreviewKey.of(case, found) for found in _telling(officer, file)})
    return redirect(url_for("case_files.archive", case=case), HTTPStatus.SEE_OTHER)


@pages.get(f"{CASE}/evidence/archive")
def archive(case: str) -> Response:
    """Send all files of a case as one archive, made while it is saved; ask first if some tell of their authors."""
    officer = require_officer()
    file = officer.case(case)
    with file.lock:
        found, _rest = officer.spoilt.divided(case, case_attachments(file))
        if _telling(officer, file):
            return redirect(url_for("case_files.page", case=case, _anchor="save"), HTTPStatus.SEE_OTHER)
    if not found:
        raise CaseNotFoundError
    number = register_number(case)
    plaintext = partial(archived_plaintext, services().cases, officer, file)
    made = CaseArchive(number, found, plaintext, services().clock.today())
    return download(iter(made), f"{number}.tar", f"{number}.tar", made.size)


def _left_out(files: Iterable[CaseAttachment], roster: Roster) -> list[str]:
    """Return what the archive leaves out, in words: files of the reporter by their labels, all others by person."""
    return list(
        dict.fromkeys(
            found.label
            if found.sender == REPORTER
            else _("all files of %(name)s", name=name_of(roster, found.sender))
            for found in files
        )
    )


def _telling(officer: OfficerSession, file: CaseFile) -> list[CaseAttachment]:
    """Return the files that tell of their authors, as far as is known, and that were not agreed to be saved."""
    return [
        found
        for found in officer.spoilt.divided(file.case, case_attachments(file))[0]
        if officer.previews.must_ask(PreviewKey.of(file.case, found))
    ]
