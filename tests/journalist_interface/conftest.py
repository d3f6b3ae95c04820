"""Fixtures: a gateway and a workstation that run.

`station` serves every test that leaves the office as it was: its processes start once. Tests that change the
roster, stop the gateway or let time pass start processes of their own, with `office` and `own_workstation`.
"""

from collections.abc import Iterator

import pytest

from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.hostile_gateway import HostileGateway
from tests.journalist_interface.officer_browsers import OfficerBrowsers, officer_browsers
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    Workstation,
    gateway_process,
    workstation_process,
)
from tests.office import TestOffice
from tests.office_people import OfficeKeys


@pytest.fixture(scope="session")
def shared_office(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """An office for tests that only add cases to it."""
    made = TestOffice(tmp_path_factory.mktemp("shared") / "office", office_keys)
    yield made
    made.close()


@pytest.fixture(scope="session")
def station(shared_office: TestOffice) -> Iterator[Workstation]:
    """Sari's workstation in the shared office."""
    with gateway_process(shared_office) as gateway, workstation_process(shared_office, gateway) as made:
        yield made


@pytest.fixture
def officer(station: Workstation) -> Iterator[OfficerBrowser]:
    """Sari's browser, signed in."""
    with station.signed_in() as browser:
        yield browser


@pytest.fixture
def gateway(office: TestOffice) -> Iterator[str]:
    """The address of a gateway of this test's own office."""
    with gateway_process(office) as address:
        yield address


@pytest.fixture
def own_workstation(office: TestOffice, gateway: str) -> Iterator[Workstation]:
    """Sari's workstation in this test's own office."""
    with workstation_process(office, gateway) as made:
        yield made


@pytest.fixture(scope="session")
def busy_office(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """An office with all the people of the procedure, for tests that only add cases to it."""
    made = TestOffice(tmp_path_factory.mktemp("busy") / "office", office_keys)
    made.with_everybody()
    yield made
    made.close()


@pytest.fixture(scope="session")
def busy_gateway(busy_office: TestOffice) -> Iterator[str]:
    """Its gateway."""
    with gateway_process(busy_office) as address:
        yield address


@pytest.fixture(scope="session")
def workstations(busy_office: TestOffice, busy_gateway: str) -> Iterator[HeadlessWorkstations]:
    """Its people at their workstations."""
    with HeadlessWorkstations(busy_office, busy_gateway) as made:
        yield made


@pytest.fixture(scope="module")
def hostile(busy_gateway: str) -> Iterator[HostileGateway]:
    """Between that gateway and the workstations that go through `behind`; it lies when it is told to."""
    with HostileGateway(busy_gateway) as made:
        yield made


@pytest.fixture(scope="module")
def behind(
    busy_office: TestOffice, hostile: HostileGateway, request: pytest.FixtureRequest
) -> Iterator[HeadlessWorkstations]:
    """People who reach that office through the hostile gateway alone."""
    with HeadlessWorkstations(busy_office, hostile.address, f"behind-{request.module.__name__}") as made:
        yield made


@pytest.fixture(scope="session")
def browsers(busy_office: TestOffice, busy_gateway: str) -> Iterator[OfficerBrowsers]:
    """Its people in their browsers."""
    with officer_browsers(busy_office, busy_gateway) as made:
        yield made
