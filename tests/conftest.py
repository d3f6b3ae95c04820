"""Fixtures that more than one package's tests use: the browsers, and a whole office (`tests.office`)."""

import gc
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

import crypto.gpg.decrypt
import crypto.gpg.decrypt_many
import crypto.gpg.nested_pgp
from store.web.gate import VARIABLE, Gate
from tests.accessibility.examiner import ChromiumExaminer, NewExaminer
from tests.backup_key import BackupKey
from tests.browsers.chromium import ChromiumBrowser, ChromiumProcess
from tests.browsers.firefox import FirefoxBrowser
from tests.browsers.firefox_process import FirefoxProcess
from tests.browsers.installed import BrowserMissingError
from tests.browsers.interface import Browser, Kind, Proxy
from tests.browsers.outside import Outside
from tests.compiled_once import share_compiled
from tests.impatient_bounds import ImpatientBounds
from tests.machine_clock import pytest_runtest_makereport, pytest_runtest_setup, pytest_sessionstart
from tests.markers import pytest_ignore_collect, pytest_itemcollected
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.one_process import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.secret_watch import (
    WATCH,
    pytest_configure,
    pytest_configure_node,
    pytest_sessionfinish,
    pytest_terminal_summary,
)
from tests.time_limits import pytest_fixture_setup, pytest_runtest_teardown

# Found by their names: no secret of a test may be in a log of the run; tests of one network run in one process; no
# test asks the machine for the day.
__all__ = [
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_configure_node",
    "pytest_fixture_setup",
    "pytest_ignore_collect",
    "pytest_itemcollected",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "pytest_runtest_teardown",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "pytest_terminal_summary",
    "pytest_xdist_make_scheduler",
]

# Workers and hundreds of servers start from here: none compiles again what another one has compiled.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Two busy cores: a slow example says nothing about the code.
settings.register_profile("kentongan", deadline=None, print_blob=True)
settings.load_profile("kentongan")
share_compiled()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what reading the tests makes until the end: the search for garbage need not look through it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


NewBrowser = Callable[..., Browser]
"""new_browser(kind, proxy=None): a further person's browser, closed after the test."""


@pytest.fixture(scope="session")
def backup_key(tmp_path_factory: pytest.TempPathFactory) -> BackupKey:
    """The key to which backups are encrypted, with its secret half."""
    return BackupKey(tmp_path_factory.mktemp("backup-key") / "key")


@pytest.fixture(scope="session")
def outside_session() -> Iterator[Outside]:
    with Outside() as outside:
        yield outside


@pytest.fixture
def outside(outside_session: Outside) -> Iterator[Outside]:
    """The hosts that browsers asked for outside this machine; a test that leaves any unread fails."""
    yield outside_session
    asked = outside_session.asked()
    assert not asked, f"The browser asked for hosts outside this machine: {asked}"


@pytest.fixture(scope="session")
def chromium_process() -> Iterator[ChromiumProcess]:
    try:
        process = ChromiumProcess()
    except BrowserMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield process
    process.close()


@pytest.fixture(scope="session")
def firefox_process(outside_session: Outside) -> Iterator[FirefoxBrowser]:
    try:
        browser = FirefoxBrowser(FirefoxProcess(outside_session.proxy))
    except BrowserMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield browser
    browser.close()


@pytest.fixture
def chromium(chromium_process: ChromiumProcess, outside: Outside) -> Iterator[Browser]:
    """A person's Chromium, fresh for each test."""
    browser = ChromiumBrowser(chromium_process, outside.proxy)
    yield browser
    browser.close()


@pytest.fixture
def firefox(firefox_process: FirefoxBrowser, outside: Outside) -> Browser:  # noqa: ARG001 - judges
    """A person's Firefox, fresh for each test."""
    firefox_process.new_profile()
    return firefox_process


@pytest.fixture(params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Browser:
    """The test runs once in each browser."""
    found: Browser = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def new_browser(request: pytest.FixtureRequest, outside: Outside) -> Iterator[NewBrowser]:
    """Opens browsers for further people, or through a proxy of their own."""
    opened: list[Browser] = []

    def open_browser(kind: Kind, proxy: Proxy | None = None) -> Browser:
        proxy = proxy or outside.proxy
        if kind == "chromium":
            opened.append(ChromiumBrowser(request.getfixturevalue("chromium_process"), proxy))
        else:
            opened.append(FirefoxBrowser(FirefoxProcess(proxy)))
        return opened[-1]

    yield open_browser
    for browser in opened:
        browser.close()


@pytest.fixture(scope="session")
def office_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeKeys]:
    """The GnuPG homes of an office and its people, made once."""
    with OfficeKeys(tmp_path_factory.mktemp("keys")) as keys:
        WATCH.plant(*(holder.passphrase for holder in keys.people.values()))
        yield keys


@pytest.fixture(scope="module")
def examined_office(
    tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys
) -> Iterator[TestOffice]:
    """A whole office for all tests of a file."""
    made = TestOffice(tmp_path_factory.mktemp("examined") / "office", office_keys)
    yield made
    made.close()


@pytest.fixture(scope="module")
def new_examiner(chromium_process: ChromiumProcess, outside_session: Outside) -> Iterator[NewExaminer]:
    """A function that starts a further browser which examines pages, closed after the file's tests."""
    with ExitStack() as stack:

        def start() -> ChromiumExaminer:
            browser = ChromiumExaminer(chromium_process, outside_session.proxy)
            stack.callback(browser.close)
            return browser

        yield start


@pytest.fixture
def office(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """A whole office: roster, store, accounts, clock; fresh for each test."""
    made = TestOffice(tmp_path / "office", office_keys)
    yield made
    made.close()


@pytest.fixture
def gate(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The gate of every app of a server that is made afterwards."""
    folder = tmp_path_factory.mktemp("gate")
    monkeypatch.setenv(VARIABLE, str(folder))
    return Gate(folder)


@pytest.fixture
def impatient_gpg(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a second of a core is as good as three seconds for a message that takes minutes."""
    for module, name in (
        (crypto.gpg.decrypt, "MESSAGE"),
        (crypto.gpg.nested_pgp, "MESSAGE"),
        (crypto.gpg.decrypt_many, "_BOUNDS"),
    ):
        monkeypatch.setattr(module, name, ImpatientBounds.like(getattr(module, name)))


@pytest.fixture
def monotonic(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock of this process, which stands still: `monotonic[0] += 5` moves it."""
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now
