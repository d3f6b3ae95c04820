"""A running workstation for tests: a real gateway process, the officer's interface in another, a person's browser.

`OfficerBrowser` speaks HTTP as one does (cookies, Origin, Sec-Fetch-Site) and reads pages, without scripts as well.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

import httpx
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from journalist_interface.app import create_app
from journalist_interface.config import Config
from journalist_interface.services import EXTENSION
from journalist_interface.web import launch
from store.web.configuration import read_config
from store.web.toml_text import Value, toml_text
from tests.fork_server import ForkedProcess
from tests.free_ports import PATIENCE_SECONDS, free_port, wait_for_free_port, wait_for_port
from tests.journalist_interface.officer_page import Fields, Form, OfficerPage
from tests.loopback import LoopbackTransport
from tests.office import TestOffice
from tests.running_gateway import RunningGateway
from tests.serving import serving

INTERFACE: Final = (
    "gunicorn",
    "-c",
    "python:journalist_interface.gunicorn_conf",
    "journalist_interface.wsgi:app",
)


@contextmanager
def process(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    ending: signal.Signals = signal.SIGINT,
    *,
    forked: bool = True,
) -> Iterator[ForkedProcess | subprocess.Popen[bytes]]:
    """A process of our own, ended with the block (SIGINT: gunicorn then waits for no request).

    One that is not `forked` sees the mounts of this process, and reads all its modules with this environment.
    """
    given = {**os.environ, **environment}
    with log.open("wb") as output:
        running: ForkedProcess | subprocess.Popen[bytes]
        if forked:
            running = ForkedProcess(arguments, given, output.fileno())
        else:
            command = [sys.executable, "-m", *arguments]
            running = subprocess.Popen(command, env=given, stdout=output, stderr=output)
        try:
            yield running
        finally:
            running.send_signal(ending)
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


@contextmanager
def gateway_process(office: TestOffice) -> Iterator[str]:
    """The address of a running gateway."""
    with RunningGateway(office, forked=True) as gateway:
        yield gateway.url


@dataclass
class Workstation:
    """An officer's workstation. The process writes into `folder` and `temporary`, and nowhere else."""

    office: TestOffice
    person: str
    folder: Path
    temporary: Path
    port: int
    config: Path
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    server: int = 0
    """The process that keeps the interface running, while it does."""

    @property
    def origin(self) -> str:
        return f"http://{self.person}.localhost:{self.port}"

    @property
    def passphrase(self) -> str:
        return self.office.keys.holder(self.person).passphrase

    def link(self) -> str:
        """A new link, made by what the command runs: its process would take longer."""
        return launch.new_link(read_config(self.config, Config))

    def typed_link(self) -> str:
        """A new link, by the command that people type."""
        made = subprocess.run(
            [sys.executable, "-m", "journalist_interface", "link"],
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
            text=True,
        )
        return made.stdout.strip()

    def first_link(self) -> str:
        """The link that was printed at the start."""
        found: str = next(line for line in self.log.read_text().splitlines() if "/start/" in line)
        return found

    def browser(self) -> "OfficerBrowser":
        """A browser that opened a new link."""
        officer = OfficerBrowser(self)
        officer.get(self.link())
        return officer

    def signed_in(self) -> "OfficerBrowser":
        """A browser in which the officer is signed in."""
        officer = self.browser()
        page = officer.sign_in()
        assert page.path == "/id/today", page.text
        return officer


@contextmanager
def workstation_process(
    office: TestOffice,
    gateway: str,
    person: str = "sari",
    name: str = "workstation",
    ending: signal.Signals = signal.SIGINT,
    program: Sequence[str] = INTERFACE,
    *,
    forked: bool = True,
    **changes: Value,
) -> Iterator[Workstation]:
    """The real interface under gunicorn, as `python -m journalist_interface` becomes it, or another `program`."""
    with (
        prepared_workstation(office, gateway, person, name, **changes) as made,
        process(list(program), made.environment, made.log, ending, forked=forked) as running,
    ):
        made.server = running.pid
        wait_for_port(made.port, running, made.log)
        end = time.monotonic() + PATIENCE_SECONDS
        while "/start/" not in made.log.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        yield made


@contextmanager
def workstation_here(
    office: TestOffice,
    gateway: str,
    person: str = "sari",
    name: str = "workstation-here",
    prepare: Callable[[Flask], object] | None = None,
    **changes: Value,
) -> Iterator[Workstation]:
    """The interface in this process, where a test can change what its parts find, and prepare its app."""
    with prepared_workstation(office, gateway, person, name, **changes) as made:
        app = create_app(read_config(made.config, Config))
        if prepare is not None:
            prepare(app)
        server = make_server("127.0.0.1", made.port, app, threaded=True, request_handler=QuietHandler)
        try:
            with serving(server):
                yield made
        finally:
            app.extensions[EXTENSION].close()


