"""The pages of a case's files: what each of them is, and the ways to save it.

A file is fetched only when its officer says so: from then on its reporter cannot withdraw it any more.
"""

from functools import partial

from flask import Response

from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.evidence import evidence_sheet, evidence_sheets
from journalist_interface.services import services
from journalist_interface.session.attachments import plaintext_of
from journalist_interface.session.case_archive import CaseArchive
from journalist_interface.verification.case_attachments import (
    CaseAttachment,
    case_attachment,
    case_attachments,
)
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.views.case_frame import CASE, heading
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.views.downloads import download
from store.domain.register_number import register_number

pages = blueprint("evidence", __name__)
ONE = f"{CASE}/evidence/<label>"


@pages.get(f"{CASE}/evidence")
def listing(case: str) -> str:
    """Show all files of a case, with their sums, and the way to save them together."""
    file = require_officer().case(case)
    with file.lock:
        sheets = evidence_sheets(file, services().rosters.current().roster)
        return framed("evidence_list.html", sheets=sheets, **heading(file))


@pages.get(f"{CASE}/evidence/archive")
def archive(case: str) -> Response:
    """Send all files of a case as one archive, made while it is saved."""
    officer = require_officer()
    file = officer.case(case)
    with file.lock:
        found = list(case_attachments(file))
    if not found:
        raise CaseNotFoundError
    number = register_number(case)
    made = CaseArchive(
        number, found, partial(plaintext_of, services().cases, officer, file), services().clock.today()
    )
    return download(iter(made), f"{number}.tar", f"{number}.tar", made.size)


@pages.get(ONE)
def page(case: str, label: str) -> str:
    """Show what the case says of a file."""
    file = require_officer().case(case)
    found = _found(file, label)
    with file.lock:
        sheet = evidence_sheet(case, found, services().rosters.current().roster)
        return framed("evidence.html", sheet=sheet, **heading(file))


def _found(file: CaseFile, label: str) -> CaseAttachment:
    with file.lock:
        found = case_attachment(file, label)
    if found is None:
        raise CaseNotFoundError
    return found
