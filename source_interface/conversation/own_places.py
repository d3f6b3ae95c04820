"""The reporter's places in a conversation, as the mailbox's voice signed them; the store's word does not count.

The signed list also covers copies that are erased. Where the store has lost it, the remaining copies prove
themselves, and the next entry begins a list with them.
"""

from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from store.domain.own_places import SignedPlaces


def listed(mailbox: Mailbox, signed: SignedPlaces | None) -> frozenset[int] | None:
    """Return the places on the list; None unless the mailbox's voice signed one for this case."""
    if signed is None:
        return None
    try:
        return signed.read(mailbox.voice_key, mailbox.case)
    except CryptoError:
        return None
