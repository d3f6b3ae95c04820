"""A person's new computer, on which Kentongan was never started: no configuration, and their browser at its door.

with new_computer(office) as computer, computer.browser() as browser:
    page = browser.get("/id/")                    # leads to the first step
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask
from werkzeug.serving import make_server

from journalist_interface.config import Config, LoopbackConfig
from journalist_interface.first_start.persons_app import PersonsApp
from journalist_interface.first_start.services import FirstStartPaths
from journalist_interface.web import launch
from store.web.configuration import read_config
from tests.free_ports import free_port
from tests.journalist_interface.officer_page import Fields, Form, OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, QuietHandler, Workstation
from tests.office import TestOffice
from tests.secret_watch import WATCH
from tests.serving import serving

NAME: Final = "Sari Wulandari"


@dataclass
class NewComputer(Workstation):
    """The computer, with the paths at which a first start finds and leaves things."""

    paths: FirstStartPaths | None = None

    @property
    def origin(self) -> str:
        return f"http://kentongan.localhost:{self.port}"

    @property
    def first(self) -> LoopbackConfig:
        """The settings of the first start."""
        return LoopbackConfig(
            host="kentongan.localhost",
            port=self.port,
            state=self.config.parent / "state",
            clock_file=self.office.clock_file,
        )

    def settings(self) -> LoopbackConfig:
        """What `load_any` returns for a person whose folders these are."""
        return read_config(self.config, Config) if self.config.exists() else self.first

    def link(self) -> str:
        return launch.new_link(self.settings())

    def browser(self) -> "NewBrowser":
        browser = NewBrowser(self)
        browser.get(self.link())
        return browser


class NewBrowser(OfficerBrowser):
    """The browser of a person who sets Kentongan up."""

    def step(self, path: str, language: str = "id") -> OfficerPage:
        """Open the page of a step."""
        return self.get(f"/{language}/first-start{path}")

    def send(self, path: str, fields: Fields | None = None, language: str = "id") -> OfficerPage:
        """Send the form of a step as a person does, from its page."""
        return self.post(self.step(path, language).form(path), fields)

    def send_files(self, form: Form, fields: Fields, **files: tuple[str, bytes]) -> OfficerPage:
        """Send a form in parts, with these files."""
        typed = {name: value for name, value in form.filled(fields).items() if name != "holidays"}
        parts: list[tuple[str, Any]] = [(name, (None, value)) for name, value in typed.items()]
        headers = {"Origin": self.workstation.origin, "Sec-Fetch-Site": "same-origin"}
        return OfficerPage(self.http.post(form.action, files=[*parts, *files.items()], headers=headers))

    def draw_words(self) -> str:
        """Draw the words of a new key, and write them on paper."""
        shown = self.post(self.step("/key").form("/key/words"))
        return words_on(shown)

    def make_key(self) -> str:
        """Make a key; return its passphrase."""
        self.send("/name", {"name": NAME})
        passphrase = self.draw_words()
        page = self.send("/key/new", {"passphrase": passphrase})
        assert page.path.endswith("/first-start/file"), page.text
        return passphrase

    def take_key(self) -> None:
        """Take the key that is on this computer."""
        self.send("/name", {"name": NAME})
        page = self.post(self.step("/key").form("/key/found"))
        assert page.path.endswith("/first-start/file"), page.text

    def make_file(self, passphrase: str) -> bytes:
        """Make the enrolment file and save it."""
        page = self.send("/file", {"passphrase": passphrase})
        assert page.status == 200, page.text
        return self.http.get("/id/first-start/file/enrolment").content

    def tell_office(self, address: str, **changes: str) -> OfficerPage:
        """Type what is on the office's paper; return the page to which that leads."""
        office = self.workstation.office
        typed = {"gateway": address, "fingerprint": grouped(office.keys.office.fingerprint)} | changes
        form = self.step("/office").form("/office")
        return self.send_files(form, typed)


def words_on(page: OfficerPage) -> str:
    """The words that a page shows, which nothing may log."""
    found = re.search(r'<pre class="command"><strong>(.*?)</strong>', page.html, re.DOTALL)
    assert found, page.text
    words = " ".join(found[1].split())
    WATCH.plant(words)
    return words


def grouped(fingerprint: str) -> str:
    """A fingerprint as it stands on paper."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


@contextmanager
def new_computer(
    office: TestOffice,
    holder: str | None = None,
    name: str = "new-computer",
    prepare: Callable[[Flask], object] | None = None,
) -> Iterator[NewComputer]:
    """The computer of a person who is to be Sari; with the key of a `holder` on it, if one is named.

    `prepare` is given the app before it shows a page.
    """
    folder = office.folder / name
    own = folder / "config"
    (own / "state").mkdir(mode=0o700, parents=True)
    paths = FirstStartPaths(own / "workstation.toml", folder / "gnupg", folder / "gateway-client.pub")
    if holder is not None:
        copy_home(office.keys.holder(holder).folder, paths.gnupg_home)
    with tempfile.TemporaryDirectory(prefix="kw-") as temporary:
        computer = NewComputer(
            office,
            "sari",
            folder,
            Path(temporary),
            free_port(),
            paths.configuration,
            folder / "log",
            paths=paths,
        )
        with running(computer, prepare):
            yield computer


@contextmanager
def running(computer: NewComputer, prepare: Callable[[Flask], object] | None = None) -> Iterator[None]:
    """Kentongan on this computer, as it starts with what lies in its folders."""
    assert computer.paths is not None
    app = PersonsApp(computer.paths, computer.settings)
    if prepare is not None:
        prepare(app.app)
    server = make_server("127.0.0.1", computer.port, app, threaded=True, request_handler=QuietHandler)
    try:
        with serving(server):
            yield
    finally:
        app.close()


def copy_home(source: Path, target: Path) -> None:
    """A GnuPG home without what its agent left there."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("S.*", "*.lock", ".#*"))
    target.chmod(0o700)
