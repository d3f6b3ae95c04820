"""Actions on many cases at once: opening all, archiving several, handing over, or renewing a colleague's access."""

import re
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import abort, redirect, request, url_for
from flask_babel import gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalist_interface.actions import bulk, choices
from journalist_interface.actions.action import ActionForm, choose, kinds, one_of
from journalist_interface.actions.archiving import ArchiveForm
from journalist_interface.forms.officer_forms import FormDraft, FormPlace, lazy_gettext
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.work_list import all_rows, unread_here
from journalist_interface.reply_templates import TemplateFile
from journalist_interface.services import services
from journalist_interface.session.background_job import BackgroundJob, JobKind
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.seen import UNOPENED, SeenUpTo
from journalist_interface.views.cases import ListForm
from journalist_interface.views.common import Answer, blueprint, form_errors, keep, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.views.progress import begin, begin_once
from journalist_interface.web.guard import browser_session
from store.domain.outcomes import ARCHIVE_REASONS
from store.domain.roster import Person, answers_reporters
from store.domain.stages import Stage

pages = blueprint("many", __name__)
_SEEN: Final = "seen-"
_CASE: Final = re.compile(r"[0-9a-f]{32}")
_WHOSE: Final = lazy_gettext("Choose whose cases.")
_WHO: Final = lazy_gettext("Choose the colleague.")


class ArchiveManyForm(ArchiveForm):
    """The form for archiving: one reason and one notice for all cases."""

    def offer(self, templates: TemplateFile) -> None:
        """Fill in the choices, and note the texts whose placeholders must not be sent."""
        self.templates = templates
        choose(self.reason, kinds(ARCHIVE_REASONS), gettext("Choose a reason"))


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


@pages.post("/cases/open-all")
def open_every() -> Response:
    """Decrypt all cases not yet opened here, so that the list and the search know them."""
    officer = require_officer()
    landing = url_for("cases.listing")
    if not ListForm().validate():
        return redirect(landing, HTTPStatus.SEE_OTHER)
    waiting = [row.case for row in unread_here(officer, all_rows(services().cases, officer))]
    return begin(
        officer, BackgroundJob(JobKind.OPEN, len(waiting), bulk.open_each(officer, waiting), landing)
    )


@pages.post("/cases/archive")
def archive() -> Answer:
    """Show the form for the cases chosen in the list; once it has a reason and a notice, archive them."""
    typed = read_draft(request.form)
    keep(typed)
    officer = _require_case_officer()
    cases = _chosen()
    if not cases:
        browser_session().notices.append(_("No case was chosen. Tick the boxes of those to be archived."))
        return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)
    if "reason" not in request.form:
        form = ArchiveManyForm(formdata=None)
        form.resume(officer.drafts.at(typed.place))
        return _archive_page(officer, form, cases)
    form = ArchiveManyForm()
    officer.drafts.keep(typed)
    if request.form.get("fill"):
        return _filled(officer, form, cases, request.form.get("template", ""))
    form.offer(services().templates)
    if not form.validate():
        return _archive_page(officer, form, cases, form_errors(form)), HTTPStatus.BAD_REQUEST
    return _archive(officer, form, cases)


def read_draft(fields: Mapping[str, str]) -> FormDraft:
    """Return the notice and the remark for several cases."""
    return FormDraft.of(FormPlace.of_several(), fields, ArchiveManyForm.passages())


@pages.get("/hand-over")
def hand_over_page() -> Answer:
    """Show how many cases each officer handles, and both forms."""
    return _people_page(_require_case_officer(), None, None)


@pages.post("/hand-over")
def hand_over() -> Answer:
    """Hand over all cases of a colleague to another."""
    officer = _require_case_officer()
    form = HandOverForm()
    if not form.validate():
        return _people_page(officer, form, None), HTTPStatus.BAD_REQUEST
    leaver, successor = form.leaver.data or "", form.successor.data or ""
    if leaver == successor:
        form.successor.errors = [_("Choose somebody other than the person whose cases these are.")]
        return _people_page(officer, form, None), HTTPStatus.BAD_REQUEST
    cases = [row.case for row in all_rows(services().cases, officer) if row.handler == leaver]
    steps = bulk.hand_over(services().cases, officer, cases, leaver, successor)
    work = BackgroundJob(JobKind.HAND_OVER, len(cases), steps, url_for("many.hand_over_page"))
    return begin_once(officer, form, work)


@pages.post("/renew-access")
def renew_access() -> Answer:
    """Give a colleague with a new key access to all that was written before, in the part that they have."""
    officer = _require_case_officer()
    form = RenewAllForm()
    if not form.validate():
        return _people_page(officer, None, form), HTTPStatus.BAD_REQUEST
    cases = [row.case for row in all_rows(services().cases, officer) if row.declared]
    steps = bulk.renew_all(services().cases, officer, cases, form.person.data or "")
    work = BackgroundJob(JobKind.RENEW, len(cases), steps, url_for("many.hand_over_page"))
    return begin_once(officer, form, work)


def _require_case_officer() -> OfficerSession:
    """Return the officer if they answer reporters; for others there is no such page."""
    officer = require_officer()
    if not answers_reporters(officer.person):
        abort(HTTPStatus.NOT_FOUND)
    return officer


def _chosen() -> list[str]:
    """Return the cases whose boxes were ticked, or all that the page offered."""
    name = "offered" if request.form.get("all") else "case"
    return [case for case in dict.fromkeys(request.form.getlist(name)) if _CASE.fullmatch(case)]


def _seen(officer: OfficerSession, cases: list[str]) -> dict[str, str]:
    """Return how far each case was known here when the form was first shown."""
    if "reason" in request.form:
        return {case: request.form.get(f"{_SEEN}{case}", "") for case in cases}
    known = ((case, officer.at_hand(case)) for case in cases)
    return {case: (UNOPENED if file is None else SeenUpTo.of(file)).text for case, file in known}


def _archive(officer: OfficerSession, form: ArchiveManyForm, cases: list[str]) -> Response:
    seen = {case: SeenUpTo.read(text) for case, text in _seen(officer, cases).items()}
    steps = bulk.archive_each(services().cases, officer, seen, form.answers())
    work = BackgroundJob(JobKind.ARCHIVE, len(cases), steps, url_for("cases.listing"))
    answer = begin_once(officer, form, work)
    if officer.background_job is work:
        officer.drafts.sent(FormPlace.of_several())
    return answer


def _filled(officer: OfficerSession, form: ArchiveManyForm, cases: list[str], chosen: str) -> str:
    known = services().templates
    template = known.of("archive").get(chosen)
    if template is not None:
        form.start_from(template, known)
    return _archive_page(officer, form, cases, chosen=chosen)


def _archive_page(
    officer: OfficerSession,
    form: ArchiveManyForm,
    cases: list[str],
    errors: list[tuple[str, str]] | None = None,
    chosen: str = "",
) -> str:
    form.offer(services().templates)
    return framed(
        "bulk_archive.html",
        form=form,
        cases=cases,
        seen=_seen(officer, cases),
        errors=errors or [],
        templates=services().templates.of("archive"),
        chosen=chosen,
        received=Stage.RECEIVED,
    )


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
