"""Keeping the signed list of the own places: with each entry, and before copies are erased that alone prove theirs."""

from typing import Final

from crypto.mailbox import Mailbox
from crypto.own_places import SignedPlaces
from source_interface.errors import BusyError
from source_interface.reading.conversation import own_envelopes
from source_interface.reading.own_places import listed
from source_interface.services import Services
from store.cases.conversation import erase_own_copies, next_sequence
from store.cases.own_places import begin_own_places, own_places
from store.errors import ConflictError

ATTEMPTS: Final = 20  # to be faster than whoever else writes in this case


def places_with(services: Services, mailbox: Mailbox, sequence: int) -> SignedPlaces:
    """The list with this next place; `ConflictError` if it knows this place or a later one already."""
    before = listed(mailbox, own_places(services.database, mailbox.case))
    if before is None:
        before = _proven(services, mailbox)
    if max(before, default=0) >= sequence:
        raise ConflictError  # somebody was faster, or the store took entries back: what was signed is not unsaid
    return SignedPlaces.by(mailbox, before | {sequence})


def erase_copies(services: Services, mailbox: Mailbox) -> None:
    """Erase the own copies; `BusyError` if the conversation never stood still."""
    _begin_list(services, mailbox)
    erase_own_copies(services.database, mailbox.case)


def _begin_list(services: Services, mailbox: Mailbox) -> None:
    for _attempt in range(ATTEMPTS):
        last = next_sequence(services.database, mailbox.case) - 1
        if listed(mailbox, own_places(services.database, mailbox.case)) is not None:
            return
        try:
            signed = SignedPlaces.by(mailbox, _proven(services, mailbox))
            begin_own_places(services.database, mailbox.case, last, signed)
        except ConflictError:
            continue
        return
    raise BusyError


def _proven(services: Services, mailbox: Mailbox) -> frozenset[int]:
    return frozenset(one.sequence for one in own_envelopes(services, mailbox))
