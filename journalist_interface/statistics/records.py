"""The signed records of leadership's statistics, each verified on the workstation before it counts."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto.errors import CryptoError
from crypto.gpg.decrypt import SessionKey
from crypto.gpg.decrypt_many import MOST_AT_ONCE, MOST_BYTES
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from crypto.gpg.packets import read_recipients
from journalist_interface.cache.verification_cache import Given, Open, OpenMany, VerificationCache
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.keyring import SMALL_AT_ONCE, side_by_side
from journalist_interface.verification.pins import PinsError, read, write
from store.api.messages import StatisticsRow
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError, RosterError
from store.domain.event import CaseRole
from store.domain.fields import CaseId, Struct
from store.domain.procedure.permissions import may_act_as
from store.domain.statistics import StatisticsRecord, read_statistics

_FILE: Final = "figures"
_AUTHORS: Final = (CaseRole.OFFICER, CaseRole.LEAD, CaseRole.LEADERSHIP)
MOST_SECONDS_FAILED: Final = 15.0
"""The time for runs of several records that failed: a hostile record could let each take all that a run may take."""
_SECONDS_OF_GROUP: Final = 3.0
_Events = Annotated[int, Meta(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class CaseStatistics:
    """The statistics of one case; `record` is None unless it proved itself, `unprocessable` if GnuPG failed over it.

    `due` is the store's word. `recipients` identifies the keys to which the record is encrypted; who carries it could
    have changed them.
    """

    case: str
    record: StatisticsRecord | None
    due: date | None
    unprocessable: bool = False
    recipients: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StatisticsReading:
    """The records that were read so far, of as many as the store listed, and the day on which that began."""

    cases: tuple[CaseStatistics, ...]
    expected: int
    day: date

    @property
    def complete(self) -> bool:
        """Return whether no record is left."""
        return len(self.cases) >= self.expected

    @property
    def records(self) -> list[StatisticsRecord]:
        """The records that proved themselves."""
        return [case.record for case in self.cases if case.record is not None]


class StatisticsPinsError(PinsError):
    """The record of the figures on this workstation is damaged; an administrator must look at it."""


class _Written(Struct, frozen=True):
    events: dict[CaseId, _Events]
    version: Annotated[int, Meta(ge=1, le=1)] = 1


class StatisticsPins:
    """One file: for each case, the length of its chain at the record that counted last."""

    def __init__(self, state: Path) -> None:
        self._path = state / _FILE

    def events(self) -> dict[str, int]:
        """Return what is remembered; a `PinsError` if it is damaged or unreadable: then no record may be believed."""
        found = read(self._path, _Written, StatisticsPinsError)
        return {} if found is None else found.events

    def remember(self, counted: Mapping[str, int]) -> None:
        """Note what counted; numbers only grow."""
        before = self.events()
        after = before | {case: max(events, before.get(case, 0)) for case, events in counted.items()}
        if after != before:
            write(self._path, msgspec.json.encode(_Written(after)))


@dataclass(slots=True)
class OpeningAhead:
    """Records opened together, until runs that failed took too long: then each is opened alone."""

    cache: VerificationCache
    open_many: OpenMany
    seconds: Callable[[], float] = time.monotonic
    left: float = MOST_SECONDS_FAILED

    def open(self, rows: Sequence[StatisticsRow]) -> None:
        """Open these together, if that is worth while; once that took long and failed, not by halves either."""
        group_left = _SECONDS_OF_GROUP

        def open_many(ciphertexts: Sequence[bytes]) -> Sequence[tuple[bytes, SessionKey]] | None:
            nonlocal group_left
            if min(self.left, group_left) <= 0:
                return None
            began = self.seconds()
            found = self.open_many(ciphertexts)
            if found is None:
                took = self.seconds() - began
                self.left -= took
                group_left -= took
            return found

        if self.left > 0:
            failures = self.cache.failures
            kept = [row for row in rows if not failures.are_given_up(author_of(row))]
            small = [row.record for row in kept if len(row.record) <= MOST_BYTES]
            self.cache.open_ahead(small, open_many)


@dataclass(frozen=True, slots=True)
class StatisticsReader:
    """A reader of the records that one leader may see. `cache` has what was opened and proved before.

    `open_many` opens several at a time, to save time alone; `opener` judges each that it could not open.
    """

    client: GatewayClient
    token: str = field(repr=False)  # in a traceback or a log it would be a session
    rosters: Rosters
    pins: StatisticsPins
    opener: Open
    open_many: OpenMany
    cache: VerificationCache

    def fetch(self) -> list[StatisticsRow]:
        """Return all records, encrypted; raises `HostileGatewayError` for a list without end."""
        return list(
            all_rows_of(lambda cursor: self.client.statistics(self.token, cursor), lambda page: page.records)
        )

    def read(self, rows: Sequence[StatisticsRow]) -> Iterator[CaseStatistics]:
        """Decrypt, verify and yield the statistics, some at a time; what is known already is not asked for again.

        A case counts once, however often the store sends it, and never with a record older than one that counted
        before.
        """
        current = self.rosters.refresh()
        before, counted = self.pins.events(), dict[str, int]()
        groups = (rows[at : at + MOST_AT_ONCE] for at in range(0, len(rows), MOST_AT_ONCE))
        ahead = OpeningAhead(self.cache, self.open_many)

        def read_group(group: Sequence[StatisticsRow]) -> list[CaseStatistics]:
            ahead.open(group)
            return [self._read(current, row) for row in group]

        with closing(side_by_side(read_group, groups, SMALL_AT_ONCE)) as found:
            for case in chain.from_iterable(found):
                record = case.record
                if record is not None and (case.case in counted or record.events < before.get(case.case, 0)):
                    record = None
                if record is not None:
                    counted[case.case] = record.events
                yield replace(case, record=record)
        self.pins.remember(counted)

    def _read(self, current: CurrentRoster, row: StatisticsRow) -> CaseStatistics:
        try:
            padded, _key = self.cache.open(row.record, Given(), self.opener, author_of(row))
            record = read_statistics(padded, row.case, partial(self._verify, current))
            recipients = frozenset(read_recipients(row.record))
        except (KeyLockedError, GpgFaultError, RosterError):
            raise  # not the record's fault
        except UnprocessableError:
            return CaseStatistics(row.case, None, row.due, unprocessable=True)
        except CryptoError:
            return CaseStatistics(row.case, None, row.due)
        # A record of the future would be remembered, and keep out every later one after its author has gone.
        believed = record if record.events <= row.events else None
        return CaseStatistics(row.case, believed, row.due, recipients=recipients)

    def _verify(
        self, current: CurrentRoster, record: StatisticsRecord, text: bytes, signature: bytes
    ) -> None:
        self.cache.verify(current, record.author, text, signature, record.day)
        if not may_write(current, record):
            raise AuthorError


def author_of(row: StatisticsRow) -> str:
    """Return who answers for the time that a record takes; the reporter's first one stands for itself."""
    return row.author or row.case


def may_write(current: CurrentRoster, record: StatisticsRecord) -> bool:
    """Return whether the person whom the record names may write one."""
    author = current.roster.person(record.author)
    return author is not None and any(may_act_as(author, part) for part in _AUTHORS)
