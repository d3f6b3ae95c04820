"""The list of cases. A case itself is in `case`, under the same blueprint."""

from http import HTTPStatus
from typing import Final

from flask import abort, request

from crypto.roster import answers_reporters
from journalist_interface.officer_session import OfficerSession
from journalist_interface.pages.common import blueprint, require_officer
from journalist_interface.pages.common import page as framed
from journalist_interface.workplace import workplace
from store.contract.messages import CaseRow

pages = blueprint("cases", __name__)
_MOST_CURSOR: Final = 128


@pages.get("/cases")
def listing() -> str:
    """A page of the list, newest activity first."""
    officer = require_officer()
    cursor = request.args.get("cursor") or None
    if cursor is not None and len(cursor) > _MOST_CURSOR:
        abort(HTTPStatus.BAD_REQUEST)
    found = workplace().client.cases(officer.token, cursor)
    return framed(
        "cases.html",
        rows=found.cases,
        next_cursor=found.next,
        continued=cursor is not None,
        gets_new_reports=answers_reporters(officer.person),
        categories=_categories(officer, found.cases),
    )


def _categories(officer: OfficerSession, rows: tuple[CaseRow, ...]) -> dict[str, str | None]:
    """The categories of the cases that this session has decrypted; the store does not know them."""
    known = {row.case: officer.known_case(row.case) for row in rows}
    return {
        name: file.report.category
        for name, file in known.items()
        if file is not None and file.report is not None
    }
