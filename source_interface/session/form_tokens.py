"""Tokens in the forms of a mailbox: made for one session, and marked so that the mailbox recognises its forms.

A browser can send a form again long after its session. A reporter who is in another mailbox by then must not see its
text.
"""

from hmac import compare_digest
from typing import Final

from crypto.derive import KEY_BYTES, derived
from crypto.labels import Derivation
from crypto.mailbox import Mailbox

MARK_BYTES: Final = 16


def form_token(mailbox: Mailbox, session: bytes) -> str:
    """Return the token for the forms of this session, in hex digits."""
    own = derived(session, Derivation.FORM_TOKEN)
    return (own + _mark(mailbox, own)).hex()


def is_of(mailbox: Mailbox, token: str) -> bool:
    """Return whether a form with this token was made for any session of this mailbox."""
    made = _bytes_of(token)
    return made is not None and compare_digest(_mark(mailbox, made[:KEY_BYTES]), made[KEY_BYTES:])


def is_of_another(mailbox: Mailbox, token: str) -> bool:
    """Return whether it was made for another mailbox; False for a text that is no such token."""
    return _bytes_of(token) is not None and not is_of(mailbox, token)


def _mark(mailbox: Mailbox, own: bytes) -> bytes:
    return derived(mailbox.seed + own, Derivation.FORM_MARK, MARK_BYTES)


def _bytes_of(token: str) -> bytes | None:
    try:
        made = bytes.fromhex(token)
    except ValueError:
        return None
    return made if len(made) == KEY_BYTES + MARK_BYTES else None
