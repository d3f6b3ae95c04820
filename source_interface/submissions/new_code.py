"""A new code for a signed-in reporter: offered, then typed back; only then does the old one stop working.

An offer is stored nowhere: the page brings it back under the server's mark, which holds for this session alone. A page
that is closed leaves nothing behind, and the old code works on. Reporters cannot use a code that they made up.
"""

import hashlib
from typing import Final

from itsdangerous import BadSignature, Signer

from crypto.codename import draw, normalise
from crypto.mailbox import Wrapping
from source_interface.errors import BusyError, SignedOutError
from source_interface.session import MailboxSession, codename_wrapping
from source_interface.submissions.sending import SubmissionServices
from store.cases.mailboxes import replace_codenames
from store.errors import ConflictError, NotFoundError
from store.values import NewSlot

_PURPOSE: Final = b"kentongan new code "


class NotOfferedError(ValueError):
    """This code was not offered to this session."""


def offer(services: SubmissionServices, session: MailboxSession, language: str) -> str:
    """Return a new code under the server's mark, for a hidden field."""
    return _signer(services.form_key, session).sign(draw(services.languages.lists[language])).decode("ascii")


def offered(services: SubmissionServices, session: MailboxSession, marked: str) -> str:
    """Return the code in it; raise `NotOfferedError` unless this session was offered it."""
    try:
        return _signer(services.form_key, session).unsign(marked).decode("ascii")
    except (BadSignature, UnicodeError):
        raise NotOfferedError from None


def take(services: SubmissionServices, session: MailboxSession, code: str) -> None:
    """Let only this code open the mailbox from now on; its keys stay, so all that lies in it can still be read.

    Costs a derivation. Raises `BusyError` when no turn came or the code was drawn before, and `SignedOutError` if
    another browser was faster.
    """
    wrapping = codename_wrapping(services.session, normalise(code))
    slot = NewSlot(wrapping.lookup, wrapping.seal(session.mailbox.seed))
    kept = Wrapping.of_session(session.token).lookup
    try:
        replace_codenames(services.database, session.mailbox.id, slot, kept)
    except NotFoundError:
        raise SignedOutError from None
    except ConflictError:
        raise BusyError from None  # the sentence does not say that this code opens another mailbox


def _signer(form_key: bytes, session: MailboxSession) -> Signer:
    salt = _PURPOSE + session.form_token.encode()
    return Signer(form_key, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
