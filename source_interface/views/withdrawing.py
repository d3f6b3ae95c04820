"""Withdrawing a file: a page that asks once, and what became of it."""

from http import HTTPStatus
from typing import Final

from flask import Response, g, make_response, render_template

from source_interface.errors import SignedOutError
from source_interface.forms.mailbox import WithdrawForm
from source_interface.i18n import language
from source_interface.services import services
from source_interface.session import MailboxSession
from source_interface.submissions.withdrawals import SentFileState, sent_file, withdraw_file
from source_interface.views.guard import signed_in
from source_interface.views.mailbox import to_sent
from source_interface.web.place_tags import TAG_DIGITS, place_of, place_tag
from store.cases.conversation import next_sequence

blueprint: Final = language.Pages("withdrawing")
_ADDRESS: Final = f"/mailbox/files/<string(length={TAG_DIGITS}):tag>"


@blueprint.get(_ADDRESS)
@signed_in
def ask(tag: str) -> Response:
    """Show what withdrawing this file means, or why it cannot be withdrawn."""
    return _page(_place(tag), WithdrawForm.blank(), 200)


@blueprint.post(_ADDRESS)
@signed_in
def withdraw(tag: str) -> Response:
    """Withdraw this file of the session's own mailbox; ask again if another file has its place by now."""
    session: MailboxSession = g.session
    sequence = _place(tag)
    form = WithdrawForm.posted()
    if form.is_switching() or not form.validate():
        return _page(sequence, form, 400)
    services().limits.messages.count(session.mailbox.id)
    shown = form.blob.data or ""
    state = withdraw_file(services().submissions, services().blobs, session.mailbox, sequence, shown)
    if state is not SentFileState.WITHDRAWN:
        return _page(sequence, form, HTTPStatus.CONFLICT)
    return to_sent(session, sequence)


def _place(tag: str) -> int:
    """Return the place of this tag; raise `SignedOutError` for one of another mailbox, as for its forms."""
    mailbox = g.session.mailbox
    place = place_of(mailbox, tag, next_sequence(services().database, mailbox.id) - 1)
    if place is None:
        raise SignedOutError
    return place


def _page(sequence: int, form: WithdrawForm, status: int) -> Response:
    state, line = sent_file(services().submissions, g.session.mailbox, sequence)
    page = render_template(
        "withdraw.html",
        sequence=sequence,
        tag=place_tag(g.session.mailbox, sequence),
        line=line,
        state=state.name,
        form=form,
        problems=form.problems(),
    )
    return make_response(page, status)
