"""Verification of what a reporter is shown of their case: events and replies, each by its signature.

GnuPG is asked about each signature once per process and roster. For one page it is asked about a limited number of
replies by one author: an officer has room for thousands of replies in a case, and could otherwise block the mailbox and
everything that its reporter sends.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox, verify_voice
from source_interface.conversation.services import ConversationServices, EventMemory
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, SignedPlaces
from store.domain.errors import AuthorError, MisplacedError, ReplyError
from store.domain.event import CaseRole, Event, SignedEvent, chain_digest
from store.domain.reply import Reply
from store.domain.roster import is_excluded

ASKED_OF_ONE_AUTHOR: Final = 200


class UncheckedReplyError(ReplyError):
    """This reply was not checked yet. Open the page again to go on."""


Verify = Callable[[str, Reply, bytes, bytes], None]
"""A check of the author by the store's word, the reply, its text and its signature; raises `ReplyError`."""


@dataclass(frozen=True, slots=True)
class Signers:
    """The mailbox's voice, and the people of the roster on a day of their service."""

    memory: EventMemory
    current: CurrentRoster
    mailbox: Mailbox

    def read(self, signed: SignedEvent) -> Event:
        """Return the event; raise a `CryptoError` unless it is of this case and signed by the person that it names."""
        event = signed.read()
        if event.case != self.mailbox.id:
            raise MisplacedError
        if event.part is not CaseRole.REPORTER and self.current.roster.person(event.actor) is None:
            raise AuthorError
        key = (self.current.roster.serial, event.case, signed.digest)
        if self.memory.verified.touch(key):
            return event
        if self.memory.refused.touch(key):  # an earlier last day of a key refuses all that it signed since
            raise AuthorError
        if event.part is CaseRole.REPORTER:
            verify_voice(self.mailbox.voice_key, signed.statement, signed.signature)
        else:
            try:
                self.current.verify_by(event.actor, signed.statement, signed.signature, event.day)
            except AuthorError:
                self.memory.refused.set(key, None)
                raise
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


def reply_verifier(
    services: ConversationServices, mailbox: Mailbox, excluded: tuple[Excluded, ...] | None
) -> Verify:
    """Return a check of who may speak in this mailbox: people of the roster whom the reporter did not exclude.

    `excluded` is None if the record of them cannot be read. It serves one page or one message. For a reply beyond its
    author's share it raises `UncheckedReplyError`, and asks about it next time.
    """
    current, memory = services.roster.current(), services.replies
    if excluded is None:
        return _nobody
    ask, asked = current.reply_verifier(excluded), Counter[str]()

    def verify(author: str, reply: Reply, statement: bytes, signature: bytes) -> None:
        if not current.may_reply(reply.officer, excluded):
            raise ReplyError
        key = (current.roster.serial, mailbox.id, chain_digest(statement, signature))
        if memory.verified.touch(key):
            return
        if memory.refused.touch(key):
            raise ReplyError
        if asked[author] >= ASKED_OF_ONE_AUTHOR:
            raise UncheckedReplyError
        asked[author] += 1
        try:
            ask(reply, statement, signature)
        except ReplyError:
            memory.refused.set(key, None)
            raise
        memory.verified.set(key, None)

    return verify


def _nobody(_author: str, _reply: Reply, _statement: bytes, _signature: bytes) -> None:
    """Refuse every reply, since the record of the excluded people cannot be read."""
    raise ReplyError


def listed(mailbox: Mailbox, signed: SignedPlaces | None) -> frozenset[int] | None:
    """Return the places on the list; None unless the mailbox's voice signed one for this case."""
    if signed is None:
        return None
    try:
        return signed.read(mailbox.voice_key, mailbox.id)
    except CryptoError:
        return None
