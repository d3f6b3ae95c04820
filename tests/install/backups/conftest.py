"""An office with a store, in place of the one that only signs rosters, and the configuration of its gateway."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import TestOffice
from tests.office_people import OfficeKeys


@pytest.fixture
def office(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    made = TestOffice(tmp_path / "office", office_keys)
    yield made
    made.close()


@pytest.fixture
def config(office: TestOffice) -> Path:
    return office.gateway_configuration("127.0.0.1:8001")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return where the backups go."""
    return tmp_path / "backups"
