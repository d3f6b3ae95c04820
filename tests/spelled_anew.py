"""A good signature spelled anew, as an attacker can who has the store: what it is over stays, and it still verifies."""

from typing import Final

from store.domain.event import SignedEvent

_HASHED_LENGTH: Final = slice(4, 6)
_UNKNOWN_SUBPACKET: Final = bytes([2, 100, 0])  # of the private range, for no program to heed


def spelled_anew(signed: SignedEvent) -> SignedEvent:
    """Return the same statement under another good signature: a subpacket more, where nothing is signed."""
    header, body = signed.signature[:2], signed.signature[2:]
    if header != bytes([0x88, len(body)]):
        raise AssertionError("not one short signature packet")
    at = 6 + int.from_bytes(body[_HASHED_LENGTH])
    unhashed = body[at + 2 : at + 2 + int.from_bytes(body[at : at + 2])]
    rest = body[at + 2 + len(unhashed) :]
    longer = unhashed + _UNKNOWN_SUBPACKET
    changed = body[:at] + len(longer).to_bytes(2) + longer + rest
    return SignedEvent(signed.statement, bytes([0x88, len(changed)]) + changed)
