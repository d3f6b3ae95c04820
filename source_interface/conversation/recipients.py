"""Recipients of what a reporter sends now, and the people who may no longer see the case."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from source_interface.conversation.participants import trusted_state
from source_interface.conversation.services import ConversationServices
from source_interface.errors import MailboxDamagedError
from store.cases.chain import chain
from store.cases.conversation import case_head
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, read_exclusion
from store.domain.roster import Roster, is_excluded


@dataclass(frozen=True, slots=True)
class Recipients:
    """Certificates to encrypt to, and the people whose access ends with the next message."""

    recipients: list[Path]
    withdrawn: tuple[str, ...]

    @classmethod
    def now(cls, services: ConversationServices, mailbox: Mailbox, current: CurrentRoster) -> Self:
        """Return them by the roster, the exclusions and the verified events.

        Raises `NoReaderError` or `MailboxDamagedError`.
        """
        head = case_head(services.database, mailbox.case)
        excluded = _opened(mailbox, head.exclusion)
        events = chain(services.database, mailbox.case)
        state = trusted_state(services.events, current, mailbox, excluded, head.received, events)
        readers = current.case_readers(excluded, state)
        return cls(current.recipients(readers), _withdrawn(current.roster, excluded))


def excluded_in(services: ConversationServices, mailbox: Mailbox) -> tuple[Excluded, ...]:
    """Return the people whom the reporter excluded, from the record that the mailbox's voice signed.

    Raises `MailboxDamagedError`.
    """
    return _opened(mailbox, case_head(services.database, mailbox.case).exclusion)


def _opened(mailbox: Mailbox, sealed: bytes) -> tuple[Excluded, ...]:
    try:
        return read_exclusion(mailbox.open(sealed), mailbox.voice_key, mailbox.case).excluded
    except CryptoError:
        raise MailboxDamagedError from None


def _withdrawn(roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[str, ...]:
    """Return also people who moved into an excluded position after the report, or have left the roster."""
    moved = {person.id for person in roster.people if is_excluded(person, excluded)}
    return tuple(sorted(moved | {one.person for one in excluded}))
