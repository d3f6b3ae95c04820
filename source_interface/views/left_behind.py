"""Whether what a request brought was typed by somebody who has left: then no page shows it to whoever sends it again.

A browser can send a form once more long after (Back, "Try again", "Resend"). Until the mailbox was opened, or while its
reporter is in it, that is the reporter, whose text must not be lost.
"""

from flask import request

from source_interface.forms.base import TOKEN_FIELD
from source_interface.services import services
from source_interface.session.form_tokens import is_of_another
from source_interface.session.reporter_session import COOKIE
from source_interface.submissions.submission import form_slot
from source_interface.views.guard import visiting
from source_interface.web.form_nonces import BadNonceError
from store.values import SlotKind


def was_left(token: str) -> bool:
    """Whether a form with this token belongs to a mailbox that was opened or left, and in which this browser is not."""
    visit = visiting()
    if visit is not None and is_of_another(visit.mailbox, token):
        return True
    case = case_of(token)
    return case is not None and (visit is None or visit.mailbox.case != case)


def case_of(token: str) -> str | None:
    """The mailbox that the form of this token had to do with, if it was left; of a report form, if it was opened."""
    return services().signed_out.case_of(token) or _spent_case(token)


def this_was_left() -> bool:
    """The same of the posted form that is being answered."""
    return was_left(request.form.get(TOKEN_FIELD, ""))


def must_hide(token: str) -> bool:
    """The same of a form of the mailbox, when this browser is in none: who signed out has no cookie, who waited has."""
    return request.cookies.get(COOKIE) is None or was_left(token)


def _spent_case(token: str) -> str | None:
    """The case that the report form of this nonce made, once its mailbox was opened."""
    try:
        nonce = services().nonces.open(token)
    except BadNonceError:
        return None
    found = form_slot(services(), nonce)
    return found.case if found is not None and found.kind is SlotKind.SPENT else None
