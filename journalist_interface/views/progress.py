"""The page of long work: its progress with a button that stops it, then its result. It needs no script."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from journalist_interface.error_pages import page_of
from journalist_interface.forms.officer_forms import OfficerForm, OnceForm
from journalist_interface.presenters.labels import sentence
from journalist_interface.session.background_job import BackgroundJob, JobKind, JobRunningError
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.common import Answer, blueprint, is_pressed, perform_once, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session

pages = blueprint("progress", __name__)
REFRESH_SECONDS: Final = 4
MOST_NAMED: Final = 500  # more would make a page that no one reads and a browser labours at
_FEW: Final = 20  # so few are done soon and need no separate page
_PATIENCE_SECONDS: Final = 2.0
TITLES: Final = {
    JobKind.OPEN: lazy_gettext("Opening the cases"),
    JobKind.ACKNOWLEDGE: lazy_gettext("Acknowledging several reports"),
    JobKind.ASSIGN: lazy_gettext("Assigning several reports"),
    JobKind.LABEL: lazy_gettext("Labelling several reports"),
    JobKind.ARCHIVE: lazy_gettext("Archiving several reports"),
    JobKind.HAND_OVER: lazy_gettext("Handing over cases"),
    JobKind.RENEW: lazy_gettext("Renewing access"),
    JobKind.STATISTICS: lazy_gettext("Reading the figures"),
}
# Kinds of work with nothing to read about the result: the page leads on by itself.
_LEADS_ON: Final = frozenset({JobKind.OPEN, JobKind.STATISTICS})


class StopForm(OfficerForm):
    """A form with one button, to stop the work."""


def begin(officer: OfficerSession, work: BackgroundJob) -> Response:
    """Start the work and show its progress, or show other work that is still running."""
    return _or_other_work(lambda: _begun(officer, work))


def begin_once(officer: OfficerSession, form: OnceForm, work: BackgroundJob) -> Response:
    """Do as `begin`, once for each form; a form that came while other work was running can be sent again."""
    return _or_other_work(lambda: perform_once(officer, form, lambda: _begun(officer, work)))


def _begun(officer: OfficerSession, work: BackgroundJob) -> Response:
    officer.start_job(work)
    if work.total <= _FEW:
        work.wait(_PATIENCE_SECONDS)
    return _to_page()


def _or_other_work(start: Callable[[], Response]) -> Response:
    try:
        return start()
    except JobRunningError as error:
        browser_session().notices.append(sentence(error))
        return _to_page()


def _to_page() -> Response:
    return redirect(url_for("progress.page"), HTTPStatus.SEE_OTHER)


@pages.get("/progress")
def page() -> Answer:
    """Show the progress; the browser asks again by itself until the end, unless the page was told to stand still."""
    officer = require_officer()
    work = officer.background_job
    if work is None:
        return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)
    done, still = work.done, bool(request.args.get("still"))
    failed = [step for step in done if step.error is not None]
    if not work.running and work.kind in _LEADS_ON and not (failed or work.stopped_by or work.cancelled):
        return redirect(work.landing, HTTPStatus.SEE_OTHER)
    return framed(
        "progress.html",
        work=work,
        title=TITLES[work.kind],
        done=done,
        failed=failed,
        most_named=MOST_NAMED,
        sentence=sentence,
        advice=None if work.stopped_by is None else _(page_of(work.stopped_by).advice),
        still=still,
        refresh=REFRESH_SECONDS if work.running and not still else None,
        form=StopForm(formdata=None),
    )


@pages.post("/progress/stop")
def stop() -> Response:
    """Stop after the step being done now."""
    officer = require_officer()
    work = officer.background_job
    if work is not None and is_pressed(StopForm()):
        work.cancel()
        work.wait(_PATIENCE_SECONDS)
    return redirect(url_for("progress.page"), HTTPStatus.SEE_OTHER)
