"""A new code for a signed-in reporter: offered, then typed back; only then does the old one stop working.

An offer is stored nowhere: the page brings it back under the server's mark, which holds for this session alone. A page
that is closed leaves nothing behind, and the old code works on. Reporters cannot use a code that they made up.
"""

import hashlib
from typing import Final

from itsdangerous import BadSignature, Signer

from crypto.codename import draw, normalise
from crypto.mailbox import Wrapping
from source_interface.errors import SignedOutError
from source_interface.session import MailboxSession, codename_wrapping
from source_interface.submissions.sending import SubmissionServices
from store.cases.mailboxes import replace_codenames
from store.errors import NotFoundError
from store.values import NewSlot

_PURPOSE: Final = b"kentongan new code "


class NotOfferedError(ValueError):
    """This code was not offered to this session."""


def offer(services: SubmissionServices, visit: MailboxSession, language: str) -> str:
    """Return a new code under the server's mark, for a hidden field."""
    return _signer(services.form_key, visit).sign(draw(services.languages.lists[language])).decode("ascii")


def offered(services: SubmissionServices, visit: MailboxSession, marked: str) -> str:
    """Return the code in it; raise `NotOfferedError` unless this session was offered it."""
    try:
        return _signer(services.form_key, visit).unsign(marked).decode("ascii")
    except (BadSignature, UnicodeError):
        raise NotOfferedError from None


def take(services: SubmissionServices, visit: MailboxSession, code: str) -> None:
    """Let only this code open the mailbox from now on; its keys stay, so all that lies in it can still be read.

    Costs a derivation. Raises `BusyError` when no turn came, and `SignedOutError` if another browser was faster.
    """
    wrapping = codename_wrapping(services.session, normalise(code))
    slot = NewSlot(wrapping.lookup, wrapping.seal(visit.mailbox.seed))
    session = Wrapping.of_session(visit.token).lookup
    try:
        replace_codenames(services.database, visit.mailbox.id, slot, session)
    except NotFoundError:
        raise SignedOutError from None


def _signer(form_key: bytes, visit: MailboxSession) -> Signer:
    salt = _PURPOSE + visit.form_token.encode()
    return Signer(form_key, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
