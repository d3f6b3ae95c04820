"""What the forms of a mailbox carry: made for one session, under a mark by which the mailbox knows its forms again.

A browser sends a form once more long after its session: whoever is in another mailbox then must not be shown its text.
"""

from hmac import compare_digest
from typing import Final

from crypto.derive import KEY_BYTES, derived
from crypto.labels import Derivation
from crypto.mailbox import Mailbox

MARK_BYTES: Final = 16


def form_token(mailbox: Mailbox, session: bytes) -> str:
    """For the session of this token, in hex digits."""
    own = derived(session, Derivation.FORM_TOKEN)
    return (own + _mark(mailbox, own)).hex()


def is_of(mailbox: Mailbox, token: str) -> bool:
    """Whether a form with this token was made for any session of this mailbox."""
    made = _bytes_of(token)
    return made is not None and compare_digest(_mark(mailbox, made[:KEY_BYTES]), made[KEY_BYTES:])


def is_of_another(mailbox: Mailbox, token: str) -> bool:
    """Whether it was made for another mailbox; what is no such token at all was made for none."""
    return _bytes_of(token) is not None and not is_of(mailbox, token)


def _mark(mailbox: Mailbox, own: bytes) -> bytes:
    return derived(mailbox.seed + own, Derivation.FORM_MARK, MARK_BYTES)


def _bytes_of(token: str) -> bytes | None:
    try:
        made = bytes.fromhex(token)
    except ValueError:
        return None
    return made if len(made) == KEY_BYTES + MARK_BYTES else None
