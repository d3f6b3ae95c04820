"""Withdrawing a file: a page that asks once, and what became of it."""

from http import HTTPStatus
from typing import Final

from flask import Response, g, make_response, redirect, render_template, url_for

from source_interface.forms.mailbox import WithdrawForm
from source_interface.i18n import language
from source_interface.services import services
from source_interface.session import MailboxSession
from source_interface.submissions.withdrawals import SentFileState, sent_file, withdraw_file
from source_interface.views.guard import signed_in
from source_interface.views.mailbox import Done
from store.domain.fields import MAX_SEQUENCE

blueprint: Final = language.Pages("withdrawing")
_ADDRESS: Final = f"/mailbox/files/<int(min=1, max={MAX_SEQUENCE}):sequence>/withdraw"


@blueprint.get(_ADDRESS)
@signed_in
def ask(sequence: int) -> Response:
    """Show what withdrawing this file means, or why it cannot be withdrawn."""
    return _page(sequence, WithdrawForm.blank(), 200)


@blueprint.post(_ADDRESS)
@signed_in
def withdraw(sequence: int) -> Response:
    """Withdraw this file of the session's own mailbox; ask again if another file has its place by now."""
    session: MailboxSession = g.session
    form = WithdrawForm.posted()
    if form.is_switching() or not form.validate():
        return _page(sequence, form, 400)
    services().limits.messages.count(session.mailbox.id)
    shown = form.blob.data or ""
    state = withdraw_file(services().submissions, services().blobs, session.mailbox, sequence, shown)
    if state is not SentFileState.WITHDRAWN:
        return _page(sequence, form, HTTPStatus.CONFLICT)
    done = url_for("mailbox.show", done=Done.WITHDRAWN, place=sequence, _anchor="latest")
    return make_response(redirect(done, 303))


def _page(sequence: int, form: WithdrawForm, status: int) -> Response:
    state, line = sent_file(services().submissions, g.session.mailbox, sequence)
    page = render_template(
        "withdraw.html",
        sequence=sequence,
        line=line,
        state=state.name,
        form=form,
        problems=form.problems(),
    )
    return make_response(page, status)
