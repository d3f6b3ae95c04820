"""Actions on many cases at once: opening all, and acknowledging, assigning or archiving those chosen in the list."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import abort, redirect, request, url_for
from flask_babel import gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field
from wtforms.validators import ValidationError

from journalist_interface.actions import bulk, choices
from journalist_interface.actions.action import ActionForm, choose, kinds, one_of
from journalist_interface.actions.archiving import ArchiveForm
from journalist_interface.actions.case_labels import LabelError, LabelsForm, chosen_labels
from journalist_interface.forms.officer_forms import FormDraft, FormPlace, lazy_gettext
from journalist_interface.presenters.labels import sentence
from journalist_interface.presenters.work_list import all_rows, unread_here
from journalist_interface.reply_templates import TemplateFile
from journalist_interface.services import services
from journalist_interface.session.background_job import BackgroundJob, JobKind, JobSteps
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.decision_basis import UNOPENED, SeenUpTo
from journalist_interface.views.cases import ListForm
from journalist_interface.views.common import (
    Answer,
    blueprint,
    form_errors,
    is_pressed,
    require_officer,
    show_draft,
)
from journalist_interface.views.common import page as framed
from journalist_interface.views.progress import begin, begin_once
from journalist_interface.web.guard import browser_session
from store.domain.outcomes import ARCHIVE_REASONS
from store.domain.roster import answers_reporters
from store.domain.stages import Stage

pages = blueprint("many", __name__)
_SEEN: Final = "seen-"
_CASE: Final = re.compile(r"[0-9a-f]{32}")


class ArchiveManyForm(ArchiveForm):
    """The form for archiving: one reason and one notice for all cases."""

    def offer(self, templates: TemplateFile) -> None:
        """Fill in the choices, and note the texts whose placeholders must not be sent."""
        self.templates = templates
        choose(self.reason, kinds(ARCHIVE_REASONS), gettext("Choose a reason"))

    def resume(self, draft: Mapping[str, str]) -> None:
        """Put what was typed and chosen before back into its fields."""
        super().resume(draft)
        self.reason.data = draft.get("reason")


class AssignManyForm(ActionForm):
    """The form for naming the officer who handles all of the chosen cases."""

    person = one_of(
        lazy_gettext("Who handles them from now on"), needed=lazy_gettext("Choose the colleague.")
    )


class LabelManyForm(LabelsForm):
    """The form for labels that are added to all of the chosen cases: at least one."""

    def validate_new_labels(self, _field: Field) -> None:
        """Raise `ValidationError` for no label, and for one that no report may have."""
        try:
            labels = chosen_labels(self.answers())
        except LabelError as error:
            raise ValidationError(sentence(error)) from None
        if not labels:
            raise ValidationError(gettext("Choose or type a label."))


@pages.post("/cases/open-all")
def open_every() -> Response:
    """Decrypt all cases not yet opened here, so that the list and the search know them."""
    officer = require_officer()
    landing = url_for("cases.listing")
    if not is_pressed(ListForm()):
        return redirect(landing, HTTPStatus.SEE_OTHER)
    waiting = [row.case for row in unread_here(officer, all_rows(services().cases, officer))]
    return begin(
        officer, BackgroundJob(JobKind.OPEN, len(waiting), bulk.open_each(officer, waiting), landing)
    )


@pages.post("/cases/acknowledge")
def acknowledge() -> Answer:
    """Acknowledge the reports chosen in the list, or all new ones of its page, once."""
    officer = require_case_officer()
    form = ListForm()
    cases = _chosen("new")
    if not cases:
        return _nothing_chosen()
    if not form.validate():
        browser_session().notices.extend(text for _where, text in form_errors(form))
        return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)
    steps = bulk.acknowledge_each(services().cases, officer, cases)
    return begin_once(
        officer, form, BackgroundJob(JobKind.ACKNOWLEDGE, len(cases), steps, url_for("cases.listing"))
    )


@pages.post("/cases/assign")
def assign() -> Answer:
    """Show the form for the cases chosen in the list; once a colleague is chosen, let them handle these cases."""
    officer = require_case_officer()
    cases = _chosen()
    if not cases:
        return _nothing_chosen()
    form = AssignManyForm() if "person" in request.form else AssignManyForm(formdata=None)
    roster = services().rosters.current().roster
    officers = [person for person in roster.active() if answers_reporters(person)]
    choose(form.person, choices.people(roster, officers), _("Choose the colleague"))
    if "person" not in request.form:
        return framed("bulk_assign.html", form=form, cases=cases, errors=[])
    if not form.validate():
        page = framed("bulk_assign.html", form=form, cases=cases, errors=form_errors(form))
        return page, HTTPStatus.BAD_REQUEST
    steps = bulk.assign_each(services().cases, officer, cases, form.person.data or "")
    return begin_once(
        officer, form, BackgroundJob(JobKind.ASSIGN, len(cases), steps, url_for("cases.listing"))
    )


@pages.post("/cases/label")
def label() -> Answer:
    """Show the form for the cases chosen in the list; once labels are chosen, add them to these cases."""
    officer = require_case_officer()
    cases = _chosen()
    if not cases:
        return _nothing_chosen()
    first = "new_labels" not in request.form
    form = LabelManyForm(formdata=None) if first else LabelManyForm()
    form.offer(officer)
    if first:
        return framed("bulk_label.html", form=form, cases=cases, errors=[])
    if not form.validate():
        page = framed("bulk_label.html", form=form, cases=cases, errors=form_errors(form))
        return page, HTTPStatus.BAD_REQUEST
    steps = bulk.label_each(services().cases, officer, cases, chosen_labels(form.answers()))
    return begin_once(
        officer, form, BackgroundJob(JobKind.LABEL, len(cases), steps, url_for("cases.listing"))
    )


@pages.post("/cases/archive")
def archive() -> Answer:
    """Show the form for the cases chosen in the list; once it has a reason and a notice, archive them."""
    typed = read_draft(request.form)
    show_draft(typed)
    officer = require_case_officer()
    if "reason" in request.form:
        officer.drafts.keep(typed)
    chosen = request.form.get("selection")
    selection = None if chosen is None else officer.selections.get(chosen)
    if chosen is not None and selection is None:
        return _choice_gone()
    seen = _seen(officer) if selection is None else selection.seen
    if not seen:
        return _nothing_chosen()
    if "reason" not in request.form:
        form = ArchiveManyForm(formdata=None)
        form.resume(officer.drafts.at(typed.place))
        return _archive_page(form, seen)
    form = ArchiveManyForm()
    if request.form.get("fill"):
        return _filled(form, seen, request.form.get("template", ""))
    form.offer(services().templates)
    if not form.validate():
        return _archive_page(form, seen, form_errors(form)), HTTPStatus.BAD_REQUEST
    landing = url_for("cases.listing") if selection is None else url_for("alike.page", case=selection.like)
    return _archive(officer, form, seen, landing)


def read_draft(fields: Mapping[str, str]) -> FormDraft:
    """Return the reason, the notice and the remark for several cases."""
    return FormDraft.of(FormPlace.of_several(), fields, ArchiveManyForm.passages(), ("reason",))


def require_case_officer() -> OfficerSession:
    """Return the officer if they answer reporters; for others there is no such page."""
    officer = require_officer()
    if not answers_reporters(officer.person):
        abort(HTTPStatus.NOT_FOUND)
    return officer


def _chosen(offered: str = "") -> list[str]:
    """Return the cases whose boxes were ticked, or all that the page offered under this name."""
    name = offered if offered and request.form.get("all") else "case"
    return [case for case in dict.fromkeys(request.form.getlist(name)) if _CASE.fullmatch(case)]


def _nothing_chosen() -> Response:
    browser_session().notices.append(_("No report was chosen. Tick the boxes first."))
    return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)


def _choice_gone() -> Response:
    browser_session().notices.append(
        _("This choice of reports is no longer kept. Open the page with the alike reports again.")
    )
    return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)


def _seen(officer: OfficerSession) -> dict[str, SeenUpTo]:
    """Return the cases that were ticked, and how far each was known here when the form was first shown."""
    cases = _chosen("offered")
    if "reason" in request.form:
        return {case: SeenUpTo.read(request.form.get(f"{_SEEN}{case}", "")) for case in cases}
    known = ((case, officer.at_hand(case)) for case in cases)
    return {case: UNOPENED if file is None else SeenUpTo.of(file) for case, file in known}


def _archive(
    officer: OfficerSession, form: ArchiveManyForm, seen: Mapping[str, SeenUpTo], landing: str
) -> Response:
    steps = bulk.archive_each(services().cases, officer, seen, form.answers())
    work = BackgroundJob(JobKind.ARCHIVE, len(seen), _with_draft(officer, steps), landing)
    return begin_once(officer, form, work)


def _with_draft(officer: OfficerSession, steps: JobSteps) -> JobSteps:
    """Keep what was typed until all steps are taken: work that was stopped can go on with it."""
    yield from steps
    officer.drafts.sent(FormPlace.of_several())


def _filled(form: ArchiveManyForm, seen: Mapping[str, SeenUpTo], chosen: str) -> str:
    known = services().templates
    template = known.of("archive").get(chosen)
    if template is not None:
        form.start_from(template, known)
    return _archive_page(form, seen, chosen=chosen)


def _archive_page(
    form: ArchiveManyForm,
    seen: Mapping[str, SeenUpTo],
    errors: list[tuple[str, str]] | None = None,
    chosen: str = "",
) -> str:
    form.offer(services().templates)
    return framed(
        "bulk_archive.html",
        form=form,
        cases=list(seen),
        seen=seen,
        selection=request.form.get("selection"),
        errors=errors or [],
        templates=services().templates.of("archive"),
        chosen=chosen,
        received=Stage.RECEIVED,
    )
