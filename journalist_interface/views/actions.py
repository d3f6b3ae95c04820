"""The pages of the actions. Almost any error comes back on the same page, with what was typed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crypto.errors import KentonganError
from journalist_interface.actions.action import Action, ActionForm, is_offered
from journalist_interface.actions.case_labels import LabelError, SameLabelsError
from journalist_interface.actions.case_texts import texts_of_case
from journalist_interface.actions.duplicates import CannotLinkError
from journalist_interface.actions.papers import NotReaderError
from journalist_interface.actions.replies import upload_all
from journalist_interface.actions.submit import DraftBuilder, prepare, submit
from journalist_interface.actions.table import ACTIONS
from journalist_interface.actions.verification import UnattendedError
from journalist_interface.actions.work import OF_PERSON, Work
from journalist_interface.error_pages import page_of, said_in_place
from journalist_interface.forms.incoming import OF_FILES, IncomingForm
from journalist_interface.forms.officer_forms import FormDraft, FormPlace
from journalist_interface.presenters.case_papers import latest_papers
from journalist_interface.presenters.case_words import answers
from journalist_interface.presenters.history import latest
from journalist_interface.presenters.news import news
from journalist_interface.services import services
from journalist_interface.verification.decision_basis import Basis, SeenUpTo
from journalist_interface.views.case_frame import CASE, heading, new_form
from journalist_interface.views.common import (
    ELSEWHERE_THAN_CASE,
    Answer,
    blueprint,
    form_errors,
    officer_who_typed,
    perform_once,
    redirect_if_sent_before,
    require_officer,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.procedure import errors as procedure

pages = blueprint("actions", __name__)
ENDPOINT: Final = "actions.do"
_FIELDS: Final[tuple[tuple[type[KentonganError], tuple[str, ...]], ...]] = (
    *((kind, ("person", "members", "leader")) for kind in OF_PERSON),
    (procedure.ChecklistError, ("checks",)),
    (UnattendedError, ("answered",)),
    (procedure.ReasonError, ("reason", "brief", "text")),
    (procedure.QuestionError, ("text",)),
    (procedure.NoticeError, ("text",)),
    (CannotLinkError, ("duplicate",)),
    (LabelError, ("new_labels",)),
    (SameLabelsError, ("new_labels",)),
    (NotReaderError, ("mentions",)),
    (procedure.SignatoryError, ("leader",)),
    (procedure.TeamError, ("lead",)),
    (procedure.MinutesError, ("present",)),
    (procedure.ConclusionError, ("conclusion",)),
)


def receive() -> IncomingForm:
    """Return the form of this request; raises a `MultipartError`."""
    incoming = IncomingForm(request, services().config.attachment_bytes)
    incoming.read_any_fields()
    return incoming


@pages.get(f"{CASE}/do/<action>")
def page(case: str, action: str) -> Answer:
    """Show the form, with any text typed before and not sent."""
    found = _action(action)
    officer = require_officer()
    work = Work(services().cases, officer, officer.case(case))
    place = FormPlace(case, action)
    typed = FormDraft(place, officer.drafts.at(place))
    if not is_offered(found, work.standpoint):
        return _overtaken(work, found, typed)
    form = new_form(found, work)
    form.resume(typed.passages)
    return _page(work, found, form, [])


@pages.post(f"{CASE}/do/<action>")
def do(case: str, action: str) -> Answer:
    """Read the form, send its files and perform the action once."""
    found = _action(action)
    posted = receive()
    try:
        return _do(case, found, posted)
    except KentonganError:
        posted.discard()
        raise


def read_draft(fields: Mapping[str, str], case: str, action: str) -> FormDraft:
    """Return the texts of an action's form, or none if there is no such action."""
    names = ACTIONS[action].form.passages() if action in ACTIONS else ()
    return FormDraft.of(FormPlace(case, action), fields, names)


def _do(case: str, action: Action, posted: IncomingForm) -> Answer:
    typed = read_draft(posted.fields, case, action.name)
    officer = officer_who_typed(typed)
    posted.require_fitting()
    form = action.form(formdata=posted.fields)
    if (before := redirect_if_sent_before(officer, form)) is not None:
        posted.discard()
        officer.drafts.sent(typed.place)
        return before
    services().rosters.refresh().require_valid()
    basis = None if action.depends is None else Basis(SeenUpTo.read(form.seen.data or ""), action.depends)
    work = Work(services().cases, officer, officer.case(case), basis)
    return _decide(work, action, form, posted, typed)


