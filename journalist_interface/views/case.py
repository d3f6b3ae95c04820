"""A case: what the reporter sent, what the office wrote, what was decided, and who has a part in it."""

from collections.abc import Callable
from http import HTTPStatus
from itertools import takewhile
from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from journalist_interface.actions import identity
from journalist_interface.actions.lost_answers import has_arrived
from journalist_interface.actions.work import Work, sound_introduction
from journalist_interface.forms.officer_forms import REPLY, FormPlace, ReplyForm, TryAgainForm
from journalist_interface.gateway_client.errors import CaseNotFoundError, RefusedRequestError
from journalist_interface.presenters.case_papers import papers_page, working_papers
from journalist_interface.presenters.case_people import (
    identity_rows,
    request_lines,
    requests_page,
    standing_of,
)
from journalist_interface.presenters.case_words import (
    answers,
    conversation,
    evidence,
    excluded_people,
    file_line,
)
from journalist_interface.presenters.conversation_pages import conversation_page, first_unread
from journalist_interface.presenters.history import history, history_page
from journalist_interface.presenters.labels import sentence
from journalist_interface.presenters.list_pages import FIRST_PAGE, PageChoice
from journalist_interface.reply_templates import reply_texts
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.case_attachments import case_attachments
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.views.case_frame import CASE, can_act, case_page, unopened_mentions
from journalist_interface.views.cases import pages
from journalist_interface.views.common import current_language, is_pressed, page_choice, require_officer
from journalist_interface.views.invitation import invitation_page
from store.domain.deadlines import REQUEST_DAYS
from store.domain.event import CaseRole

MOST_FILES: Final = 100
"""Files of the reporter on the page of the report; all others are on the page of all files."""


@pages.get(CASE)
def case(case: str) -> str:
    """Show a case, decrypted in memory, and mark what is shown as seen; before declaring, only the brief is shown."""
    officer = require_officer()
    try:
        file = officer.case(case)
    except CaseNotFoundError:
        return invitation_page(officer, case, [])
    choice = _begins(file)
    shown = report_page(officer, file, [], _draft(officer, file), choice=choice)
    _mark_seen(officer, file, choice)
    return shown


@pages.get(f"{CASE}/papers")
def papers(case: str) -> str:
    """Show the working papers."""
    officer = require_officer()
    file = officer.case(case)
    roster = services().rosters.current().roster
    with file.lock:  # the page's forms count as seen exactly what the page shows
        found = papers_page(file, page_choice())
        sheets = working_papers(file, roster, found.rows)
        shown = case_page("papers.html", officer, file, list=found, papers=sheets)
        here = {sheet.number for sheet in sheets}
        opened = list(takewhile(here.__contains__, unopened_mentions(officer, file)))
    officer.private.note_opened(case, max(opened, default=0))
    return shown


@pages.get(f"{CASE}/history", endpoint="history")
def decisions(case: str) -> str:
    """Show the history."""
    officer = require_officer()
    file = officer.case(case)
    roster = services().rosters.current().roster
    with file.lock:
        found = history_page(file, roster, page_choice())
        return case_page("history.html", officer, file, list=found, lines=history(file, roster, found.rows))


@pages.get(f"{CASE}/people")
def people(case: str) -> str:
    """Show team and access, and the reporter's identity as far as it was disclosed to this officer."""
    officer = require_officer()
    file = officer.case(case)
    current = services().rosters.current()
    found = (
        file.chain.readers(current, file.introduction.excluded)
        if file.introduction is not None and file.state is not None
        else ()
    )
    asked = requests_page(identity.requests(file), page_choice())
    return case_page(
        "people.html",
        officer,
        file,
        standing=standing_of(file, current.roster, found, current_language()),
        list=asked,
        requests=request_lines(asked.rows, current.roster, services().clock.today()),
        request_days=REQUEST_DAYS,
        identity=identity_rows(identity.disclosed(file)),
    )


