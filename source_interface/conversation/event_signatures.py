"""Reading an event of a case, once its signature proves to come from the person that it names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox, verify_voice
from source_interface.conversation.verified_cache import EventMemory
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded
from store.domain.errors import AuthorError, MisplacedError
from store.domain.event import CaseRole, Event, SignedEvent
from store.domain.roster import is_excluded


@dataclass(frozen=True, slots=True)
class Signers:
    """The mailbox's voice, and the people of the roster on a day of their service."""

    memory: EventMemory
    current: CurrentRoster
    mailbox: Mailbox

    def read(self, signed: SignedEvent) -> Event:
        """Return the event; raise a `CryptoError` unless it is of this case and signed by the person that it names."""
        event = signed.read()
        if event.case != self.mailbox.case:
            raise MisplacedError
        if event.part is not CaseRole.REPORTER and self.current.roster.person(event.actor) is None:
            raise AuthorError
        key = (self.current.roster.serial, event.case, signed.digest)
        if self.memory.verified.touch(key):
            return event
        if event.part is CaseRole.REPORTER:
            verify_voice(self.mailbox.voice_key, signed.statement, signed.signature)
        else:
            self.current.verify_by(event.actor, signed.statement, signed.signature, event.day)
        self.memory.verified.set(key, None)
        return event

    def verified(
        self, events: Iterable[SignedEvent], excluded: tuple[Excluded, ...] | None
    ) -> Iterator[Event]:
        """Yield the events that prove themselves; none by the office when `excluded` is unknown.

        Raises a `GpgFaultError` when GnuPG cannot check a signature.
        """
        for signed in events:
            try:
                event = self.read(signed)
            except GpgFaultError:
                raise  # not the event's fault
            except CryptoError:
                continue  # not signed by a person entitled to say it: it does not count
            if event.part is CaseRole.REPORTER or (
                excluded is not None and not self._is_excluded(event, excluded)
            ):
                yield event

    def _is_excluded(self, event: Event, excluded: tuple[Excluded, ...]) -> bool:
        person = self.current.roster.person(event.actor)
        return person is None or is_excluded(person, excluded)
