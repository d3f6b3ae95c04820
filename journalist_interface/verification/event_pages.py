"""A case's events as the store sends them, page by page; their contents are kept up to a share for each person.

Without these shares of memory, one person could write so much that a workstation could no longer read the case.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import HostileGatewayError
from journalist_interface.verification.case_file import CaseFile
from store.api.messages import MAX_CONTENT_BYTES_OF_PERSON, CaseRow, EventRow
from store.domain.event import Event, EventKind
from store.domain.procedure.chain_verification import parsed

MOST_CONTENT_BYTES: Final = 256 * 1024 * 1024
MOST_SIGNED_BYTES: Final = 256 * 1024 * 1024  # far more than a hundred thousand decisions need

_Share = tuple[str, bool]
"""The author, and whether it is a grant of keys to the reader, which counts in a separate share."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as it arrived, not verified; with `left_out`, its content was too large to keep."""

    row: EventRow
    act: Event | None
    left_out: bool = False


def sent_events(
    client: GatewayClient, token: str, person: str, file: CaseFile, after: int
) -> tuple[CaseRow, list[Sent]]:
    """Return all events after a number for this person.

    Raises `HostileGatewayError` for pages out of order or without end.
    """
    found: list[Sent] = []
    room = _Room(file, person)
    signed = 0
    while True:
        page = client.events(token, file.case, after)
        numbers = [one.sequence for one in page.events]
        if (
            page.case.case != file.case
            or numbers != sorted(set(numbers))
            or (numbers and numbers[0] <= after)
        ):
            raise HostileGatewayError
        signed += sum(len(one.event.statement) + len(one.event.signature) for one in page.events)
        if signed > MOST_SIGNED_BYTES:
            raise HostileGatewayError
        found += [room.kept(Sent(one, parsed(one.event))) for one in page.events]
        if not page.more or not numbers:
            return page.case, found
        after = numbers[-1]


def is_grant_to(act: Event | None, case: str, person: str) -> bool:
    """Return whether an event hands keys of this case to this person."""
    return act is not None and (act.case, act.action, act.person) == (case, EventKind.ADMIT, person)


class _Room:
    """The amount of each person's contents that was kept."""

    def __init__(self, file: CaseFile, person: str) -> None:
        self._case = file.case
        self._person = person
        self._taken: Counter[_Share] = Counter()
        for one in file.events:
            opened = file.cache.opened.get(one.event.content or "")
            if opened is not None:
                self._taken[self._share(one.event)] += len(opened.message)

    def kept(self, sent: Sent) -> Sent:
        """Return the event, without its content if that is too much."""
        size, share = len(sent.row.content or b""), self._share(sent.act)
        most, of_one = MOST_CONTENT_BYTES, MAX_CONTENT_BYTES_OF_PERSON
        if self._taken.total() + size > most or self._taken[share] + size > of_one:
            return replace(sent, row=msgspec.structs.replace(sent.row, content=None), left_out=True)
        self._taken[share] += size
        return sent

    def _share(self, act: Event | None) -> _Share:
        return "" if act is None else act.actor, is_grant_to(act, self._case, self._person)
