"""Taking a report in while many cases are stored, beside few: the store alone, and the whole request."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from crypto.mailbox import Mailbox
from store.cases.envelopes import entries
from store.cases.intake import NewCase, create_case
from store.domain.envelope import SignedPlaces
from store.errors import FormAlreadySentError
from store.model.columns import LOOKUP_BYTES
from store.model.slot import WRAPPED_BYTES
from store.values import NewSlot
from tests import stand_ins
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.filling import count, fill
from tests.benchmarks.place import Place
from tests.benchmarks.reporting import Sender, reporter
from tests.benchmarks.timing import in_turns, ratio, seconds, spread
from tests.office import TestOffice
from tests.source_interface.box import Box

FEW: Final = 1_000
MOST_RATIO: Final = 1.3
READERS: Final = ("sari", "budi")
_AT_ONCE: Final = 25  # so that every measurement has its part of SQLite's checkpoints
_REPORTS_AT_ONCE: Final = 5


def run(place: Place, many: int, rounds: int) -> list[Figure]:
    """So many stored cases beside a thousand, or beside a tenth of them if they are fewer."""
    few = min(FEW, many // 10)
    with ExitStack() as stack:
        offices = [stack.enter_context(place.office(f"intake-{cases}")) for cases in (many, few)]
        for office, cases in zip(offices, (many, few), strict=True):
            fill(office, cases)
            require(count(office) == cases, "the store does not hold as many cases as it should")
        stores = [_Store(office) for office in offices]
        servers = [stack.enter_context(Box(office).serve(forked=False)) for office in offices]
        senders = [stack.enter_context(reporter(served)) for served in servers]
        for store, sender in zip(stores, senders, strict=True):
            store.timed()
            sender.timed()
        accepted = in_turns(rounds, *(store.timed for store in stores))
        sent = in_turns(rounds, *(_several(sender) for sender in senders))
        for store, sender in zip(stores, senders, strict=True):
            store.check(len(sender.texts))
    return [
        _figure(f"intake by the store with {many} cases ÷ with {few}", *accepted),
        _figure(f"a whole report with {many} cases ÷ with {few}", *sent),
    ]


def _figure(name: str, large: list[float], small: list[float]) -> Figure:
    remark = f"{spread(large, 'ms', 1000)} ÷ {spread(small, 'ms', 1000)}"
    return Figure(name, ratio(large, small), target=MOST_RATIO, remark=remark)


def _several(sender: Sender) -> Callable[[], float]:
    """Seconds of a report, the mean of several."""
    return lambda: sum(sender.timed() for _report in range(_REPORTS_AT_ONCE)) / _REPORTS_AT_ONCE


class _Store:
    """`store.cases.intake.create_case` in this process."""

    def __init__(self, office: TestOffice) -> None:
        self._office = office
        self._before = count(office)
        (genuine,) = entries(office.database, READERS[0], office.report().case).entries
        self._genuine_size = len(genuine.envelope or b"")
        self._accepted: list[NewCase] = []

    def timed(self) -> float:
        """Seconds of one acceptance, the mean of several."""
        new = [self._new_case() for _case in range(_AT_ONCE)]
        taken = seconds(lambda: self._accept_all(new))
        self._accepted += new
        return taken / _AT_ONCE

    def _accept_all(self, new: list[NewCase]) -> None:
        for case in new:
            create_case(self._office.database, case)

    def check(self, reports: int) -> None:
        """Every case is there, these and so many whole reports; the envelopes can be read, and no form twice."""
        require(
            count(self._office) == self._before + 1 + len(self._accepted) + reports,
            "the store does not hold what was accepted",
        )
        for new in self._accepted:
            for person in READERS:
                (entry,) = entries(self._office.database, person, new.case).entries
                require(entry.envelope == new.envelope, "another envelope is stored than was accepted")
        require(_is_known(self._office, self._accepted[-1]), "a form was accepted twice")

    def _new_case(self) -> NewCase:
        """Return a case as large as a genuine one; what is in it does not matter to the store."""
        mailbox = Mailbox.new()
        size = self._genuine_size * 4 // 5  # the bucket below it
        return NewCase(
            case=mailbox.id,
            sealing_key=mailbox.sealing_key,
            voice_key=mailbox.voice_key,
            day=self._office.clock.today(),
            envelope=stand_ins.message(secrets.token_bytes(32), self._genuine_size),
            sealed=stand_ins.sealed(secrets.token_bytes(32), size),
            exclusion=stand_ins.sealed(secrets.token_bytes(32), size),
            own_places=SignedPlaces.by(mailbox, [1]),
            readers=READERS,
            form=_slot(),
            codename=_slot(),
            excluded_signatories=(),
        )


def _slot() -> NewSlot:
    return NewSlot(secrets.token_bytes(LOOKUP_BYTES), secrets.token_bytes(WRAPPED_BYTES))


def _is_known(office: TestOffice, sent: NewCase) -> bool:
    try:
        create_case(office.database, sent)
    except FormAlreadySentError:
        return True
    return False
