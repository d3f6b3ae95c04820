"""Asking GnuPG once more about what it failed over: a busy machine may have been the reason."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from journalist_interface.forms.officer_forms import TryAgainForm
from journalist_interface.views.case_frame import CASE
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.identity import REQUESTS

pages = blueprint("try_again", __name__)


@pages.post(f"{CASE}/messages/<int:sequence>/again")
def message(case: str, sequence: int) -> Response:
    """Try a message of the conversation again, and show the case."""
    file = require_officer().case(case)
    if TryAgainForm().validate():
        with file.lock:
            file.try_message_again(sequence)
    return redirect(url_for("cases.case", case=case, _anchor=f"m{sequence}"), HTTPStatus.SEE_OTHER)


@pages.post(f"{CASE}/events/<int:sequence>/again")
def event(case: str, sequence: int) -> Response:
    """Try the content of a decision or a paper again, and show the history."""
    file = require_officer().case(case)
    if TryAgainForm().validate():
        with file.lock:
            file.try_event_again(sequence)
    return redirect(url_for("cases.history", case=case, _anchor=f"e{sequence}"), HTTPStatus.SEE_OTHER)


@pages.post(f"{REQUESTS}/again")
def requests() -> Response:
    """Try all requests for identities again, and list them."""
    officer = require_officer()
    if TryAgainForm().validate():
        officer.requests_memo.failures.clear()
    return redirect(url_for("identity.listing"), HTTPStatus.SEE_OTHER)
