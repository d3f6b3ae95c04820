"""An office in the middle of its work, for the tests of one module."""

from collections.abc import Iterator

import pytest

from tests.faults.world import World
from tests.office_people import OfficeKeys


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[World]:
    """An office that can be put back as it was."""
    made = World(tmp_path_factory.mktemp("world"), office_keys)
    yield made
    made.close()
