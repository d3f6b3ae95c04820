"""An office for the tests of one module alone: each sign-in moves the clock, and shared sessions would end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys

NAME = "Daftar hadir Sari.pdf"
"""The name of the file that a case has in the second place."""


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


@pytest.fixture
def lost(own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> Iterator[RestoredCase]:
    """A backup of the module's case with a file at the second place; no note on it stays."""
    case.attaches(b"isi berkas", NAME)
    perform(people.of("sari").work(case.case), "acknowledge")
    made = RestoredCase.backed_up(own_office, case.case)
    yield made
    made.withdraw()
