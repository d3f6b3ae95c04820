"""Tags of places in a conversation, for an address of the mailbox and for forms that withdraw a file.

A number would be that of any other report whose mailbox this browser opens next, and in a browser's history it would
tell how much its reporter had sent. The tag of a place is another one in each mailbox.
"""

from hmac import compare_digest
from typing import Final

from crypto.derive import Derivation, derived
from crypto.mailbox import Mailbox

TAG_DIGITS: Final = 16
_NUMBER_BYTES: Final = 4


def place_tag(mailbox: Mailbox, place: int) -> str:
    """Return the tag of a place, 16 hex digits: the same in each session of this mailbox."""
    number = place.to_bytes(_NUMBER_BYTES, "big")
    return derived(mailbox.seed + number, Derivation.PLACE_TAG, TAG_DIGITS // 2).hex()


def place_of(mailbox: Mailbox, tag: str, last: int) -> int | None:
    """Return the place, up to `last`, that has this tag in this mailbox; None for a tag of another one."""
    wanted = tag.encode()
    places = range(1, last + 1)
    return next((at for at in places if compare_digest(place_tag(mailbox, at).encode(), wanted)), None)
