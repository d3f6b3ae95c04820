"""Cases that this workstation remembers and the gateway no longer lists.

A person who was taken off sees a case vanish, and so does one from whom a store hides it. So a workstation says which
are missing until the person knows why. Only a tombstone that two people signed makes it forget one by itself.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from crypto.gpg.errors import UnprocessableError
from journalist_interface.cache.case_cache import CaseCache
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.pins import Pin
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded
from store.domain.retention import destroyed_after
from store.domain.roster import is_excluded
from store.domain.tombstone import (
    CaseTombstone,
    DestructionSignatures,
    TombstoneError,
    prove_tombstone,
    read_signatures,
)

MOST_ASKED: Final = 50  # a store that hides all cases must not make the first page wait for each


class MissingCases:
    """The cases that one person's workstation remembers and the gateway does not list."""

    def __init__(self, services: ReadingServices, cache: CaseCache) -> None:
        self._services = services
        self._cache = cache
        self._asked: frozenset[str] = frozenset()

    def find(
        self, listed: frozenset[str], today: date, noted: frozenset[str] = frozenset()
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return those that were destroyed, which are forgotten, and those that nothing explains.

        `noted` are cases that the person keeps something about, perhaps since they worked at another workstation: of
        them only those that were destroyed are told.

        The store is asked once a session about each, about `MOST_ASKED` at once. Those about which it was not asked yet
        are in neither set: they may have been destroyed. Raises a `PinsError`, a `RosterError`, a `GpgFaultError`, or a
        `GatewayError` other than that there is no case.
        """
        services, remembered = self._services, self._services.pins.all()
        gone = {case: pin for case, pin in remembered.items() if case not in listed and pin.left is None}
        wanted = gone.keys() | (noted - listed - remembered.keys())
        asked = sorted(wanted - self._asked)[:MOST_ASKED]
        destroyed = frozenset(case for case in asked if self._is_destroyed(case, gone.get(case), today))
        for case in destroyed:
            services.pins.forget(case)
        self._asked = (self._asked.union(asked) & wanted) - destroyed
        return destroyed, self._asked & gone.keys()

    def leave(self, case: str) -> None:
        """Note that this person knows why a case is no longer theirs."""
        self._services.pins.leave(case)

    def leave_all(self, cases: Iterable[str]) -> frozenset[str]:
        """Note the same of those of these cases that were found missing, and return them."""
        left = self._asked & frozenset(cases)
        for case in left:
            self.leave(case)
        return left

    def _is_destroyed(self, case: str, pin: Pin | None, today: date) -> bool:
        services = self._services
        try:
            tombstone = services.client.tombstone(services.token, case)
        except CaseNotFoundError:
            return False
        if tombstone.case != case:
            return False
        kept = self._cache.load(case)
        excluded, written = ((), 0) if kept is None else (kept.excluded, kept.last_of_reporter)

        def check(current: CurrentRoster) -> None:
            found = prove_tombstone(tombstone, current.roster, current.verify_by)
            _refuse_excluded(found, current, excluded)

        try:
            services.roster.require(check)
        except (TombstoneError, UnprocessableError):
            return False
        found = read_signatures(tombstone)
        scope, over = found.proposal.destroys, today >= destroyed_after(found.confirmation.day)
        # The store may have shown what the reporter wrote after the proposal, and not the proposal.
        if scope is None or not scope.covers(written):
            return False
        return over and (pin is None or explains(tombstone, found, pin))


def _refuse_excluded(
    found: DestructionSignatures, current: CurrentRoster, excluded: tuple[Excluded, ...]
) -> None:
    """Raise `TombstoneError` if the reporter excluded one who signed: the store may have hidden both events."""
    for event in (found.proposal, found.confirmation):
        person = current.roster.person(event.actor)
        if person is None or is_excluded(person, excluded):
            raise TombstoneError


def explains(tombstone: CaseTombstone, found: DestructionSignatures, pin: Pin) -> bool:
    """Return whether the history that ended so can be the one that this workstation remembers.

    It refuses an end before what was seen, another course, a signature dated back to before the case was last seen to
    go on, and what this workstation had an objection to.
    """
    last, before = tombstone.confirmation, tombstone.proposal
    if pin.doubted in {before.statement_digest, last.statement_digest}:
        return False
    if pin.events == tombstone.events:
        return last.matches(pin.head, pin.statement)
    if pin.events == tombstone.events - 1:
        return before.matches(pin.head, pin.statement)
    seen = pin.events_day
    return pin.events < tombstone.events and (seen is None or found.proposal.day >= seen)
