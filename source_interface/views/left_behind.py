"""Forms left behind: a text typed by a person who has left is shown to no later sender of the form.

A browser can send a form again long after (Back, "Try again", "Resend"). Until the mailbox was opened, or while its
reporter is in it, the sender is the reporter, whose text must not be lost.
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
    """Return whether the form's mailbox was opened or left, and this browser is not in it."""
    visit = visiting()
    if visit is not None and is_of_another(visit.mailbox, token):
        return True
    case = case_of(token)
    return case is not None and (visit is None or visit.mailbox.case != case)


def case_of(token: str) -> str | None:
    """Return the mailbox that the form of this token was used with, if left; for a report form, if opened."""
    return services().signed_out.case_of(token) or _spent_case(token)


def this_was_left() -> bool:
    """Return whether the mailbox of the posted form was left."""
    return was_left(request.form.get(TOKEN_FIELD, ""))


def must_hide(token: str) -> bool:
    """Return whether a form of the mailbox was left, when this browser is in none.

    A browser that signed out has no cookie; one that waited too long still has it.
    """
    return request.cookies.get(COOKIE) is None or was_left(token)


def _spent_case(token: str) -> str | None:
    """Return the case that the report form of this nonce made, once its mailbox was opened."""
    try:
        nonce = services().forms.nonces.open(token)
    except BadNonceError:
        return None
    found = form_slot(services().submissions, nonce)
    return found.case if found is not None and found.kind is SlotKind.SPENT else None
