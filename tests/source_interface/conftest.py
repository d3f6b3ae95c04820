"""The reporter's pages over a whole office, in this process or served by gunicorn."""

from collections.abc import Iterator

import pytest

from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.gpg_runs import GpgRuns
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import Reporter


@pytest.fixture
def box(office: TestOffice) -> Iterator[Box]:
    """The source interface of an office; `box.app()` in this process, `box.serve()` as a process."""
    made = Box(office)
    yield made
    made.close()


@pytest.fixture
def reporter(box: Box) -> Reporter:
    """A person with a browser of their own, on the Indonesian pages."""
    return Reporter(box.app().test_client())


@pytest.fixture
def reader(box: Box) -> Reader:
    return Reader(box.office, "sari")


@pytest.fixture
def inside(reporter: Reporter) -> Reporter:
    """A reporter in the mailbox."""
    reporter.enter()
    return reporter


@pytest.fixture
def talk(reporter: Reporter, box: Box) -> Correspondence:
    return Correspondence(reporter, box.office)


@pytest.fixture
def handling(talk: Correspondence) -> Handling:
    """The office's side of the case of `talk`."""
    return Handling(talk.office, talk.case)


@pytest.fixture
def runs() -> Iterator[GpgRuns]:
    """Yield how often this process asked GnuPG about a signature."""
    made = GpgRuns()
    yield made
    made.counting = False
