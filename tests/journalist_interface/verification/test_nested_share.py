"""However many messages a reporter encrypted beforehand, they hold a core or the agent for no more than a share."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from crypto.gpg.armor import armor
from crypto.gpg.errors import GpgBoundsError
from journalist_interface.cache import verification_cache
from journalist_interface.cache.verification_cache import Failures
from journalist_interface.verification import nested_pgp
from journalist_interface.verification.nested_pgp import NestedMessage, NotTriedError, open_message
from store.domain.roster import REPORTER
from tests.hostile_packets import encrypted_raw, silent_packets
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.verification.test_nested_pgp import certificates, encrypted
from tests.journalist_interface.workstation import workstation_here
from tests.office import TestOffice
from tests.source_interface.gpg_runs import GpgRuns

MESSAGES = 30
"""About as many as one form brings."""
FEW = 15


@pytest.fixture
def sari(workstations: HeadlessWorkstations) -> HeadlessWorkstation:
    return workstations.of("sari")


@pytest.fixture
def runs() -> Iterator[GpgRuns]:
    made = GpgRuns("--decrypt")
    yield made
    made.counting = False


def slow(office: TestOffice, folder: Path, blocks: int = 16) -> str:
    """A message below the bounds of one run, which holds a core and puts nothing out."""
    recipients = certificates(office, ("sari",), folder)
    return armor(encrypted_raw(silent_packets(blocks), recipients, office.clock.today())).decode()


def opened(sari: HeadlessWorkstation, failures: Failures, armors: list[str]) -> list[NestedMessage]:
    return [
        open_message(sari.officer.key, failures, f"1/{number}", each) for number, each in enumerate(armors)
    ]


def test_slow_messages_are_given_up_together_and_cost_nothing_at_the_next_look(
    busy_office: TestOffice,
    sari: HeadlessWorkstation,
    runs: GpgRuns,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 0.5)
    failures = Failures()
    honest = encrypted(busy_office, b"isi biasa", tmp_path, "--armor").decode()
    armors = [honest, *[slow(busy_office, tmp_path)] * MESSAGES]
    looks = [opened(sari, failures, armors) for _ in range(2)]
    assert looks[0][0].text == "isi biasa"
    assert 1 < runs.count < FEW
    assert [each.problem for each in looks[0][FEW:]] == [NotTriedError] * (MESSAGES + 1 - FEW)
    assert {each.problem for each in looks[1]} == {NotTriedError}
    assert not failures.are_given_up(REPORTER)
    runs.count = 0
    failures.try_again("1/0")
    assert [each.text for each in opened(sari, failures, armors)] == ["isi biasa", *[""] * MESSAGES]
    assert runs.count == 1


@pytest.mark.usefixtures("impatient_gpg")
def test_one_over_which_gpg_fails_uses_up_the_share_of_all(
    busy_office: TestOffice, sari: HeadlessWorkstation, runs: GpgRuns, tmp_path: Path
) -> None:
    failures = Failures()
    bad = slow(busy_office, tmp_path, 1_000)
    assert [each.problem for each in opened(sari, failures, [bad] * 3)] == [GpgBoundsError] + [
        NotTriedError
    ] * 2
    runs.count = 0
    failures.try_again("1/1")
    assert [each.problem for each in opened(sari, failures, [bad] * 3)][1] is GpgBoundsError
    asked = runs.count
    assert {each.problem for each in opened(sari, failures, [bad] * 3)} == {NotTriedError}
    assert runs.count == asked


def test_where_the_agent_guesses_the_clock_counts_and_nowhere_else(
    busy_office: TestOffice, sari: HeadlessWorkstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agent's time is not gpg's, and a busy machine alone gives no honest message up."""
    clock = count(0, 10)
    monkeypatch.setattr(nested_pgp, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    for options, problem in (((), None), (("--throw-keyids",), NotTriedError)):
        failures = Failures()
        made = encrypted(busy_office, b"isi biasa", tmp_path, "--armor", *options).decode()
        first, second = opened(sari, failures, [made] * 2)
        assert (first.text, first.problem) == ("isi biasa", None)
        assert second.problem is problem


def test_what_was_given_up_says_so_and_opens_alone_when_its_officer_asks(
    office: TestOffice, gateway: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 0.01)
    honest = [encrypted(office, f"isi {number}.".encode(), tmp_path, "--armor").decode() for number in (2, 3)]
    case = office.report("\n".join([slow(office, tmp_path), *honest])).case
    address = f"/id/cases/{case}/inner/1"

    def shown(page: OfficerPage) -> list[bool]:
        return [f"isi {number}." in page.text for number in (2, 3)]

    with workstation_here(office, gateway) as station, station.signed_in() as officer:
        page = officer.get(address)
        assert shown(page) == [False, False]
        assert page.text.count("terlalu lama diolah program enkripsi") == 2
        page = officer.post(page.form("/inner/1/3/again"))
        assert page.path == address
        assert shown(page) == [False, True]
        assert officer.get(f"{address}/3").text.count("isi 3.") == 1
        assert 'class="problem"' not in officer.case(case).html  # the message around them is like any other
