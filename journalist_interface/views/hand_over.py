"""The page on which a leaver's cases go to a colleague, and a colleague with a new key gets access again."""

from collections import Counter
from http import HTTPStatus
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from journalist_interface.actions import bulk, choices
from journalist_interface.actions.action import ActionForm, choose, one_of
from journalist_interface.forms.officer_forms import lazy_gettext
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.services import services
from journalist_interface.session.background_job import BackgroundJob, JobKind
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.bulk import require_case_officer
from journalist_interface.views.common import Answer, blueprint, form_errors
from journalist_interface.views.common import page as framed
from journalist_interface.views.progress import begin_once
from store.domain.roster import Person, answers_reporters

pages = blueprint("hand_over", __name__)
_WHOSE: Final = lazy_gettext("Choose whose cases.")
_WHO: Final = lazy_gettext("Choose the colleague.")


class HandOverForm(ActionForm):
    """The form for handing over all cases of one colleague to another."""

    leaver = one_of(lazy_gettext("Whose cases"), needed=_WHOSE)
    successor = one_of(lazy_gettext("Who handles them from now on"), needed=_WHO)


class RenewAllForm(ActionForm):
    """The form for naming the colleague who has a new key."""

    person = one_of(
        lazy_gettext("Colleague"),
        lazy_gettext("Somebody with a new key that is already in the office's list."),
        _WHO,
    )


@pages.get("/hand-over")
def page() -> Answer:
    """Show how many cases each officer handles, and both forms."""
    return _people_page(require_case_officer(), None, None)


@pages.post("/hand-over")
def send() -> Answer:
    """Hand over all cases of a colleague to another."""
    officer = require_case_officer()
    form = HandOverForm()
    if not form.validate():
        return _people_page(officer, form, None), HTTPStatus.BAD_REQUEST
    leaver, successor = form.leaver.data or "", form.successor.data or ""
    if leaver == successor:
        form.successor.errors = [_("Choose somebody other than the person whose cases these are.")]
        return _people_page(officer, form, None), HTTPStatus.BAD_REQUEST
    cases = [row.case for row in all_rows(services().cases, officer) if row.handler == leaver]
    steps = bulk.hand_over(services().cases, officer, cases, leaver, successor)
    work = BackgroundJob(JobKind.HAND_OVER, len(cases), steps, url_for("hand_over.page"))
    return begin_once(officer, form, work)


@pages.post("/renew-access")
def renew_access() -> Answer:
    """Give a colleague with a new key access to all that was written before, in the part that they have."""
    officer = require_case_officer()
    form = RenewAllForm()
    if not form.validate():
        return _people_page(officer, None, form), HTTPStatus.BAD_REQUEST
    cases = [row.case for row in all_rows(services().cases, officer) if row.declared]
    steps = bulk.renew_all(services().cases, officer, cases, form.person.data or "")
    work = BackgroundJob(JobKind.RENEW, len(cases), steps, url_for("hand_over.page"))
    return begin_once(officer, form, work)


def _people_page(officer: OfficerSession, handing: HandOverForm | None, renewing: RenewAllForm | None) -> str:
    roster = services().rosters.current().roster
    count = Counter(row.handler for row in all_rows(services().cases, officer) if row.handler is not None)
    handlers = [
        (handler, name_of(roster, handler))
        for handler in sorted(count, key=lambda handler: name_of(roster, handler))
    ]
    errors = [error for form in (handing, renewing) if form is not None for error in form_errors(form)]
    handing, renewing = handing or HandOverForm(formdata=None), renewing or RenewAllForm(formdata=None)
    officers = [person for person in roster.active() if answers_reporters(person)]
    others = [person for person in roster.active() if person.id != officer.person.id]
    choose(handing.leaver, handlers, _("Choose whose cases"))
    choose(handing.successor, choices.people(roster, officers), _("Choose the colleague"))
    choose(renewing.person, choices.people(roster, others), _("Choose the colleague"))
    return framed(
        "hand_over.html",
        handing=handing,
        renewing=renewing,
        errors=errors,
        handlers=[(name, count[handler], _has_left(roster.person(handler))) for handler, name in handlers],
    )


def _has_left(person: Person | None) -> bool:
    return person is None or person.left is not None
