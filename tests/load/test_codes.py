"""The short flood of codes of the suite; `python -m tests.load codes` is the long one."""

import time

from tests.load.codes import Beside, Plan, flooding, honest_people, lost, prepared
from tests.load.unix_server import unix_server
from tests.office import TestOffice

PLAN = Plan(seconds=4, connections=16, circuits=40, kept_open=20, returning=4, reporting=2)
PATIENT = 300


def test_codes_over_ever_new_circuits_refuse_no_honest_sign_in_and_no_report(office: TestOffice) -> None:
    with unix_server(office, line_seconds=PATIENT) as server:
        codes = prepared(server, PLAN.returning)
        with flooding(server.connect, PLAN.connections, PLAN) as flood:
            beside = honest_people(server.connect, codes, time.monotonic() + PLAN.seconds, PLAN)
    assert not beside.sign_ins.failures
    assert not beside.reports.failures
    assert beside.sign_ins.sent >= PLAN.returning
    assert beside.reports.sent >= PLAN.reporting
    assert flood["codes 200"]
    assert not flood["codes 503"]  # codes wait for each other, over every circuit


def test_a_figure_misses_its_target_when_one_in_ten_is_lost_or_late() -> None:
    beside = Beside()
    beside.reports.seconds += [1.0] * 20
    beside.sign_ins.seconds += [1.0] * 18 + [20.5]
    beside.sign_ins.failures["503 instead of the way to the mailbox"] += 1
    assert [round(figure.value) for figure in lost(beside, 16, all_must=True)] == [10, 0]
    assert [figure.verdict for figure in lost(beside, 16, all_must=True)] == ["misses", "holds"]
    assert [figure.verdict for figure in lost(beside, 200, all_must=False)] == ["", "holds"]
    assert lost(Beside(), 16, all_must=True)[0].verdict == "misses"  # no person tried: nothing is shown