def _decide(work: Work, action: Action, form: ActionForm, posted: IncomingForm, typed: FormDraft) -> Answer:
    """Check the form, send its files and perform the action."""
    form.begin(work)
    if posted.fields.get("fill"):
        posted.discard()
        return _filled(work, action, form, posted.fields.get("template", ""))
    if not form.validate():
        posted.discard()
        if not is_offered(action, work.standpoint):
            return _overtaken(work, action, typed)
        return _page(work, action, form, form_errors(form)), HTTPStatus.BAD_REQUEST
    try:
        work.require_seen()  # before files are sent in vain; checked again when it is decided
        files = upload_all(work, posted.files()) if action.texts.files is not None else ()
        build = action.draft_builder(work, form.answers(files))
        answer = _once(work, action, form, build, onward=bool(posted.fields.get("onward")))
    except ELSEWHERE_THAN_CASE:
        raise
    except KentonganError as error:
        posted.discard()
        if not is_offered(action, work.standpoint):
            return _overtaken(work, action, typed)
        return _page(work, action, form, [_located(form, error)]), page_of(error).status
    work.officer.drafts.sent(typed.place)
    return answer


def _once(work: Work, action: Action, form: ActionForm, build: DraftBuilder, *, onward: bool) -> Response:
    """Perform the action once; what it needs of the reporter's files is fetched while other forms can be sent."""
    with work.officer.acting:
        before = redirect_if_sent_before(work.officer, form)
    if before is not None:
        return before
    prepare(work, build)
    return perform_once(work.officer, form, lambda: _perform(work, action, build, onward))


def _perform(work: Work, action: Action, build: DraftBuilder, onward: bool) -> Response:
    case = work.file.case
    number = submit(work, build)
    browser_session().notices.append(str(action.texts.done))
    if onward:
        return redirect(url_for("cases.next_unread", after=case), HTTPStatus.SEE_OTHER)
    if action.lands == "cases.listing":
        return redirect(url_for(action.lands), HTTPStatus.SEE_OTHER)
    if action.lands == "cases.papers":
        address = url_for(action.lands, case=case, row=number, _anchor=f"p{number}")
        return redirect(address, HTTPStatus.SEE_OTHER)
    return redirect(url_for(action.lands, case=case), HTTPStatus.SEE_OTHER)


def _overtaken(work: Work, action: Action, typed: FormDraft) -> Answer:
    """Say who made this action impossible: on the case's page, or with a text that was typed for it in vain."""
    said = _who_was_faster(work)
    if not typed.passages:
        browser_session().notices.append(said)
        return redirect(url_for("cases.case", case=work.file.case), HTTPStatus.SEE_OTHER)
    with work.file.lock:
        page = framed("overtaken.html", action=action, errors=[("", said)], typed=typed, **heading(work.file))
    return page, HTTPStatus.CONFLICT


def _who_was_faster(work: Work) -> str:
    file = work.file
    if not file.events or file.events[-1].event.actor == work.me:
        return _("This cannot be done in the case as it stands now.")
    line = latest(file, work.services.rosters.current().roster)
    return _(
        "This cannot be done any more. The latest decision: %(name)s %(what)s. "
        "The case's page offers what can be done now.",
        name=line.who,
        what=line.what,
    )


def _filled(work: Work, action: Action, form: ActionForm, chosen: str) -> Answer:
    """Return the page again, with the chosen text in its place."""
    known = texts_of_case(work)
    template = known.of(action.templates).get(chosen)
    if template is not None:
        form.start_from(template, known)
    return _page(work, action, form, [], chosen)


def _page(
    work: Work, action: Action, form: ActionForm, errors: list[tuple[str, str]], chosen: str = ""
) -> str:
    file, roster = work.file, work.services.rosters.current().roster
    with file.lock:
        fresh = news(work)
        form.seen.data = SeenUpTo.of(file).text
        return framed(
            "action.html",
            action=action,
            form=form,
            errors=errors,
            news=fresh,
            papers=latest_papers(file, roster, action.papers),
            answers=[] if file.report is None else answers(file.report),
            templates=work.services.templates.of(action.templates),
            chosen=chosen,
            most=services().config.attachment_bytes,
            **heading(file),
        )


def _located(form: ActionForm, error: KentonganError) -> tuple[str, str]:
    """Return where the mistake is and its sentence, and put the sentence above the field too."""
    said = said_in_place(error)
    if isinstance(error, OF_FILES):
        return "files", said
    names = next((names for kind, names in _FIELDS if isinstance(error, kind)), ())
    name = next((name for name in names if name in form), None)
    if name is None:
        return "", said
    form[name].errors = [said]
    return form[name].id, said


def _action(name: str) -> Action:
    if name not in ACTIONS:
        abort(HTTPStatus.NOT_FOUND)
    return ACTIONS[name]
