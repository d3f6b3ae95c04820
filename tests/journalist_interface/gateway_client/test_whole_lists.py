"""A list that a store never ends is given up."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from journalist_interface.actions import identity_requests
from journalist_interface.gateway_client import whole_lists
from journalist_interface.gateway_client.errors import HostileGatewayError
from journalist_interface.presenters import work_list
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway, Lie, altered, json_answer
from tests.journalist_interface.staged_cases import statistics_reader
from tests.office import TestOffice

LISTS: dict[str, tuple[str, str, Callable[[HeadlessWorkstation], object]]] = {
    "cases": (
        "wati",
        "/v1/cases?",
        lambda workstation: work_list.all_rows(workstation.services, workstation.officer),
    ),
    "records": ("dewi", "/v1/statistics", lambda workstation: statistics_reader(workstation).fetch()),
    "requests": (
        "rina",
        "/v1/identity-requests",
        lambda workstation: list(identity_requests.requests(workstation.services, workstation.officer)),
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _a_case(busy_office: TestOffice) -> None:
    busy_office.report()


@pytest.mark.timeout(200)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_empty_pages_without_end_is_given_up(
    hostile: HostileGateway, behind: HeadlessWorkstations, name: str
) -> None:
    person, path, read = LISTS[name]
    cursors = itertools.count()

    def more(page: Any) -> Any:  # noqa: ANN401 - JSON
        return page | {name: [], "next": f"c{next(cursors)}"}

    workstation = behind.of(person)
    with hostile.lying("GET", path.rstrip("?"), altered(more)), pytest.raises(HostileGatewayError):
        read(workstation)
    assert next(cursors) == 1


@pytest.mark.timeout(200)
def test_a_list_that_goes_round_or_on_for_ever_is_given_up(
    hostile: HostileGateway, behind: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_lists, "MOST_PAGES", 5)
    asked: list[str] = []

    def lie(names: Iterator[str]) -> Lie:
        def answer(handler: Handler) -> None:
            asked.append(next(names))
            json_answer({"cases": rows, "next": asked[-1]})(handler)

        return answer

    workstation = behind.of("wati")
    rows = [workstation.services.client.cases(workstation.officer.token).cases[0]]
    for names, most in ((itertools.cycle(["a", "b"]), 3), (map(str, itertools.count()), 5)):
        asked.clear()
        with hostile.lying("GET", "/v1/cases", lie(names)), pytest.raises(HostileGatewayError):
            work_list.all_rows(workstation.services, workstation.officer)
        assert len(asked) == most
