"""The list of cases, and one case."""

from http import HTTPStatus
from secrets import token_hex
from typing import Final

from flask import abort, request

from crypto.roster import answers_reporters
from journalist_interface import language
from journalist_interface.case_file import CaseFile
from journalist_interface.case_words import answers, conversation, evidence, excluded_people
from journalist_interface.forms import ReplyForm
from journalist_interface.gateway_errors import NotFoundError, RefusedRequestError
from journalist_interface.officer_session import OfficerSession
from journalist_interface.pages.common import blueprint, require_officer
from journalist_interface.pages.common import page as framed
from journalist_interface.problems import CaseProblem
from journalist_interface.workplace import workplace
from store.contract.messages import CaseRow

pages = blueprint("cases", __name__)
CASE: Final = "/cases/<case>"
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


@pages.get(CASE)
def case(case: str) -> str:
    """A case, decrypted in memory; what is shown counts as seen."""
    officer = require_officer()
    file = officer.case(case)
    shown = case_page(officer, file, [], officer.drafts.get(case, ""))
    _mark_seen(officer, file)
    return shown


def case_page(officer: OfficerSession, file: CaseFile, errors: list[tuple[str, str]], draft: str) -> str:
    """The page of a case."""
    form = ReplyForm(formdata=None, text=draft, form=token_hex(16))
    roster = workplace().rosters.current().roster
    with file.lock:
        return framed(
            "case.html",
            file=file,
            errors=errors,
            problems=[problem for problem in CaseProblem if problem in file.problems],
            rows=workplace().client.cases(officer.token).cases,
            answers=[] if file.report is None else answers(file.report),
            excluded=excluded_people(file.introduction, roster, language.current()),
            conversation=conversation(file, roster),
            evidence=evidence(file),
            can_reply=file.introduction is not None and CaseProblem.FIRST_CHANGED not in file.problems,
            reply_form=form,
            most=workplace().config.attachment_bytes,
        )


def _mark_seen(officer: OfficerSession, file: CaseFile) -> None:
    """Tell the store how far this officer has read: as far as rows came, not as far as it counts."""
    if not file.row.unread or not file.entries:
        return
    try:
        workplace().client.seen(officer.token, file.case, max(file.entries))
    except (NotFoundError, RefusedRequestError):
        return  # a store whose numbers do not fit together must not hide the page that says so


def _categories(officer: OfficerSession, rows: tuple[CaseRow, ...]) -> dict[str, str | None]:
    """The categories of the cases that this session has decrypted; the store does not know them."""
    known = {row.case: officer.known_case(row.case) for row in rows}
    return {
        name: file.report.category
        for name, file in known.items()
        if file is not None and file.report is not None
    }
