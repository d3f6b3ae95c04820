"""The screen of `status` names what needs attention in capitals, in both languages, and nothing else."""

import re
from dataclasses import replace
from datetime import date

import pytest

from install.commands.status import as_text
from install.server.backup_state import BackupState, TransferState
from install.server.state import ServerState
from store.cases.waiting import WaitingCases

GIB = 1024**3
GOOD = ServerState(
    working={"tor@default.service": True, "kentongan-source.service": True},
    source=f"{'a' * 56}.onion",
    gateway=f"{'b' * 56}.onion",
    waiting=WaitingCases(0, None, 0),
    free=50 * GIB,
    reserve=2 * GIB,
    serial=7,
    expires=date(2027, 5, 1),
    roster_days=120,
    backups=BackupState(
        key=True,
        failed=False,
        transfer=TransferState("kentongan@192.0.2.20", date(2026, 12, 31), failed=False),
        day=date(2026, 12, 31),
        size=3 * GIB,
    ),
    today=date(2027, 1, 1),
)


def with_backups(**changes: object) -> ServerState:
    return replace(GOOD, backups=replace(GOOD.backups, **changes))  # type: ignore[arg-type]


ALARM = re.compile(r"\b[A-Z]{4,}\b")


@pytest.fixture(params=["id_ID.UTF-8", "C.UTF-8"])
def locale(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", request.param)
    chosen: str = request.param
    return chosen


def alarms(state: ServerState) -> list[str]:
    return [line for line in as_text(state) if ALARM.search(line)]


@pytest.mark.usefixtures("locale")
def test_a_good_server_alarms_no_one_and_tells_both_addresses() -> None:
    assert GOOD.good
    assert alarms(GOOD) == []
    shown = "\n".join(as_text(GOOD))
    assert GOOD.source in shown
    assert GOOD.gateway in shown
    assert "3.0 GiB" in shown
    assert "kentongan@192.0.2.20" in shown


@pytest.mark.usefixtures("locale")
def test_backups_that_stay_on_the_machine_alarm_no_one() -> None:
    here = with_backups(transfer=None)
    assert here.good
    assert alarms(here) == []


@pytest.mark.usefixtures("locale")
@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (replace(GOOD, working={"tor@default.service": True, "kentongan-source.service": False}), "source"),
        (replace(GOOD, free=GIB), "Dis[ck]|disk"),
        (replace(GOOD, roster_days=-1), "Roster"),
        (with_backups(day=date(2026, 12, 30)), "2026-12-30"),
        (with_backups(day=None), "systemctl start"),
        (with_backups(failed=True), "kentongan doctor"),
        (with_backups(key=False), "kentongan init"),
        (with_backups(transfer=TransferState("a@192.0.2.9", date(2026, 12, 31), failed=True)), "a@192.0.2.9"),
        (with_backups(transfer=TransferState("a@192.0.2.9", date(2026, 12, 30), failed=False)), "2026-12-30"),
        (with_backups(transfer=TransferState("a@192.0.2.9", None, failed=False)), "a@192.0.2.9"),
    ],
)
def test_what_does_not_work_is_named_alone(bad: ServerState, word: str) -> None:
    assert not bad.good
    [line] = alarms(bad)
    assert re.search(word, line)


@pytest.mark.usefixtures("locale")
def test_a_roster_that_ends_soon_is_named_while_all_still_works() -> None:
    soon = replace(GOOD, roster_days=30)
    assert soon.good
    [line] = alarms(soon)
    assert "30" in line


def test_waiting_reports_are_counted_since_their_day(locale: str) -> None:
    shown = as_text(replace(GOOD, waiting=WaitingCases(3, date(2026, 11, 2), 1)))
    counted = {
        "id_ID.UTF-8": "Laporan yang belum ditangani: 3, yang tertua diterima 2026-11-02.",
        "C.UTF-8": "Reports that wait for their first step: 3, the oldest received on 2026-11-02.",
    }
    assert counted[locale] in shown
