"""Reading a case's decisions from a store that may lie: each event once, with signature, link and permission checked.

The chain is believed up to the first event that does not hold, and the problem there is named. Keys that grants hand
to this person are taken before anything is verified: they open what is verified afterwards, and are never granted on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crypto.errors import CryptoError, VoiceError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from crypto.mailbox import verify_voice
from crypto.padding import unpad
from journalist_interface.cache.verification_cache import Open
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import FreshRoster
from journalist_interface.keyring import side_by_side
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import Chain, GivenKeys, ReadEvent
from journalist_interface.verification.event_pages import Sent, is_grant_to, sent_events
from journalist_interface.verification.pins import Pin, Pins
from journalist_interface.verification.problems import EventRemark, remarks_of
from store.api.messages import CaseRow
from store.domain.envelope import Introduction
from store.domain.errors import AuthorError, MisplacedError, RetiredKeyError
from store.domain.event import NO_EVENT, CaseRole, Content, Event, SignedEvent, content_digest, read_content
from store.domain.procedure.chain_verification import BrokenChainError, ChainProblem, Proof, follow, parsed
from store.domain.procedure.participants import TrustedParticipants
from store.domain.procedure.permissions import declined, may_read
from store.domain.procedure.state import first_state


@dataclass(frozen=True, slots=True)
class _Arrived:
    """An event as it arrived, with what it says as far as that could be opened."""

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
    """The parts that reading cases may use, for one signed-in person.

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
        known, head = _end(file.chain)
        if (file.row.events, file.row.head) == (known, head):
            return Fetched(file.row)
        row, sent = sent_events(
            self._services.client, self._services.token, self._services.person, file, known
        )
        if known and not _goes_on(sent, row, known, head):
            # Either the last event was spelled anew or the chain took another course: the pin tells which.
            file.chain, file.given = Chain(), GivenKeys()
            row, sent = sent_events(
                self._services.client, self._services.token, self._services.person, file, 0
            )
        for one in sent:
            if one.act is not None and is_grant_to(one.act, file.case, self._services.person):
                content, _remarks = self._content(file, one, {})
                if content is not None and content.keys is not None:
                    file.given.take(one.act.actor, content.keys)
        assigners = declined([*(one.event for one in file.events), *(one.act for one in sent if one.act)])
        opened = side_by_side(lambda one: self._content(file, one, assigners), sent)
        return Fetched(
            row,
            tuple(
                _Arrived(one.row.event, one.act, content, remarks)
                for one, (content, remarks) in zip(sent, opened, strict=True)
            ),
        )

    def fold(self, file: CaseFile, fetched: Fetched) -> None:
        """Verify what was fetched and add it; raises a `RosterError` or `GpgFaultError` if it cannot be judged.

        Nothing is added without a first envelope that proved itself: the reporter's acts could not be checked.
        """
        chain = file.chain
        try:
            self._extend(file, fetched.arrived)
            if chain.state is None:
                return
            self._compare(file, fetched.row)
        except BrokenChainError as broken:
            chain.broken = broken
            return
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
        proofs = list(side_by_side(lambda one: self._proof(file, one, introduction), arrived))
        acts = [*(one.event for one in chain.events), *(one.event for one in arrived if one.event)]
        believed = TrustedParticipants(
            self._services.roster.current().roster, introduction.excluded, chain.state, acts
        )
        for known in chain.events:
            believed.follow(known.event)
        for number, (one, proof) in enumerate(zip(arrived, proofs, strict=True), 1):
            chain.state = follow(chain.state, proof, proofs[number:])
            _add(chain, one, believed)

    def _content(
        self, file: CaseFile, sent: Sent, assigners: Mapping[int, str]
    ) -> tuple[Content | None, tuple[EventRemark, ...]]:
        row, act = sent.row, sent.act
        if act is None or act.content is None:
            return None, ()
        if sent.left_out:
            return None, (EventRemark.CONTENT_LEFT_OUT,)
        mine = may_read(act, self._services.person, file.row.part, assigners.get(act.sequence))
        if row.content is None or not mine:
            return None, (EventRemark.CONTENT_MISSING,) if mine else ()
        if content_digest(row.content) != act.content:
            return None, (EventRemark.CONTENT_ALTERED,)
        return self._opened(file, row.content, act)

    def _opened(
        self, file: CaseFile, ciphertext: bytes, act: Event
    ) -> tuple[Content | None, tuple[EventRemark, ...]]:
        try:
            given = file.given.events.of(act.sequence)
            padded, _key = file.cache.open(ciphertext, given, self._services.opener, act.actor)
            return _said(unpad(padded), act)
        except (KeyLockedError, GpgFaultError):
            raise  # not the event's fault
        except UnprocessableError:
            return None, (EventRemark.CONTENT_UNPROCESSABLE,)
        except CryptoError:
            return None, (EventRemark.CONTENT_UNREADABLE,)

    def _proof(self, file: CaseFile, one: _Arrived, introduction: Introduction) -> Proof:
        act, signed = one.event, one.signed
        if act is None:
            return Proof(signed, act, good=False)
        try:
            if act.part is CaseRole.REPORTER:
                verify_voice(introduction.voice_key, signed.statement, signed.signature)
            else:
                self._services.roster.require(
                    lambda current: file.cache.verify(
                        current, act.actor, signed.statement, signed.signature, act.day
                    )
                )
        except (VoiceError, AuthorError, UnprocessableError) as error:
            return Proof(signed, act, good=False, retired=isinstance(error, RetiredKeyError))
        return Proof(signed, act, good=True)

    def _compare(self, file: CaseFile, row: CaseRow) -> None:
        """Compare the chain with what this workstation remembers, and with where the store says that it ends."""
        known, head = _end(file.chain)
        pin = self._services.pins.of(file.case)
        if pin is not None and pin.events > known:
            raise BrokenChainError(known + 1, ChainProblem.SHORTENED)
        if pin is not None and pin.events and not _is_pinned(file.chain, pin):
            raise BrokenChainError(pin.events, ChainProblem.FORKED)
        if known > row.events:
            raise BrokenChainError(row.events + 1, ChainProblem.SHORTENED)
        if known < row.events:
            raise BrokenChainError(known + 1, ChainProblem.DROPPED)
        if head != row.head:
            raise BrokenChainError(max(known, 1), ChainProblem.FORKED)


