"""The roster as the pages show it: the office's name, its periods, and the positions that can be excluded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from flask import g

from crypto.gpg.errors import GpgError
from crypto.mailbox import Mailbox
from source_interface.conversation.recipients import known_exclusions
from source_interface.conversation.services import ConversationServices
from source_interface.i18n import language
from store.domain.current_roster import CurrentRoster
from store.domain.errors import RosterError
from store.domain.retention import Retention
from store.domain.roster import Office, Position, Roster, exclusion_of
from store.web.roster_keeper import RosterKeeper


def office(roster: RosterKeeper) -> Office | None:
    """Return the office that runs this channel; None while the roster cannot be trusted."""
    found = _believed(roster)
    return None if found is None else found.office


def retention(roster: RosterKeeper) -> Retention | None:
    """Return how long this office keeps a case; None while the roster cannot be trusted."""
    found = _believed(roster)
    return None if found is None else found.retention


def _believed(roster: RosterKeeper) -> Roster | None:
    """Return the roster, read once a page; None while it cannot be trusted."""
    if "roster" in g:
        read: Roster | None = g.roster
        return read
    try:
        found = roster.glance().roster
    except (RosterError, GpgError):
        found = None
    g.roster = found
    return found


@dataclass(frozen=True, slots=True)
class Channel:
    """The roster and the choices with which a report can be sent now."""

    current: CurrentRoster
    positions: tuple[Position, ...]
    takes_identities: bool

    @classmethod
    def now(cls, roster: RosterKeeper) -> Self:
        """Return the channel as it is now; raise a `RosterError` when no one could read a report."""
        current = roster.valid()
        current.usable_readers(())
        g.roster = current.roster  # the page shows the roster that the form is judged by
        return cls(current, current.roster.excludable(), current.has_custodian(()))

    def has_reader_without(self, positions: Iterable[str]) -> bool:
        """Return whether a person could still read a report when these positions are excluded."""
        return self.current.has_reader(exclusion_of(self.current.roster, positions))

    def has_custodian_without(self, positions: Iterable[str]) -> bool:
        """Return whether a person could still keep an identity when these positions are excluded."""
        return self.current.has_custodian(exclusion_of(self.current.roster, positions))


def title(position: Position) -> str:
    """Return a position's name in the language of the page."""
    return position.title_in(language.current())


def excluded_titles(services: ConversationServices, mailbox: Mailbox) -> list[str]:
    """Return the excluded positions by their names in the roster; none if the record cannot be opened."""
    positions = {exclusion.position for exclusion in known_exclusions(services, mailbox) or ()}
    known = services.roster.current().roster.positions
    return [title(position) for position in known if position.id in positions]
