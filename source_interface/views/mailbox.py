"""The mailbox: stage, conversation, a further message, erasing the reporter's copies."""

from enum import StrEnum
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Response, g, make_response, redirect, render_template, request, url_for

from source_interface.conversation.consents import open_for_yes, open_questions, unanswered_questions
from source_interface.conversation.messages import read_conversation
from source_interface.errors import MailboxFullError, SignedOutError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import ButtonForm, MessageForm, WithdrawForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.presenters.paging import ConversationPages
from source_interface.presenters.roster_view import excluded_titles
from source_interface.presenters.stage_line import stage_line, stage_sentence
from source_interface.services import services
from source_interface.session import MailboxSession
from source_interface.submissions.messages import erase_copies, send_message
from source_interface.submissions.withdrawals import SentFileState, can_withdraw, withdraw_file
from source_interface.views.guard import signed_in
from source_interface.web.place_tags import place_of, place_tag
from store.cases.conversation import next_sequence
from store.cases.withdrawals import files_with_fetched
from store.domain.errors import TextTooLongError
from store.domain.stages import WORDS

blueprint: Final = language.Pages("mailbox")
_WITHDRAWS: Final = "withdraws"


class Done(StrEnum):
    """The result as the address of that page gives it."""

    CODE = "code"
    MESSAGE = "message"  # or a withdrawal, so that a browser's history tells the two not apart
    WITHOUT_FILES = "without-files"
    AGAIN = "again"
    UNMARKED = "unmarked"
    ANSWERED = "answered"
    OVER = "over"


@blueprint.get("/mailbox")
@signed_in
def show() -> Response:
    """Show the mailbox."""
    return mailbox_page(g.session)


@blueprint.post("/mailbox/message")
@signed_in
def write() -> Response:
    """Send a message, or withdraw a file: an address for that alone would stay in a browser's history.

    File names beside a message carry no files, and the mailbox says so unless they came another way.
    """
    session: MailboxSession = g.session
    if _WITHDRAWS in request.form:
        return _withdraw(session)
    form = MessageForm.posted()
    text = form.text.data or ""
    if form.is_switching():
        return mailbox_page(session, text=text) if text else _to_mailbox()
    if not form.validate():
        return mailbox_page(session, form.problems(), text, 400)
    services().limits.messages.count(session.mailbox.id)
    services().database.require_text_room()
    try:
        place = send_message(services().submissions, session.mailbox, text, form.seen.data or 0)
    except (TextTooLongError, MailboxFullError) as error:
        return mailbox_page(session, [FormProblem("text", sentence(type(error)))], text, 400)
    return _to_mailbox("latest", Done.WITHOUT_FILES) if _files_were_left(session) else to_sent(session, place)


@blueprint.get("/mailbox/erase")
@signed_in
def ask_to_erase() -> Response:
    """Show the page that asks before erasing."""
    return _erase_page(ButtonForm.blank(), 200)


@blueprint.post("/mailbox/erase")
@signed_in
def erase() -> Response:
    """Erase the reporter's copies."""
    form = ButtonForm.posted()
    if form.is_switching() or not form.validate():
        return _erase_page(form, 400)
    services().limits.messages.count(g.session.mailbox.id)
    erase_copies(services().submissions, g.session.mailbox)
    services().transfers.forget(g.session.mailbox.id)  # how a broken upload ended names its files
    return _to_mailbox("conversation")


def _withdraw(session: MailboxSession) -> Response:
    """Withdraw a file of the session's own mailbox.

    The mailbox says by the place in its address whether it was withdrawn, or why not.
    """
    form = WithdrawForm.posted()
    if not form.validate():
        return mailbox_page(session, form.problems(), status=HTTPStatus.BAD_REQUEST)
    mailbox = session.mailbox
    last = next_sequence(services().database, mailbox.id) - 1
    place = place_of(mailbox, form.withdraws.data or "", last)
    if place is None:
        raise SignedOutError  # a tag of another mailbox, as its forms are answered
    services().limits.messages.count(mailbox.id)
    file = withdraw_file(services().submissions, services().blobs, mailbox, place, form.blob.data or "")
    if file.state is not SentFileState.WITHDRAWN:
        return to_sent(session, place)
    services().transfers.forget_file(mailbox.id, form.blob.data or "")
    return to_sent(session, file.withdrawn_at)


def to_sent(session: MailboxSession, place: int) -> Response:
    """Lead to the mailbox, which says what became of the message, the withdrawal or the file at this place."""
    tag = place_tag(session.mailbox, place)
    return make_response(redirect(url_for("mailbox.show", done=Done.MESSAGE, at=tag, _anchor="latest"), 303))


def _to_mailbox(anchor: str | None = None, done: Done | None = None) -> Response:
    return make_response(redirect(url_for("mailbox.show", done=done, _anchor=anchor), 303))


def mailbox_page(
    session: MailboxSession, problems: list[FormProblem] | None = None, text: str = "", status: int = 200
) -> Response:
    """Show the mailbox with this text in the message box."""
    conversation = read_conversation(services().conversation, session.mailbox)
    today = services().clock.today()
    pages, notice = ConversationPages(conversation.lines), conversation.archive_notice
    asked = open_questions(conversation, today)
    form = MessageForm.holding(text=text, seen=str(conversation.last_sequence))
    page = render_template(
        "mailbox.html",
        form=form,
        problems=problems or [],
        conversation=conversation,
        stage=WORDS[conversation.stage],
        stage_sentence=stage_sentence(conversation, today),
        steps=stage_line(conversation.stage),
        back_on=services().deadlines.return_day(today, conversation.stage, conversation.due),
        page=pages.page(request.args.get("page", 1, int)),
        archive_notice=notice,
        notice_page=pages.holding(notice),
        asked=asked,
        open_for_yes=open_for_yes(conversation, today),
        unanswered=unanswered_questions(conversation, asked, today),
        excluded=excluded_titles(services().conversation, session.mailbox),
        fetched=files_with_fetched(services().database, session.mailbox.id),
        done=request.args.get("done") if request.method == "GET" else None,
        done_place=place_of(session.mailbox, request.args.get("at", ""), conversation.last_sequence),
        tag_of=partial(place_tag, session.mailbox),
    )
    return make_response(page, status)


def _files_were_left(session: MailboxSession) -> bool:
    """Return whether files were chosen but not sent: the button for messages sends only their names.

    A chosen file may have been sent before; its name stays in the form.
    """
    return bool(request.form.get("files")) and not services().transfers.sent_since_watched(session.mailbox.id)


def _erase_page(form: ButtonForm, status: int) -> Response:
    page = render_template(
        "erase.html",
        form=form,
        problems=form.problems(),
        can_withdraw=can_withdraw(services().submissions, g.session.mailbox),
    )
    return make_response(page, status)
