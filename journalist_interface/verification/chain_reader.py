"""Reading a case's decisions from a store that may lie: each event once, with signature, link and permission checked.

The chain is believed up to the first event that does not hold, and the problem there is named. Keys that grants hand
to this person are taken before anything is verified: they open what is verified afterwards, and are never granted on.
Contents are kept up to a share for each person, who could otherwise close the case by their amount.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import msgspec

from crypto.errors import CryptoError, VoiceError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from crypto.mailbox import verify_voice
from crypto.padding import unpad
from journalist_interface.cache.verification_cache import Open
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import HostileGatewayError
from journalist_interface.gateway_client.rosters import FreshRoster
from journalist_interface.gateway_client.whole_lists import once_more
from journalist_interface.keyring import side_by_side
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import Chain, GivenKeys, ReadEvent, remarks_of, what_it_says
from journalist_interface.verification.pins import Pins
from journalist_interface.verification.problems import EventRemark
from journalist_interface.verification.row_selection import keys_given
from store.api.messages import MAX_CONTENT_BYTES_OF_PERSON, CaseRow, EventRow
from store.domain.envelope import Introduction
from store.domain.errors import AuthorError, RetiredKeyError
from store.domain.event import CaseRole, Content, Event, EventKind, SignedEvent, content_digest
from store.domain.procedure.chain_verification import BrokenChainError, ChainProblem, Proof, advance, parsed
from store.domain.procedure.participants import TrustedParticipants
from store.domain.procedure.permissions import declined, may_read
from store.domain.procedure.state import first_state

MOST_CONTENT_BYTES: Final = 256 * 1024 * 1024
MOST_SIGNED_BYTES: Final = 256 * 1024 * 1024  # far more than a hundred thousand decisions need

_Share = tuple[str, bool]
"""The author, and whether it is a grant of keys to the reader, which counts in a separate share."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as the store sent it, not verified. With `left_out`, its content was too large to keep."""

    row: EventRow
    event: Event | None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class _Arrived:
    """An event from the store or the index, not verified, and what it says as far as that could be opened."""

    signed: SignedEvent
    event: Event | None
    content: Content | None
    remarks: tuple[EventRemark, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """The new part of a chain, and where the store says that the chain ends."""

    row: CaseRow
    arrived: tuple[_Arrived, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingServices:
    """The services that reading cases may use, for one signed-in person.

    `opener` decrypts with a session key or the person's key.
    """

    client: GatewayClient
    token: str = field(repr=False)  # in a traceback or a log it would be a session
    person: str
    opener: Open
    roster: FreshRoster
    pins: Pins


class ChainReader:
    """A reader of chains."""

    def __init__(self, services: ReadingServices) -> None:
        self._services = services

    def fetch(self, file: CaseFile) -> Fetched:
        """Return what the store has beyond the known events, not verified yet; the keys of grants are already taken."""
        if file.chain.broken is not None:
            # Read from the beginning: the store may have told this session alone what broke the chain.
            file.chain, file.given = Chain(), GivenKeys()
        known, head = file.chain.end
        if (file.row.events, file.row.head) == (known, head):
            return Fetched(file.row)
        row, sent = _sent_events(self._services, file, known)
        if known and not _goes_on(sent, row, known, head):
            # Either the last event was spelled anew or the chain took another course: the pin tells which.
            file.chain, file.given = Chain(), GivenKeys()
            row, sent = _sent_events(self._services, file, 0)
        for item in sent:
            if item.event is not None and _is_grant_to(item.event, file.case, self._services.person):
                content, _remarks = self._content(file, item, {})
                if content is not None and content.keys is not None:
                    file.given.take(item.event.actor, content.keys)
        assigners = declined(
            [*(read.event for read in file.events), *(item.event for item in sent if item.event)]
        )
        opened = side_by_side(lambda item: self._content(file, item, assigners), sent)
        return Fetched(
            row,
            tuple(
                _Arrived(item.row.event, item.event, content, remarks)
                for item, (content, remarks) in zip(sent, opened, strict=True)
            ),
        )

    def fold(self, file: CaseFile, fetched: Fetched) -> None:
        """Verify what was fetched and add it; raises a `RosterError` or `GpgFaultError` if it cannot be judged.

        Nothing is added without a first envelope that proved itself: the reporter's events could not be checked.
        """
        chain = file.chain
        try:
            self._extend(file, fetched.arrived)
            if chain.state is None:
                return
            self._compare(file, fetched.row)
        except BrokenChainError as broken:
            chain.broken = broken
        # Also of a chain that lacks something: what the store shows meanwhile must not vanish either.
        if chain.holds_to_its_end:
            file.memory.remember_events(chain.signed, is_whole=chain.broken is None)
            self._services.pins.remember_chain(file.case, chain.signed)

    def recall(self, file: CaseFile, events: Iterable[SignedEvent]) -> None:
        """Add events that an earlier session verified, without asking the store; raises `BrokenChainError`."""
        self._extend(file, [_recalled(file, signed) for signed in events])

    def _extend(self, file: CaseFile, arrived: Sequence[_Arrived]) -> None:
        """Verify events and add them as far as they hold; `BrokenChainError` names the first that does not."""
        first, introduction, chain = file.received, file.introduction, file.chain
        if first is None or introduction is None:
            return
        chain.state = chain.state or first_state(file.case, first)
        proofs = list(side_by_side(lambda arrival: self._proof(file, arrival, introduction), arrived))
        events = [*(read.event for read in chain.events), *(row.event for row in arrived if row.event)]
        participants = TrustedParticipants(
            self._services.roster.current().roster, introduction.excluded, chain.state, events
        )
        for known in chain.events:
            participants.follow(known.event)
        for number, (arrival, proof) in enumerate(zip(arrived, proofs, strict=True), 1):
            chain.state = advance(chain.state, proof, proofs[number:])
            _add(chain, arrival, participants)

    def _content(
        self, file: CaseFile, sent: Sent, assigners: Mapping[int, str]
    ) -> tuple[Content | None, tuple[EventRemark, ...]]:
        row, event = sent.row, sent.event
        if event is None or event.content is None:
            return None, ()
        if sent.left_out:
            return None, (EventRemark.CONTENT_LEFT_OUT,)
        mine = may_read(event, self._services.person, file.row.part, assigners.get(event.sequence))
        if row.content is None or not mine:
            return None, (EventRemark.CONTENT_MISSING,) if mine else ()
        if content_digest(row.content) != event.content:
            return None, (EventRemark.CONTENT_ALTERED,)
        return self._opened(file, row.content, event)

    def _opened(
        self, file: CaseFile, ciphertext: bytes, event: Event
    ) -> tuple[Content | None, tuple[EventRemark, ...]]:
        try:
            given = keys_given(file, file.given.events, event.sequence)
            padded, _key = file.cache.open(ciphertext, given, self._services.opener, event.actor)
            return what_it_says(unpad(padded), event)
        except (KeyLockedError, GpgFaultError):
            raise  # not the event's fault
        except UnprocessableError:
            return None, (EventRemark.CONTENT_UNPROCESSABLE,)
        except CryptoError:
            return None, (EventRemark.CONTENT_UNREADABLE,)

    def _proof(self, file: CaseFile, arrival: _Arrived, introduction: Introduction) -> Proof:
        event, signed = arrival.event, arrival.signed
        if event is None:
            return Proof(signed, event, good=False)
        try:
            if event.part is CaseRole.REPORTER:
                verify_voice(introduction.voice_key, signed.statement, signed.signature)
            else:
                self._services.roster.require(
                    lambda current: file.cache.verify(
                        current, event.actor, signed.statement, signed.signature, event.day
                    )
                )
        except (VoiceError, AuthorError, UnprocessableError) as error:
            return Proof(signed, event, good=False, retired=isinstance(error, RetiredKeyError))
        return Proof(signed, event, good=True)

    def _compare(self, file: CaseFile, row: CaseRow) -> None:
        """Compare the chain with what this workstation remembers, and with where the store says that it ends."""
        known, head = file.chain.end
        pin = self._services.pins.of(file.case)
        if pin is not None and (broken := file.chain.unlike(pin)) is not None:
            file.chain.unlike_pin = (row.events, row.head) == (known, head)
            raise broken
        if (broken := file.chain.unlike_store(row.events, row.head)) is not None:
            raise broken
        if pin is not None and (courses := file.chain.missing_courses(pin)):
            file.chain.unlike_course = True
            raise BrokenChainError(min(known, *(course.events for course in courses)), ChainProblem.FORKED)


def _add(chain: Chain, arrival: _Arrived, participants: TrustedParticipants) -> None:
    event = arrival.event
    if event is not None:
        remarks = (*remarks_of(participants.follow(event)), *arrival.remarks)
        chain.events.append(ReadEvent(event, arrival.signed.digest, arrival.content, remarks))
        chain.signed.append(arrival.signed)


def _goes_on(sent: Sequence[Sent], row: CaseRow, known: int, head: str) -> bool:
    """Return whether the store's further events follow the last known event as it was spelled."""
    if not sent:
        return row.events > known or (row.events == known and row.head == head)
    event = sent[0].event
    return event is None or event.sequence != known + 1 or event.previous == head


def _recalled(file: CaseFile, signed: SignedEvent) -> _Arrived:
    event = parsed(signed)
    opened = None if event is None or event.content is None else file.cache.opened.get(event.content)
    if event is None or opened is None:
        return _Arrived(signed, event, None, ())
    content, remarks = what_it_says(opened.message, event)
    return _Arrived(signed, event, content, remarks)


def _sent_events(services: ReadingServices, file: CaseFile, after: int) -> tuple[CaseRow, list[Sent]]:
    """Return all events after a number for this person.

    Raises `HostileGatewayError` for pages out of order or without end.
    """
    found: list[Sent] = []
    room = _Room(file, services.person)
    signed = 0
    while True:
        ask = partial(services.client.events, services.token, file.case, after)
        page = once_more(ask) if found else ask()
        numbers = [row.sequence for row in page.events]
        in_order = numbers == sorted(set(numbers)) and min(numbers, default=after + 1) > after
        if page.case.case != file.case or not in_order:
            raise HostileGatewayError
        signed += sum(len(row.event.statement) + len(row.event.signature) for row in page.events)
        if signed > MOST_SIGNED_BYTES:
            raise HostileGatewayError
        found += [room.kept(Sent(row, parsed(row.event))) for row in page.events]
        if not page.more or not numbers:
            return page.case, found
        after = numbers[-1]


def _is_grant_to(event: Event | None, case: str, person: str) -> bool:
    """Return whether an event hands keys of this case to this person."""
    return event is not None and (event.case, event.kind, event.person) == (case, EventKind.ADMIT, person)


class _Room:
    """The amount of each person's contents that was kept."""

    def __init__(self, file: CaseFile, person: str) -> None:
        self._case = file.case
        self._person = person
        self._taken: Counter[_Share] = Counter()
        for read in file.events:
            opened = file.cache.opened.get(read.event.content or "")
            if opened is not None:
                self._taken[self._share(read.event)] += len(opened.message)

    def kept(self, sent: Sent) -> Sent:
        """Return the event, without its content if that is too much."""
        size, share = len(sent.row.content or b""), self._share(sent.event)
        most, of_one = MOST_CONTENT_BYTES, MAX_CONTENT_BYTES_OF_PERSON
        if self._taken.total() + size > most or self._taken[share] + size > of_one:
            return replace(sent, row=msgspec.structs.replace(sent.row, content=None), left_out=True)
        self._taken[share] += size
        return sent

    def _share(self, event: Event | None) -> _Share:
        return "" if event is None else event.actor, _is_grant_to(event, self._case, self._person)