def _add(chain: Chain, one: _Arrived, believed: TrustedParticipants) -> None:
    act = one.event
    if act is not None:
        remarks = (*remarks_of(believed.follow(act)), *one.remarks)
        chain.events.append(ReadEvent(act, one.signed.digest, one.content, remarks))
        chain.signed.append(one.signed)


def _end(chain: Chain) -> tuple[int, str]:
    return (0, NO_EVENT) if chain.state is None else (chain.state.sequence, chain.state.head)


def _goes_on(sent: Sequence[Sent], row: CaseRow, known: int, head: str) -> bool:
    """Return whether the store's further events follow the last known event as it was spelled."""
    if not sent:
        return row.events != known or row.head == head
    act = sent[0].act
    return act is None or act.sequence != known + 1 or act.previous == head


def _is_pinned(chain: Chain, pin: Pin) -> bool:
    return chain.signed[pin.events - 1].matches(pin.head, pin.statement)


def _recalled(file: CaseFile, signed: SignedEvent) -> _Arrived:
    act = parsed(signed)
    opened = None if act is None or act.content is None else file.cache.opened.get(act.content)
    if act is None or opened is None:
        return _Arrived(signed, act, None, ())
    content, remarks = _said(opened.message, act)
    return _Arrived(signed, act, content, remarks)


def _said(message: bytes, act: Event) -> tuple[Content | None, tuple[EventRemark, ...]]:
    """Return what an event says, or what is wrong with it."""
    try:
        return read_content(message, act), ()
    except MisplacedError:
        return None, (EventRemark.CONTENT_MOVED,)
    except CryptoError:
        return None, (EventRemark.CONTENT_UNREADABLE,)
