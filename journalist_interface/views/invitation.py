"""The pages of a team member before the declaration: the brief alone, and two ways to answer it."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crypto.errors import KentonganError
from journalist_interface.actions import invitation
from journalist_interface.actions.action import ActionForm, passage
from journalist_interface.error_pages import page_of
from journalist_interface.forms.officer_forms import FormDraft, FormPlace, lazy_gettext
from journalist_interface.gateway_client.errors import CaseNotFoundError, SessionEndedError
from journalist_interface.presenters.history import PARTS
from journalist_interface.presenters.labels import sentence
from journalist_interface.presenters.whole_text import parts_page
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.case_frame import CASE
from journalist_interface.views.common import (
    Answer,
    blueprint,
    form_errors,
    officer_who_typed,
    page_choice,
    perform_once,
    require_officer,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session

pages = blueprint("invitation", __name__)


class DeclareForm(ActionForm):
    """A form with one button, to declare no conflict of interest."""


class DeclineForm(ActionForm):
    """The form for stepping back, with the reason."""

    reason = passage(
        lazy_gettext("Why you step back"),
        lazy_gettext("Whoever assigned you reads it. Say no more than is needed."),
        lazy_gettext("Write the reason."),
        rows=4,
    )


def invitation_page(
    officer: OfficerSession,
    case: str,
    errors: list[tuple[str, str]],
    form: DeclineForm | None = None,
) -> str:
    """Return the page of the brief; raises `CaseNotFoundError` unless this person has yet to answer."""
    found = invitation.invitation(services().cases, officer, case)
    declare, decline = DeclareForm(formdata=None), form or DeclineForm(formdata=None)
    if form is None:
        decline.resume(officer.drafts.at(FormPlace.declining(case)))
    return framed(
        "invitation.html",
        found=found,
        list=parts_page(found.brief, page_choice()),
        part=PARTS[found.part],
        case=case,
        declare=declare,
        decline=decline,
        errors=errors,
    )


@pages.post(f"{CASE}/declare")
def declare(case: str) -> Answer:
    """Declare that there is no conflict of interest: the case opens."""
    officer = require_officer()
    form = DeclareForm(formdata=request.form)
    if not form.validate():
        return invitation_page(officer, case, form_errors(form)), HTTPStatus.BAD_REQUEST
    services().rosters.refresh().require_valid()

    def perform() -> Response:
        invitation.declare(services().cases, officer, invitation.invitation(services().cases, officer, case))
        officer.begin_anew(case)
        browser_session().notices.append(
            _("You declared that you have no conflict of interest. The case is open to you.")
        )
        return redirect(url_for("cases.case", case=case), HTTPStatus.SEE_OTHER)

    return perform_once(officer, form, perform)


@pages.post(f"{CASE}/decline")
def decline(case: str) -> Answer:
    """Step back because of a conflict of interest, with the reason."""
    form = DeclineForm(formdata=request.form)
    officer = officer_who_typed(read_draft(request.form, case))
    if not form.validate():
        return invitation_page(officer, case, form_errors(form), form), HTTPStatus.BAD_REQUEST

    def perform() -> Response:
        services().rosters.refresh().require_valid()
        found = invitation.invitation(services().cases, officer, case)
        invitation.decline(services().cases, officer, found, form.reason.data or "")
        officer.leave(case)
        browser_session().notices.append(_("You have stepped back. The case is closed to you."))
        return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)

    try:
        return perform_once(officer, form, perform)
    except (CaseNotFoundError, SessionEndedError):
        raise
    except KentonganError as error:
        return invitation_page(officer, case, [("reason", sentence(error))], form), page_of(error).status


def read_draft(fields: Mapping[str, str], case: str) -> FormDraft:
    """Return the reason for stepping back."""
    return FormDraft.of(FormPlace.declining(case), fields, DeclineForm.passages())
