"""An officer's list at a running gateway: with many cases beside few."""

from contextlib import ExitStack
from typing import Final

import httpx
import msgspec

from store.contract.messages import PAGE_CASES, CasePage
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.filling import count, fill
from tests.benchmarks.place import Place
from tests.benchmarks.timing import in_turns, ratio, seconds, spread
from tests.running_gateway import RunningGateway

OFFICER: Final = "sari"
FEW: Final = 100
MOST_RATIO: Final = 1.3
_QUESTIONS_AT_ONCE: Final = 20  # one answer takes a few milliseconds, and a machine breathes


def run(place: Place, many: int, rounds: int) -> list[Figure]:
    """So many cases beside a hundred."""
    with ExitStack() as stack:
        lists = []
        for cases in (many, FEW):
            office = stack.enter_context(place.office(f"list-{cases}"))
            fill(office, cases)
            require(count(office) == cases, "the store does not hold as many cases as it should")
            gateway = stack.enter_context(RunningGateway(office))
            client = stack.enter_context(httpx.Client(base_url=gateway.url, trust_env=False, timeout=60))
            lists.append(_List(client, office.sign_in(gateway.url, OFFICER)))
        figures = []
        for name, continued in (("first", False), ("second", True)):
            for one in lists:
                one.prepare(continued=continued)
            large, small = in_turns(rounds, *(one.timed for one in lists))
            figures.append(
                Figure(
                    f"{name} page of the list with {many} cases ÷ with {FEW}",
                    ratio(large, small),
                    target=MOST_RATIO,
                    remark=f"{spread(large, 'ms', 1000)} ÷ {spread(small, 'ms', 1000)}",
                )
            )
    return figures


class _List:
    """One gateway's list, as a workstation asks for it."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._query: dict[str, str] = {}

    def prepare(self, *, continued: bool) -> None:
        """Look at the pages that will be asked for: full, without a case twice."""
        self._query = {}
        first = self._page()
        require(len(first.cases) == PAGE_CASES and first.next is not None, "the first page is not full")
        if not continued:
            return
        self._query = {"cursor": first.next or ""}
        second = self._page()
        require(len(second.cases) == PAGE_CASES, "the second page is not full")
        both = {row.case for row in (*first.cases, *second.cases)}
        require(len(both) == 2 * PAGE_CASES, "a case stands in the list twice")

    def timed(self) -> float:
        """Milliseconds are too short to be measured one by one: seconds of one among several."""
        return seconds(self._ask_often) / _QUESTIONS_AT_ONCE

    def _ask_often(self) -> None:
        for _question in range(_QUESTIONS_AT_ONCE):
            require(len(self._page().cases) == PAGE_CASES, "a page came that is not full")

    def _page(self) -> CasePage:
        answer = self._client.get("/v1/cases", params=self._query, headers=self._headers)
        require(answer.status_code == 200, "the gateway refused the list")
        return msgspec.json.decode(answer.content, type=CasePage)
