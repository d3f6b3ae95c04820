"""Fixtures: a gateway and a workstation that run."""

from collections.abc import Iterator

import pytest

from tests.journalist_interface.workstation import Workstation, gateway_process, workstation_process
from tests.office import TestOffice


@pytest.fixture
def gateway(office: TestOffice) -> Iterator[str]:
    """The address of a gateway of this office."""
    with gateway_process(office) as address:
        yield address


@pytest.fixture
def workstation(office: TestOffice, gateway: str) -> Iterator[Workstation]:
    """Sari's workstation."""
    with workstation_process(office, gateway) as made:
        yield made
