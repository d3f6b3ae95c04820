"""The custodian's pages: requests for a reporter's identity, each answered once, with a record."""

from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from journalist_interface.actions import identity_disclosure, identity_requests
from journalist_interface.actions.action import ActionForm, passage
from journalist_interface.actions.choices import described
from journalist_interface.actions.identity_requests import ProvenRequest, Unproven
from journalist_interface.error_pages import page_of
from journalist_interface.forms.officer_forms import FormDraft, FormPlace, TryAgainForm, lazy_gettext
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.case_people import identity_rows
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.labels import sentence
from journalist_interface.presenters.whole_text import parts_page
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.common import (
    ELSEWHERE,
    Answer,
    blueprint,
    form_errors,
    is_pressed,
    officer_who_typed,
    page_choice,
    perform_once,
    redirect_if_sent_before,
    require_officer,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.deadlines import REQUEST_DAYS
from store.domain.envelope import Identity

pages = blueprint("identity", __name__)
REQUESTS: Final = "/identity-requests"
ONE: Final = f"{REQUESTS}/<case>/<int:sequence>"


class ShowForm(ActionForm):
    """A form with one button, to show the identity."""


class DiscloseForm(ActionForm):
    """A form with one button, to disclose the identity; `sure` comes from the page that asks once more."""

    sure = HiddenField()


class RefuseForm(ActionForm):
    """The form for refusing a request, with the reason."""

    reason = passage(
        lazy_gettext("Reason for refusing"),
        lazy_gettext("Whoever asked reads it."),
        lazy_gettext("Write the reason."),
        rows=4,
    )


@pages.get(REQUESTS)
def listing() -> str:
    """List open requests first, then answered ones."""
    officer = require_officer()
    left_out: Counter[str] = Counter()
    found = list(identity_requests.requests(services().cases, officer, left_out))
    roster = services().rosters.current().roster
    asked = [row for row in found if isinstance(row, ProvenRequest)]
    return framed(
        "identity_requests.html",
        today=services().clock.today(),
        request_days=REQUEST_DAYS,
        open=[row for row in asked if row.answered is None],
        answered=sorted(
            (row for row in asked if row.answered is not None), key=lambda row: row.day, reverse=True
        ),
        unproven=[row for row in found if isinstance(row, Unproven) and not row.unprocessable],
        unprocessable=[row for row in found if isinstance(row, Unproven) and row.unprocessable],
        again=TryAgainForm(formdata=None),
        left_out=[(name_of(roster, person), number) for person, number in sorted(left_out.items()) if number],
    )


@pages.post(f"{REQUESTS}/again")
def try_again() -> Response:
    """Ask GnuPG once more about the requests that it failed over, and list all."""
    officer = require_officer()
    if is_pressed(TryAgainForm()):
        officer.requests_cache.failures.clear()
    return redirect(url_for("identity.listing"), HTTPStatus.SEE_OTHER)


@pages.get(ONE)
def page(case: str, sequence: int) -> str:
    """Show one request."""
    officer = require_officer()
    return _page(officer, identity_requests.request(services().cases, officer, case, sequence), [])


@pages.post(f"{ONE}/show")
def show(case: str, sequence: int) -> Answer:
    """Show the identity on this page alone, for the custodian's eyes."""
    officer = require_officer()
    form = ShowForm(formdata=request.form)
    asked = identity_requests.request(services().cases, officer, case, sequence)
    if not form.validate():
        return _page(officer, asked, form_errors(form)), HTTPStatus.BAD_REQUEST
    try:
        identity = identity_disclosure.identity(services().cases, officer, asked)
    except (KeyLockedError, GpgFaultError):
        raise
    except (CryptoError, CaseNotFoundError) as error:
        # Whatever the store has there, the request stays answerable.
        return _page(officer, asked, [("", sentence(error))])
    return _page(officer, asked, [], identity=identity)


@pages.post(f"{ONE}/disclose")
def disclose(case: str, sequence: int) -> Answer:
    """Ask once more, naming to whom; then disclose the identity to the asker alone."""
    officer = require_officer()
    form = DiscloseForm(formdata=request.form)
    asked = identity_requests.request(services().cases, officer, case, sequence)
    over = asked.answered is not None or asked.is_old(services().clock.today())
    if form.sure.data or over or not form.validate():
        return _answer(officer, case, sequence, form)
    form.sure.data = "yes"
    roster = services().rosters.current().roster
    return framed("disclose_identity.html", asked=asked, who=described(roster, asked.asker), form=form)


@pages.post(f"{ONE}/refuse")
def refuse(case: str, sequence: int) -> Answer:
    """Refuse the request with a reason."""
    form = RefuseForm(formdata=request.form)
    typed = read_draft(request.form, case, sequence)
    officer = officer_who_typed(typed)
    answer = _answer(officer, case, sequence, form)
    if isinstance(answer, Response):
        officer.drafts.sent(typed.place)
    return answer


def read_draft(fields: Mapping[str, str], case: str, sequence: int) -> FormDraft:
    """Return the reason for refusing a request."""
    return FormDraft.of(FormPlace.refusal(case, sequence), fields, RefuseForm.passages())


def _answer(officer: OfficerSession, case: str, sequence: int, form: DiscloseForm | RefuseForm) -> Answer:
    refusal = form if isinstance(form, RefuseForm) else None
    if (before := redirect_if_sent_before(officer, form)) is not None:
        return before
    services().rosters.refresh().require_valid()
    asked = identity_requests.request(services().cases, officer, case, sequence)
    if not form.validate():
        return _page(officer, asked, form_errors(form), refusal), HTTPStatus.BAD_REQUEST

    def perform() -> Response:
        if refusal is None:
            identity_disclosure.disclose(services().cases, officer, asked)
            said = _("The identity was disclosed to %(name)s alone.", name=asked.asker.name)
        else:
            identity_disclosure.refuse(services().cases, officer, asked, refusal.reason.data or "")
            said = _("The request was refused. %(name)s reads your reason.", name=asked.asker.name)
        browser_session().notices.append(said)
        return redirect(url_for("identity.listing"), HTTPStatus.SEE_OTHER)

    try:
        return perform_once(officer, form, perform)
    except ELSEWHERE:
        raise
    except KentonganError as error:
        return _page(officer, asked, [("", sentence(error))], refusal), page_of(error).status


def _page(
    officer: OfficerSession,
    asked: ProvenRequest,
    errors: list[tuple[str, str]],
    refusal: RefuseForm | None = None,
    identity: Identity | None = None,
) -> str:
    forms = ShowForm(formdata=None), DiscloseForm(formdata=None), refusal or RefuseForm(formdata=None)
    if refusal is None:
        forms[2].resume(officer.drafts.at(FormPlace.refusal(asked.case, asked.sequence)))
    return framed(
        "identity_request.html",
        asked=asked,
        list=parts_page(asked.reason or "", page_choice()),
        old=asked.is_old(services().clock.today()),
        request_days=REQUEST_DAYS,
        errors=errors,
        show=forms[0],
        disclose=forms[1],
        refuse=forms[2],
        identity=identity_rows(identity),
    )
