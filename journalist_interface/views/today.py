"""The first page after signing in: what matters today, in numbers that lead to their lists.

The page renews itself without a script. A renewal is no use of the workstation: who walked away is signed out.
"""

from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Response, make_response, redirect, request, url_for
from flask_babel import format_time
from werkzeug.wrappers import Response as WerkzeugResponse

from journalist_interface.actions import bulk
from journalist_interface.forms.officer_forms import OnceForm, TryAgainForm
from journalist_interface.presenters.labels import URGENCIES
from journalist_interface.presenters.listed_case import line_of
from journalist_interface.presenters.urgency import counted
from journalist_interface.presenters.work_list import all_rows, unread_here
from journalist_interface.services import services
from journalist_interface.session.background_job import BackgroundJob, JobKind
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.missing import MOST_ASKED
from journalist_interface.views.cases import ListForm, tell_of_index
from journalist_interface.views.common import blueprint, is_pressed, require_officer
from journalist_interface.views.common import page as framed

pages = blueprint("today", __name__)


class KnownForm(OnceForm):
    """A form with one button: the person knows why cases are missing."""


RENEWAL_SECONDS: Final = 300


@pages.get("/today")
def page() -> Response:
    """Show how many cases there are of each urgency; the browser asks again by itself unless told to stand still."""
    officer = require_officer(by_person=not request.args.get("renewed"))
    cases = services().cases
    rows = all_rows(cases, officer)
    counts = counted((line_of(cases, officer, row) for row in rows), officer.person.id)
    missing = officer.unexplained(frozenset(row.case for row in rows), cases.clock.today())
    tell_of_index(officer)
    waiting = [row.case for row in unread_here(officer, rows)]
    by_itself = services().config.open_in_background and not officer.key.on_card
    still = bool(request.args.get("still"))
    renewed = format_time(cases.clock.now().replace(tzinfo=None), "short")
    answer = make_response(
        framed(
            "today.html",
            counts=counts,
            words=URGENCIES,
            renewed=renewed,
            still=still,
            reminders=officer.private.entries().due(cases.clock.today()),
            missing=sorted(missing)[:MOST_ASKED],
            unopened=len(waiting),
            unread=any(row.unread and row.declared for row in rows),
            by_itself=by_itself,
            notices_shown=services().notice.is_possible,
            list_form=ListForm(formdata=None),
            known=KnownForm(formdata=None),
            done_form=TryAgainForm(formdata=None),
        )
    )
    if waiting and by_itself:
        answer.call_on_close(partial(_start_opening, officer, waiting))
    if not still:
        answer.headers["Refresh"] = f"{RENEWAL_SECONDS};url={url_for('today.page', renewed=1)}"
    return answer


def _start_opening(officer: OfficerSession, cases: list[str]) -> None:
    """Open cases that were not opened here yet, once this page was answered; none of them counts as read."""
    steps = bulk.open_one_by_one(officer, cases)
    officer.start_opening(BackgroundJob(JobKind.OPEN, len(cases), steps, ""))


@pages.post("/today/known")
def know() -> WerkzeugResponse:
    """Say no more that these cases are missing: this person knows why."""
    officer = require_officer()
    if is_pressed(KnownForm(formdata=request.form)):
        officer.leave_missing(request.form.getlist("case"))
    return redirect(url_for("today.page"), HTTPStatus.SEE_OTHER)
