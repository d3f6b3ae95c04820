"""Leadership's statistics from a store that makes up records, sends them twice, or sends old ones again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from journalist_interface.actions.compose import compose, statistics_record
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft
from journalist_interface.statistics.period_figures import Standing, standing
from journalist_interface.statistics.records import StatisticsPins, StatisticsPinsError
from store.domain.event import Classification, Content, EventKind
from store.domain.stages import Stage
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway, altered
from tests.journalist_interface.staged_cases import statistics_of
from tests.office import TestOffice

CASE = "0" * 32
ADDRESS = "/v1/statistics"


@pytest.fixture
def lying(gateway: str) -> Iterator[HostileGateway]:
    """Between this test's gateway and its leader."""
    with HostileGateway(gateway) as made:
        yield made


def totals(dewi: HeadlessWorkstation) -> Standing:
    return standing(statistics_of(dewi), date(2026, 11, 25))


def test_a_case_counts_once_however_often_the_store_sends_it(
    office: TestOffice, gateway: str, lying: HostileGateway
) -> None:
    case = office.report("Kasus").case

    def thrice(page: Any) -> Any:  # noqa: ANN401 - any JSON
        return page | {"records": page["records"] * 3}

    with (
        HeadlessWorkstations(office, gateway, "officers") as officers,
        HeadlessWorkstations(office, lying.address) as leaders,
    ):
        perform(officers.of("sari").work(case), "acknowledge")
        with lying.lying("GET", ADDRESS, altered(thrice)):
            found = totals(leaders.of("dewi"))
    assert (found.total, found.unproven) == (1, 2)


def test_a_record_older_than_one_that_counted_is_not_counted_again(
    office: TestOffice, gateway: str, lying: HostileGateway
) -> None:
    """The store keeps an old record and serves it after a decision, to a leader who signs in anew too."""
    case = office.report("Kasus").case
    with (
        HeadlessWorkstations(office, gateway, "officers") as officers,
        HeadlessWorkstations(office, lying.address) as leaders,
    ):
        sari, dewi = officers.of("sari"), leaders.of("dewi")
        perform(sari.work(case), "acknowledge")
        assert totals(dewi).threats == 0
        old = dewi.services.client.statistics(dewi.officer.token)
        perform(sari.work(case), "classify", category="fraud", threat=True)
        found = totals(dewi)
        assert (found.threats, found.unproven) == (1, 0)
        with lying.lying("GET", ADDRESS, altered(lambda _page: msgspec.to_builtins(old))):
            found = totals(dewi)
            assert (found.total, found.unproven) == (0, 1)
        assert StatisticsPins(dewi.station.config.state).events() == {case: sari.work(case).state.sequence}
        assert totals(dewi).threats == 1


def test_a_record_that_claims_to_be_of_the_future_keeps_no_later_one_out(
    office: TestOffice, gateway: str
) -> None:
    """An officer who signed it is gone one day; the memory of this workstation would stay."""
    case = office.report("Kasus").case
    with HeadlessWorkstations(office, gateway) as workstations:
        sari, dewi = workstations.of("sari"), workstations.of("dewi")
        perform(sari.work(case), "acknowledge")
        work = sari.work(case)
        honest = compose(
            work,
            DecisionDraft(
                (EventDraft(EventKind.CLASSIFY, Content(classification=Classification(threat=True))),)
            ),
        )
        ahead = statistics_record(work, replace(honest.after, sequence=1_000_000), ())
        forged = msgspec.structs.replace(honest.decision, statistics=ahead)
        work.services.client.decide(work.officer.token, case, forged)
        found = totals(dewi)
        assert (found.total, found.unproven) == (0, 1)
        perform(sari.work(case), "classify", category="fraud", threat=True)
        assert totals(dewi).threats == 1


@pytest.mark.slow
def test_a_case_that_an_officer_moved_more_often_than_a_record_holds_stays_in_the_figures(
    office: TestOffice, gateway: str
) -> None:
    """A thousand events of one person are a thousand moves; a colleague decides after them."""
    case = office.report("Kasus").case
    with HeadlessWorkstations(office, gateway) as workstations:
        sari, dewi = workstations.of("sari"), workstations.of("dewi")
        perform(sari.work(case), "acknowledge")
        work = sari.work(case)
        says = Content(classification=Classification(threat=True))
        made = compose(work, DecisionDraft((EventDraft(EventKind.CLASSIFY, says),)))
        moves = ((Stage.CLARIFICATION, work.today), (Stage.VERIFICATION, work.today)) * 500
        moved = replace(made.after, days=(*made.after.days, *moves))
        record = statistics_record(work, moved, ())
        decision = msgspec.structs.replace(made.decision, statistics=record)
        work.services.client.decide(work.officer.token, case, decision)
        [found] = statistics_of(dewi)
        assert found.record is not None
        stages = [step.stage for step in found.record.stages]
        assert len(stages) == 1_000
        assert stages[:2] == [Stage.RECEIVED, Stage.VERIFICATION]
        assert stages[-2:] == [Stage.CLARIFICATION, Stage.VERIFICATION]


def test_the_pins_of_the_statistics_only_grow(tmp_path: Path) -> None:
    pins = StatisticsPins(tmp_path)
    assert pins.events() == {}
    pins.remember({CASE: 3})
    pins.remember({CASE: 2})
    assert StatisticsPins(tmp_path).events() == {CASE: 3}
    assert (tmp_path / "figures").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damaged", [b"", b"{}", b'{"events":{"x":1},"version":1}', b"\xff"])
def test_a_damaged_file_of_these_pins_is_an_error_and_not_a_new_beginning(
    tmp_path: Path, damaged: bytes
) -> None:
    (tmp_path / "figures").write_bytes(damaged)
    with pytest.raises(StatisticsPinsError):
        StatisticsPins(tmp_path).events()
    with pytest.raises(StatisticsPinsError):
        StatisticsPins(tmp_path).remember({CASE: 1})
    assert (tmp_path / "figures").read_bytes() == damaged
