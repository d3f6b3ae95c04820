"""The signatory's pages: proposals to destroy a case or one message, with numbers and a day, and nothing of either."""

from collections import Counter
from http import HTTPStatus
from typing import Final

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from crypto.errors import KentonganError
from journalist_interface.actions import destruction
from journalist_interface.actions.action import ActionForm
from journalist_interface.actions.destruction import (
    Proposal,
    ProvenPartProposal,
    ProvenProposal,
    UnopenedProposal,
    UnprovenProposal,
)
from journalist_interface.error_pages import page_of
from journalist_interface.forms.officer_forms import TryAgainForm
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.labels import day, sentence
from journalist_interface.presenters.retention import closed_how
from journalist_interface.presenters.whole_text import parts_page
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.common import (
    ELSEWHERE,
    Answer,
    blueprint,
    form_errors,
    is_pressed,
    page_choice,
    perform_once,
    redirect_if_sent_before,
    require_officer,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.procedure.errors import ProposalOverError
from store.domain.retention import WAITING_DAYS

pages = blueprint("destructions", __name__)
PROPOSALS: Final = "/destructions"


class SignForm(ActionForm):
    """A form with one button, to sign the destruction; `proposal` is the digest of the proposal that was shown."""

    proposal = HiddenField()


@pages.get(PROPOSALS)
def listing() -> str:
    """List the proposals that await this person's signature, the earliest first."""
    officer = require_officer()
    left_out: Counter[str] = Counter()
    found = list(destruction.proposals(services().cases, officer, left_out))
    roster = services().rosters.current().roster
    proven = [row for row in found if not isinstance(row, UnprovenProposal)]
    return framed(
        "destructions.html",
        proposals=sorted(proven, key=lambda row: row.day),
        unproven=[row for row in found if isinstance(row, UnprovenProposal) and not row.unprocessable],
        unprocessable=[row for row in found if isinstance(row, UnprovenProposal) and row.unprocessable],
        again=TryAgainForm(formdata=None),
        what=_what,
        left_out=[(name_of(roster, person), number) for person, number in sorted(left_out.items()) if number],
    )


@pages.post(f"{PROPOSALS}/again")
def try_again() -> Response:
    """Ask GnuPG once more about the proposals that it failed over, and list all."""
    officer = require_officer()
    if is_pressed(TryAgainForm()):
        officer.requests_cache.failures.clear()
    return redirect(url_for("destructions.listing"), HTTPStatus.SEE_OTHER)


@pages.get(f"{PROPOSALS}/<case>")
def page(case: str) -> str:
    """Show one proposal."""
    officer = require_officer()
    return _page(destruction.proposal(services().cases, officer, case), [])


@pages.post(f"{PROPOSALS}/<case>")
def sign(case: str) -> Answer:
    """Sign the destruction of a case."""
    officer = require_officer()
    form = SignForm(formdata=request.form)
    if (before := redirect_if_sent_before(officer, form)) is not None:
        return before
    services().rosters.refresh().require_valid()
    found = destruction.proposal(services().cases, officer, case)
    if not form.validate():
        return _page(found, form_errors(form)), HTTPStatus.BAD_REQUEST
    return _signed(officer, found, form)


def _signed(officer: OfficerSession, found: Proposal, form: SignForm) -> Answer:
    def perform() -> Response:
        if form.proposal.data != found.digest:
            raise ProposalOverError  # another proposal came since: no one signs what they did not read
        destruction.sign(services().cases, officer, found)
        browser_session().notices.append(
            _("You signed. The message is destroyed.")
            if isinstance(found, ProvenPartProposal)
            else _(
                "You signed. The report will be destroyed in %(days)s days, unless it is held.",
                days=WAITING_DAYS,
            )
        )
        return redirect(url_for("destructions.listing"), HTTPStatus.SEE_OTHER)

    try:
        return perform_once(officer, form, perform)
    except ELSEWHERE:
        raise
    except KentonganError as error:
        return _page(found, [("", sentence(error))]), page_of(error).status


def _what(row: Proposal | UnopenedProposal) -> str:
    """Return what a line of the list says of what goes; a long content is not opened for it."""
    if isinstance(row, ProvenPartProposal | UnopenedProposal) and row.part is not None:
        return _("Message %(number)s alone", number=row.part.sequence)
    if isinstance(row, ProvenProposal):
        kept = _("kept from %(since)s to %(until)s", since=day(row.end.since), until=day(row.end.until))
        return f"{closed_how(row.end)} · {kept}"
    return _("How it was closed stands on its page.")


def _page(found: Proposal, errors: list[tuple[str, str]]) -> str:
    return framed(
        "part_destruction.html" if isinstance(found, ProvenPartProposal) else "destruction.html",
        proposal=found,
        list=parts_page(found.reason, page_choice()) if isinstance(found, ProvenPartProposal) else None,
        errors=errors,
        sign=SignForm(formdata=None, proposal=found.digest),
        closed_how=closed_how,
        waiting_days=WAITING_DAYS,
    )
