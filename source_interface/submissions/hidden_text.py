"""A text that stays on a page without being shown; only the mailbox to which it belongs shows it again.

It is sealed under the instance's key and stands in a hidden field. Nothing is stored, and nothing is lost when a server
restarts.
"""

from typing import Final

import msgspec
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

from crypto.errors import WrappingError
from crypto.mailbox import Mailbox, Wrapping
from crypto.signing import decoder_ready
from source_interface.conversation.own_messages import first_report
from source_interface.errors import AnotherReportError
from source_interface.submissions.changes import changes
from source_interface.submissions.sending import SubmissionServices
from source_interface.web.csrf import is_token_of
from store.domain.envelope import Report

_NOTHING: Final = Report("", "", "", "", "", "", None, None, anonymous=True)


class NotHiddenError(ValueError):
    """This is no text that this server hid."""


class _Kept(msgspec.Struct, frozen=True):
    """A message, or the answers of a form. `owner` is the case, or the token by which a mailbox recognises its form."""

    owner: str
    text: str = ""
    answers: dict[str, str | bool | None] | None = None


def hide_text(key: bytes, text: str, owner: str) -> str:
    """Return a message sealed for a hidden field; `owner` is its case, or the token of a form in its mailbox."""
    return _hide(key, _Kept(owner, text))


def hide_report(key: bytes, report: Report, owner: str) -> str:
    """Return the answers of a form that was sent before, sealed for a hidden field."""
    return _hide(key, _Kept(owner, answers=msgspec.structs.asdict(report)))


def revealed(services: SubmissionServices, mailbox: Mailbox, hidden: str) -> str:
    """Return the text for this mailbox's box: a message as it was, or a form's changes since it was first sent.

    Raises `AnotherReportError` in any other mailbox, since the next person at the browser may have one too, and
    `NotHiddenError`.
    """
    kept = _reveal(services.form_key, hidden)
    if kept.owner != mailbox.id and not is_token_of(mailbox, kept.owner):
        raise AnotherReportError
    if kept.answers is None:
        return kept.text
    return changes(first_report(services.conversation, mailbox) or _NOTHING, Report(**kept.answers))  # type: ignore[arg-type]  # as `hide_report` took them


def is_hidden_text(key: bytes, hidden: str) -> bool:
    """Return whether it is a text that this server hid."""
    try:
        _reveal(key, hidden)
    except NotHiddenError:
        return False
    return True


def _hide(key: bytes, kept: _Kept) -> str:
    return base64_encode(Wrapping.of_note(key).seal(msgspec.json.encode(kept))).decode("ascii")


def _reveal(key: bytes, hidden: str) -> _Kept:
    try:
        text = Wrapping.of_note(key).open(base64_decode(hidden))
    except (BadData, UnicodeError, WrappingError):
        raise NotHiddenError from None
    return msgspec.json.decode(text, type=decoder_ready(_Kept))
