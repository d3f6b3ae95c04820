"""Which places of a conversation are the reporter's own, by what the own voice signed; the store's word counts nothing.

The list tells it, also of copies that are erased. A case from before such lists has none: there the copies that are
left prove themselves, and the next entry begins a list with them.
"""

from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from store.domain.own_places import SignedPlaces


def listed(mailbox: Mailbox, signed: SignedPlaces | None) -> frozenset[int] | None:
    """The places on the list; None if there is none that the own voice signed for this case."""
    if signed is None:
        return None
    try:
        return signed.read(mailbox.voice_key, mailbox.case)
    except CryptoError:
        return None
