"""An office for the tests of one module alone: each sign-in moves the clock, and shared sessions would end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.hostile_gateway import HostileGateway
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys


@pytest.fixture(scope="module")
def own_office(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """An office with all the people of the procedure."""
    made = TestOffice(tmp_path_factory.mktemp("office") / "office", office_keys)
    made.with_everybody()
    yield made
    made.close()


@pytest.fixture(scope="module")
def own_gateway(own_office: TestOffice) -> Iterator[HostileGateway]:
    """Its gateway, which answers honestly until a test has it do something else."""
    with gateway_process(own_office) as real, HostileGateway(real) as made:
        yield made


@pytest.fixture
def people(
    own_office: TestOffice, own_gateway: HostileGateway, tmp_path: Path
) -> Iterator[HeadlessWorkstations]:
    """Its people, each at a new workstation."""
    with HeadlessWorkstations(own_office, own_gateway.address, tmp_path.name) as made:
        yield made