class QuietHandler(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def prepared_workstation(
    office: TestOffice, gateway: str, person: str, name: str, **changes: Value
) -> Iterator[Workstation]:
    """The files of a workstation that does not run yet."""
    folder = office.folder / name
    folder.mkdir()
    home = folder / "gnupg"
    shutil.copytree(
        office.keys.holder(person).folder, home, ignore=shutil.ignore_patterns("S.*", "*.lock", ".#*")
    )
    home.chmod(0o700)
    port = free_port()
    config = folder / "workstation.toml"
    table: dict[str, Value] = {
        "person": person,
        "host": f"{person}.localhost",
        "port": port,
        "gateway": gateway,
        "office_fingerprint": office.keys.office.fingerprint,
        "office_certificate": office.office_certificate,
        "gnupg_home": home,
        "state": folder / "state",
        "clock_file": office.clock_file,
        "gateway_seconds": 60,  # a busy machine fails no test
        "link_command": "python -m journalist_interface link",
        "open_in_background": False,  # what a test finds opened, it opened
    }
    config.write_text(toml_text(table | changes))
    log = folder / "workstation.log"
    # A short path: gpg-agent's socket lies under it.
    with tempfile.TemporaryDirectory(prefix="kw-") as temporary:
        environment = {"KENTONGAN_WORKSTATION_CONFIG": str(config), "TMPDIR": temporary}
        yield Workstation(office, person, folder, Path(temporary), port, config, log, environment)


@contextmanager
def started_again(workstation: Workstation, ending: signal.Signals = signal.SIGINT) -> Iterator[Workstation]:
    """The same workstation, whose process ended or was killed, with what lies in its folder."""
    wait_for_free_port(workstation.port)  # a worker outlives its killed master for a moment
    workstation.log.unlink()
    with tempfile.TemporaryDirectory(prefix="kw-") as temporary, ExitStack() as stack:
        environment = workstation.environment | {"TMPDIR": temporary}
        made = replace(workstation, temporary=Path(temporary), environment=environment)
        running = stack.enter_context(process(["journalist_interface"], environment, made.log, ending))
        made.server = running.pid
        wait_for_port(made.port, running, made.log)
        yield made


class OfficerBrowser:
    """A person's browser."""

    def __init__(self, workstation: Workstation) -> None:
        self.workstation = workstation
        self.http = httpx.Client(
            base_url=workstation.origin,
            transport=LoopbackTransport(),
            trust_env=False,
            follow_redirects=True,
            timeout=60,
            headers={"Sec-Fetch-Site": "none"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, address: str) -> OfficerPage:
        return OfficerPage(self.http.get(address))

    def post(
        self,
        form: Form,
        fields: Fields | None = None,
        files: Iterable[tuple[str, bytes]] | None = None,
    ) -> OfficerPage:
        """Send a form of a page, with these fields changed."""
        sent = form.filled(fields or {})
        headers = {"Origin": self.workstation.origin, "Sec-Fetch-Site": "same-origin"}
        if files is None:
            return OfficerPage(self.http.post(form.action, data=sent, headers=headers))
        parts: list[tuple[str, Any]] = [
            (name, (None, value))
            for name, values in sent.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        parts += [("files", (name, data)) for name, data in files] or [("files", ("", b""))]
        return OfficerPage(self.http.post(form.action, files=parts, headers=headers))

    def sign_in(self, **changes: str) -> OfficerPage:
        """Fill in the sign-in page."""
        workstation = self.workstation
        form = self.get("/id/sign-in").form("/sign-in")
        code = changes.pop("code", None) or workstation.office.fresh_code(workstation.person)
        return self.post(form, {"passphrase": workstation.passphrase, "code": code} | changes)

    def case(self, case: str, language: str = "id") -> OfficerPage:
        return self.get(f"/{language}/cases/{case}")

    def reply(self, case: str, text: str, files: Iterable[tuple[str, bytes]] = ()) -> OfficerPage:
        """Answer on the page of a case."""
        return self.post(self.case(case).form("/reply"), {"text": text}, files)

    def shown(self, case: str, label: str = "lampiran-2") -> OfficerPage:
        """Have a file of a case shown, and wait for the end as its page does."""
        return self.once_done(self.post(self.get(f"/id/cases/{case}/evidence/{label}").form(f"/{label}")))

    def once_done(self, page: OfficerPage) -> OfficerPage:
        """Wait until the page of a file does not renew itself any more."""
        end = time.monotonic() + PATIENCE_SECONDS
        while (renewal := page.answer.headers.get("Refresh")) is not None and time.monotonic() < end:
            page = self.get(renewal.partition("url=")[2])
        assert renewal is None, page.text
        return page
