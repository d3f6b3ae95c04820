"""An officer's list: with many cases beside few, at a running gateway, and filtered by the store."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

import httpx
import msgspec

from store.api.messages import PAGE_CASES, CasePage
from store.cases.case_list import Filter, page
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.filling import count, fill
from tests.benchmarks.place import Place
from tests.benchmarks.timing import in_turns, ratio, seconds, spread
from tests.office import TestOffice
from tests.running_gateway import RunningGateway

OFFICER: Final = "sari"
FEW: Final = 100
MOST_RATIO: Final = 1.3
_QUESTIONS_AT_ONCE: Final = 20  # one answer takes a few milliseconds, and a machine breathes
# Few cases of all pass these (`filling.MARKED`): the answer must not be sought through the others.
FILTERS: Final = {"unread": Filter(unread=True), "mine": Filter(mine=True)}

Page = Callable[[], CasePage]


def run(place: Place, many: int, rounds: int) -> list[Figure]:
    """So many cases beside a hundred."""
    sizes = (many, FEW)
    of = f"with {many} cases ÷ with {FEW}"
    with ExitStack() as stack:
        offices = [stack.enter_context(place.office(f"list-{cases}")) for cases in sizes]
        for office, cases in zip(offices, sizes, strict=True):
            fill(office, cases)
            require(count(office) == cases, "the store does not hold as many cases as it should")
        lists = [_listed(stack, office) for office in offices]
        figures = [
            _figure(f"first page of the list {of}", [listing.page for listing in lists], rounds),
            _figure(
                f"second page of the list {of}", [listing.after(listing.page()) for listing in lists], rounds
            ),
        ]
        for name, wanted in FILTERS.items():
            pages = [_filtered(office, wanted) for office in offices]
            figures.append(_figure(f"first page of the store's list, {name} only, {of}", pages, rounds))
    return figures


def _figure(name: str, pages: list[Page], rounds: int) -> Figure:
    for fetch in pages:
        _require_full(fetch())
    large, small = in_turns(rounds, *(_timed(fetch) for fetch in pages))
    remark = f"{spread(large, 'ms', 1000)} ÷ {spread(small, 'ms', 1000)}"
    return Figure(name, ratio(large, small), target=MOST_RATIO, remark=remark)


def _timed(asked: Page) -> Callable[[], float]:
    """Milliseconds are too short to be measured one by one: seconds of one among several."""

    def ask_often() -> None:
        for _question in range(_QUESTIONS_AT_ONCE):
            require(len(asked().cases) == PAGE_CASES, "a page came that is not full")

    return lambda: seconds(ask_often) / _QUESTIONS_AT_ONCE


def _require_full(found: CasePage) -> None:
    cases = {row.case for row in found.cases}
    require(len(cases) == PAGE_CASES, "a page is not full, or shows a case twice")


class _List:
    """One gateway's list, as a workstation asks for it."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def page(self, cursor: str | None = None) -> CasePage:
        """From the beginning, or after a cursor."""
        query = {} if cursor is None else {"cursor": cursor}
        answer = self._client.get("/v1/cases", params=query, headers=self._headers)
        require(answer.status_code == 200, "the gateway refused the list")
        return msgspec.json.decode(answer.content, type=CasePage)

    def after(self, first: CasePage) -> Page:
        """Asks for the page after this one, which shows other cases."""
        both = {row.case for row in (*first.cases, *self.page(first.next).cases)}
        require(len(both) == 2 * PAGE_CASES, "a case stands in the list twice")
        return lambda: self.page(first.next)


def _listed(stack: ExitStack, office: TestOffice) -> _List:
    gateway = stack.enter_context(RunningGateway(office))
    client = stack.enter_context(httpx.Client(base_url=gateway.url, trust_env=False, timeout=60))
    return _List(client, office.sign_in(gateway.url, OFFICER))


def _filtered(office: TestOffice, wanted: Filter) -> Page:
    return lambda: page(office.database, OFFICER, wanted=wanted)
