"""A demo."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.end_to_end.running_demo import RunningDemo


@pytest.fixture
def demo() -> Iterator[RunningDemo]:
    """A demo at a path of more than 120 characters, with spaces."""
    with TemporaryDirectory(prefix="kentongan cerita ") as place:
        folder = Path(place) / f"jalan {'panjang ' * 12}sekali" / "demo"
        folder.parent.mkdir()
        assert len(str(folder)) > 120
        with RunningDemo(folder) as running:
            yield running