@pages.post(f"{CASE}/messages/<int:sequence>/again")
def try_message_again(case: str, sequence: int) -> Response:
    """Ask GnuPG once more about a message that it failed over, and show the case: a busy machine may have been why."""
    return _tried_again(require_officer().case(case), CaseFile.try_message_again, sequence, "cases.case", "m")


@pages.post(f"{CASE}/events/<int:sequence>/again")
def try_event_again(case: str, sequence: int) -> Response:
    """Ask GnuPG once more about what a decision or a paper says, and show the history."""
    return _tried_again(
        require_officer().case(case), CaseFile.try_event_again, sequence, "cases.history", "e"
    )


def report_page(
    officer: OfficerSession,
    file: CaseFile,
    errors: list[tuple[str, str]],
    draft: str,
    chosen: str = "",
    choice: PageChoice = FIRST_PAGE,
) -> str:
    """Return the page of the report, the conversation, and the reply being typed."""
    work = Work(services().cases, officer, file)
    roster = services().rosters.current().roster
    with file.lock:
        found, files = conversation_page(file, choice), evidence(file)
        return case_page(
            "case.html",
            officer,
            file,
            errors=errors,
            answers=[] if file.report is None else answers(file.report),
            category=file.category,
            threatened=file.threatened,
            excluded=excluded_people(file.introduction, roster, current_language()),
            list=found,
            conversation=conversation(file, roster, found.rows),
            evidence=[file_line(file.case, each) for each in files[:MOST_FILES]],
            files=len(files),
            has_files=any(case_attachments(file)),
            can_reply=can_act(file) and work.part is CaseRole.OFFICER,
            sound=can_act(file),
            broken=_broken(file),
            reply_form=ReplyForm(services().templates, None, draft, max(file.entries, default=0)),
            templates=reply_texts(file, services().templates),
            chosen=chosen,
            most=services().config.attachment_bytes,
        )


def _broken(file: CaseFile) -> str:
    """Return what a broken chain stops; empty where the first report stops it, whatever else is wrong."""
    found = file.chain.broken
    return "" if found is None or sound_introduction(file) is None else sentence(found)


def _draft(officer: OfficerSession, file: CaseFile) -> str:
    """Return the draft of a reply; one that arrived although its answer was lost is shown above."""
    place = FormPlace(file.case)
    text = officer.drafts.at(place).get(REPLY, "")
    if not has_arrived(file, text):
        return text
    officer.drafts.sent(place)
    return ""


def _begins(file: CaseFile) -> PageChoice:
    """Return the page that is asked for, else that of the first unread message: what comes later hides none."""
    if request.args.keys() & {"page", "row"}:
        return page_choice()
    with file.lock:
        return PageChoice(row=first_unread(file))


def _mark_seen(officer: OfficerSession, file: CaseFile, choice: PageChoice) -> None:
    """Tell the store how far this officer has read: as far as rows came, not as far as the store counts.

    A page counts up to its end, unless unread messages stand on older ones.
    """
    if not file.row.unread or not file.entries:
        return
    with file.lock:
        shown, unread = conversation_page(file, choice), first_unread(file)
        last = max(file.entries) if shown.number == 1 else shown.rows[-1].sequence
    if unread is not None and unread < shown.rows[0].sequence:
        return
    try:
        services().client.seen(officer.token, file.case, last)
    except (CaseNotFoundError, RefusedRequestError):
        return  # a store with inconsistent numbers must not hide the page that says so


def _tried_again(
    file: CaseFile, again: Callable[[CaseFile, int], None], sequence: int, landing: str, anchor: str
) -> Response:
    if is_pressed(TryAgainForm()):
        with file.lock:
            again(file, sequence)
    return redirect(
        url_for(landing, case=file.case, row=sequence, _anchor=f"{anchor}{sequence}"), HTTPStatus.SEE_OTHER
    )
