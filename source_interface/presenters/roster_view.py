"""What the pages show of the roster: the office's name, and the positions that can be excluded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from flask import g

from crypto.gpg.errors import GpgError
from crypto.mailbox import Mailbox
from source_interface.conversation.recipients import excluded_in, valid_roster
from source_interface.errors import MailboxDamagedError
from source_interface.i18n import language
from source_interface.services import services
from store.domain.current_roster import CurrentRoster
from store.domain.errors import NoReaderError, RosterError
from store.domain.roster import Office, Position, exclusion_of


def office() -> Office | None:
    """Whose channel this is; None while the roster cannot be believed. Asked once a page."""
    if "office" not in g:
        try:
            g.office = services().roster.current().roster.office
        except (RosterError, GpgError):
            g.office = None
    found: Office | None = g.office
    return found


@dataclass(frozen=True, slots=True)
class Channel:
    """Whether and how a report can be sent now."""

    current: CurrentRoster
    positions: tuple[Position, ...]
    takes_identities: bool

    @classmethod
    def now(cls) -> Self:
        """Raises a `RosterError` when nobody could read a report."""
        current = valid_roster(services())
        current.usable_readers(())
        return cls(current, current.roster.excludable(), _has_custodian(current, ()))

    def has_reader_without(self, positions: Iterable[str]) -> bool:
        """Whether somebody could read a report when these positions are excluded."""
        try:
            return bool(self.current.usable_readers(exclusion_of(self.current.roster, positions)))
        except NoReaderError:
            return False

    def has_custodian_without(self, positions: Iterable[str]) -> bool:
        """Whether somebody could keep an identity when these positions are excluded."""
        return _has_custodian(self.current, positions)


def title(position: Position) -> str:
    """A position's name in the language of the page."""
    return position.title_in(language.current())


def excluded_titles(mailbox: Mailbox) -> list[str]:
    """The positions that the reporter excluded, as the roster calls them now; none if the record cannot be opened."""
    try:
        positions = {one.position for one in excluded_in(services(), mailbox)}
    except MailboxDamagedError:
        return []
    known = services().roster.current().roster.positions
    return [title(position) for position in known if position.id in positions]


def _has_custodian(current: CurrentRoster, positions: Iterable[str]) -> bool:
    try:
        return bool(current.usable_custodians(exclusion_of(current.roster, positions)))
    except NoReaderError:
        return False
