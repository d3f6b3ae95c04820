"""Work on many cases ends by itself where the gateway is gone, and says what was not tried."""

import pytest

from journalist_interface.actions.bulk import MOST_DOWN, acknowledge_each
from journalist_interface.gateway_client.errors import GatewayDownError
from journalist_interface.session.background_job import JobStep, JobSteps
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.office import TestOffice
from tests.running_gateway import RunningGateway

pytestmark = pytest.mark.slow
REPORTS = 3 * MOST_DOWN


def _take(steps: JobSteps, tried: list[JobStep]) -> None:
    for step in steps:
        tried.append(step)  # noqa: PERF402 - what came before an error counts


def test_a_gateway_that_is_gone_is_not_asked_thousands_of_times(office: TestOffice) -> None:
    cases = [office.report(f"Laporan {number}").case for number in range(REPORTS)]
    with RunningGateway(office) as gateway, HeadlessWorkstations(office, gateway.url) as people:
        sari = people.of("sari")
        steps = acknowledge_each(sari.services, sari.officer, cases)
        assert next(steps).error is None
        gateway.stop()
        tried: list[JobStep] = []
        with pytest.raises(GatewayDownError):
            _take(steps, tried)
    assert MOST_DOWN <= len(tried) < REPORTS - 1
    assert all(isinstance(step.error, GatewayDownError) for step in tried[-MOST_DOWN:])
