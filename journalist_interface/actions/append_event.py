"""Appending one event to a chain that only the store knows: for custodians, and for members yet to declare."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from journalist_interface.actions.retry_on_conflict import retry_on_conflict
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import Decision, NewEvent


class ChainEnd(Protocol):
    """The end of a case's chain, according to the store."""

    @property
    def case(self) -> str:
        """Return the case."""

    @property
    def events(self) -> int:
        """Return the number of events."""

    @property
    def head(self) -> str:
        """Return the digest of the last event."""


E = TypeVar("E", bound=ChainEnd)


def append_event(
    services: CaseServices,
    officer: OfficerSession,
    end: E,
    make: Callable[[E], NewEvent],
    newest: Callable[[], E],
) -> None:
    """Append what `make` signs for this end, or for the `newest` end if the case went on meanwhile."""
    ends = [end]

    def attempt() -> None:
        services.client.decide(officer.token, end.case, Decision((make(ends[-1]),)))

    def went_on() -> bool:
        ends.append(newest())
        return ends[-1].events > ends[-2].events

    retry_on_conflict(attempt, went_on)
