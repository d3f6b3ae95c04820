"""Sending a reply. The text is kept, whatever happens."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crypto.errors import KentonganError
from journalist_interface.actions.case_texts import texts_of_case
from journalist_interface.actions.decision_draft import Files
from journalist_interface.actions.replies import EmptyReplyError, reply, upload_all
from journalist_interface.actions.submit import submit
from journalist_interface.actions.work import Work
from journalist_interface.error_pages import said_in_place
from journalist_interface.forms.incoming import OF_FILES, IncomingForm
from journalist_interface.forms.officer_forms import REPLY, FormDraft, FormPlace, ReplyForm
from journalist_interface.presenters.labels import sentence
from journalist_interface.reply_templates import filled, reply_texts
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.views.case import report_page
from journalist_interface.views.case_frame import CASE
from journalist_interface.views.common import (
    Answer,
    blueprint,
    officer_who_typed,
    perform_once,
    redirect_if_sent_before,
)
from journalist_interface.web.guard import browser_session

pages = blueprint("replying", __name__)

ENDPOINT: Final = "replying.send"


@pages.post(f"{CASE}/reply", endpoint="send")
def receive(case: str) -> Answer:
    """Read the text, send file after file, then sign and send the reply."""
    incoming = IncomingForm(request, services().config.attachment_bytes)
    try:
        return _receive(case, incoming)
    except KentonganError:
        incoming.discard()
        raise


def read_draft(fields: Mapping[str, str], case: str) -> FormDraft:
    """Return the text of the reply."""
    return FormDraft.of(FormPlace(case), fields, (REPLY,))


def _receive(case: str, incoming: IncomingForm) -> Answer:
    incoming.read_fields()
    form = ReplyForm(services().templates, incoming.fields)
    text = form.text.data or ""
    officer = officer_who_typed(read_draft(incoming.fields, case))
    incoming.require_fitting()
    services().rosters.refresh().require_valid()
    file = officer.case(case)
    if incoming.fields.get("fill"):
        incoming.discard()
        return _filled(officer, file, text, incoming.fields.get("template", ""))
    if not form.validate():
        incoming.discard()
        return _again(
            officer, file, [str(error) for errors in form.errors.values() for error in errors], text
        )
    work = Work(services().cases, officer, file, shown=form.shown.data or 0)
    work.require_mailbox()  # before files are sent in vain
    if (before := redirect_if_sent_before(officer, form)) is not None:
        incoming.discard()
        officer.drafts.sent(FormPlace(case))
        return before
    try:
        files = upload_all(work, incoming.files())
        return perform_once(officer, form, lambda: _sent(work, text, files))
    except OF_FILES as error:
        incoming.discard()
        return _again(officer, file, [said_in_place(error)], text, "files")
    except EmptyReplyError as error:
        return _again(officer, file, [sentence(error)], text)


def _filled(officer: OfficerSession, file: CaseFile, text: str, chosen: str) -> Answer:
    """Return the case again, with a text to start from in the reply."""
    known = texts_of_case(Work(services().cases, officer, file))
    template = reply_texts(file, known).get(chosen)
    if template is not None:
        text = filled(text, template.text, known)
        officer.drafts.keep(FormDraft(FormPlace(file.case), {REPLY: text}))
    return report_page(officer, file, [], text, chosen)


def _sent(work: Work, text: str, files: Files) -> Response:
    case, sequence = work.file.case, submit(work, lambda _point: reply(text, files))
    work.officer.drafts.sent(FormPlace(case))
    browser_session().notices.append(
        _("The reply was sent. Only this reporter and those who read this case can read it.")
    )
    return redirect(url_for("cases.case", case=case, _anchor=f"m{sequence}"), HTTPStatus.SEE_OTHER)


def _again(
    officer: OfficerSession, file: CaseFile, sentences: list[str], text: str, field: str = "text"
) -> Answer:
    """Return the case again, with what was typed; the sentences are about this field."""
    status = HTTPStatus.BAD_REQUEST if field == "text" else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return report_page(officer, file, [(field, text) for text in sentences], text), status
