"""The page on which a reader of a case signs that a restored backup lost the end of its history."""

from collections.abc import Iterable
from http import HTTPStatus

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import Regexp

from crypto.errors import KentonganError
from journalist_interface.actions.losses import accept
from journalist_interface.actions.work import Work
from journalist_interface.error_pages import page_of, said_in_place
from journalist_interface.forms.officer_forms import OnceForm
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.list_pages import paged
from journalist_interface.presenters.losses import ProposalLine, proposal_line
from journalist_interface.presenters.row_weights import proposal_weight
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import Proposal
from journalist_interface.views.case_frame import CASE, heading
from journalist_interface.views.common import (
    ELSEWHERE,
    Answer,
    blueprint,
    form_errors,
    page_choice,
    perform_once,
    require_officer,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session

pages = blueprint("losses", __name__)


class AcceptLossForm(OnceForm):
    """A form with one button, to sign the loss of this name."""

    loss = HiddenField(validators=[Regexp(r"\A[0-9a-f]{64}\Z")])


@pages.get(f"{CASE}/lost")
def page(case: str) -> Answer:
    """Show what was lost, and who signed it."""
    officer = require_officer()
    return _page(officer.case(case), [])


@pages.post(f"{CASE}/lost")
def sign(case: str) -> Answer:
    """Sign it once."""
    officer = require_officer()
    form = AcceptLossForm(formdata=request.form)
    services().rosters.refresh().require_valid()
    file = officer.case(case)
    if not form.validate():
        return _page(file, form_errors(form)), HTTPStatus.BAD_REQUEST
    try:
        return perform_once(officer, form, lambda: _signed(officer, file, form.loss.data or ""))
    except ELSEWHERE:
        raise
    except KentonganError as error:
        return _page(file, [("", said_in_place(error))]), page_of(error).status


def _signed(officer: OfficerSession, file: CaseFile, key: str) -> Response:
    waits = accept(Work(services().cases, officer, file), key)
    done = file.chain.broken is None and not file.chain.proposals
    if waits:
        notice = _("You have signed. Nothing changes until a second reader of this case signs the same.")
    elif done:
        notice = _("You have signed. Two people have signed now: the history goes on from here.")
    else:
        notice = _(
            "You have signed. This loss now has two signatures. Something else still waits for that here."
        )
    browser_session().notices.append(notice)
    return redirect(url_for("cases.history" if done else "losses.page", case=file.case), HTTPStatus.SEE_OTHER)


def _page(file: CaseFile, errors: list[tuple[str, str]]) -> str:
    with file.lock:
        found = paged(file.chain.proposals, proposal_weight, page_choice())
        lines = _lines(found.rows)
        forms = {line.key: _form(line.key) for line in lines if not line.mine}
        return framed("losses.html", list=found, lines=lines, forms=forms, errors=errors, **heading(file))


def _lines(proposals: Iterable[Proposal]) -> list[ProposalLine]:
    roster = services().rosters.current().roster
    return [proposal_line(proposal, lambda person: name_of(roster, person)) for proposal in proposals]


def _form(key: str) -> AcceptLossForm:
    form = AcceptLossForm(formdata=None)
    form.loss.data = key
    return form
