"""Pages for what the reporter encrypted before sending, opened with the officer's key."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from journalist_interface.forms.officer_forms import TryAgainForm
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.case_words import answers
from journalist_interface.presenters.list_pages import paged
from journalist_interface.presenters.long_text import TEXT_BYTES
from journalist_interface.presenters.whole_text import WholeText, parts_page
from journalist_interface.services import services
from journalist_interface.session.attachments import of_reporter
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.previews import PreviewKey
from journalist_interface.verification.case_attachments import (
    AttachmentOrigin,
    FileNotInCaseError,
    attachment_at,
)
from journalist_interface.verification.case_file import CaseFile, FromReporter
from journalist_interface.verification.nested_pgp import (
    MOST_MESSAGES,
    NestedMessage,
    count_left_out,
    first_messages,
    inner_name,
    open_file,
    open_message,
)
from journalist_interface.views.case_frame import CASE, case_page
from journalist_interface.views.common import Answer, blueprint, is_pressed, page_choice, require_officer
from journalist_interface.views.downloads import ask_first, download
from store.domain.envelope import Envelope

pages = blueprint("nested_pgp", __name__)
MESSAGE_BYTES: Final = TEXT_BYTES + 600
"""The most that one message takes on the page: how long it is shows only once it was opened."""


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """An encrypted message: its number among those of its envelope, the question that it answers, and its armor."""

    number: int
    label: str
    armor: str


@pages.get(f"{CASE}/inner/<int:sequence>")
def show(case: str, sequence: int) -> str:
    """Show the encrypted texts of one message of the reporter, of each its beginning. Those of the page are opened."""
    officer = require_officer()
    file = officer.case(case)
    found = paged(
        _messages(file, sequence),
        lambda _message: MESSAGE_BYTES,
        page_choice(),
        number_of=lambda message: message.number,
    )
    opened = [(each, _opened(officer, file, sequence, each)) for each in found.rows]
    left_out = sum(count_left_out(text) for _label, text in _texts(_envelope(file, sequence)))
    return case_page(
        "nested_pgp.html",
        officer,
        file,
        list=found,
        opened=opened,
        sequence=sequence,
        left_out=left_out,
        most=MOST_MESSAGES,
    )


@pages.get(f"{CASE}/inner/<int:sequence>/<int:number>")
def whole(case: str, sequence: int, number: int) -> Answer:
    """Show a part of one encrypted text, opened again."""
    officer = require_officer()
    file = officer.case(case)
    found = next((each for each in _messages(file, sequence) if each.number == number), None)
    if found is None:
        raise CaseNotFoundError
    address = url_for("nested_pgp.show", case=case, sequence=sequence)
    message = _opened(officer, file, sequence, found)
    if message.problem is not None:
        return redirect(address)  # which says the problem
    where = _("Encrypted by the reporter, message %(number)s", number=sequence)
    return case_page(
        "whole_text.html",
        officer,
        file,
        found=WholeText(where, message.text, address),
        list=parts_page(message.text, page_choice()),
        values={"case": case, "sequence": sequence, "number": number},
    )


@pages.post(f"{CASE}/inner/<int:sequence>/<int:number>/again")
def try_again(case: str, sequence: int, number: int) -> WerkzeugResponse:
    """Ask GnuPG about a message that was given up, and show the page that it stands on."""
    file = require_officer().case(case)
    if is_pressed(TryAgainForm()):
        file.cache.failures.try_again(_place(sequence, number))
    address = url_for("nested_pgp.show", case=case, sequence=sequence, row=number, _anchor=f"i{number}")
    return redirect(address, HTTPStatus.SEE_OTHER)


@pages.get(f"{CASE}/attachments/<int:sequence>/inner")
def save(case: str, sequence: int) -> WerkzeugResponse:
    """Send an encrypted file of the reporter, both layers opened on its way into the browser's download."""
    officer = require_officer()
    known = officer.case(case)
    found = attachment_at(known, AttachmentOrigin.MESSAGE, sequence, 0)
    file = known.reporter_attachment(sequence)
    if found is None or file is None or (name := inner_name(file.name)) is None:
        raise FileNotInCaseError
    if officer.previews.must_ask(PreviewKey.of(case, found)):
        return ask_first(case, found.label)
    ciphertext = of_reporter(services().cases, officer, case, file, known.given.blobs)
    return download(open_file(officer.key, ciphertext, file), name, found.label)


def _opened(officer: OfficerSession, file: CaseFile, sequence: int, found: FoundMessage) -> NestedMessage:
    return open_message(officer.key, file.cache.failures, _place(sequence, found.number), found.armor)


def _place(sequence: int, number: int) -> str:
    return f"{sequence}/{number}"


def _envelope(file: CaseFile, sequence: int) -> Envelope:
    found = file.entries.get(sequence)
    if not isinstance(found, FromReporter):
        raise CaseNotFoundError
    return found.envelope


def _messages(file: CaseFile, sequence: int) -> list[FoundMessage]:
    """Return the encrypted messages of one message of the reporter; raises `CaseNotFoundError` if there is none."""
    found = [
        (label, armor) for label, text in _texts(_envelope(file, sequence)) for armor in first_messages(text)
    ]
    if not found:
        raise CaseNotFoundError
    return [FoundMessage(number, *each) for number, each in enumerate(found, 1)]


def _texts(envelope: Envelope) -> list[tuple[str, str]]:
    """Return every text of the message, with the question that it answers."""
    return [("", envelope.text or ""), *(answers(envelope.report) if envelope.report is not None else [])]
