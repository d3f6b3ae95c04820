"""The reporter's pages over a whole office, in this process or served by gunicorn."""

from collections.abc import Iterator

import pytest

from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter


@pytest.fixture
def box(office: TestOffice) -> Iterator[Box]:
    """The source interface of an office; `box.app()` in this process, `box.serve()` as a process."""
    made = Box(office)
    yield made
    made.close()


@pytest.fixture
def reporter(box: Box) -> Reporter:
    """Somebody with a browser of their own, on the Indonesian pages."""
    return Reporter(box.app().test_client())
