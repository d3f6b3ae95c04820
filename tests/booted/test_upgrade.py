"""Upgrades of a server whose reporters go on sending: to good versions, and to some that fail, in each way one can."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Final

import pytest

from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT, ServerLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.changed_packages import Change, changed_package, offer
from tests.booted.further_versions import BAD_MIGRATION, BAD_SELF_TEST, BROKEN, ENDLESS, GOOD
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.set_up_server import reporter, set_up
from tests.load.visits import UnexpectedAnswerError
from tests.source_interface.reporter import ANSWERS, ENTRY
from tests.store.further_revision import FURTHER, NEWEST

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
]  # machines install packages, some of them several times

LAYOUT: Final = ServerLayout()
UNITS: Final = (SOURCE_UNIT, GATEWAY_UNIT)
COUNT: Final = 'SELECT count(*) FROM "case"'


@pytest.fixture(scope="module")
def bridge(package: Path) -> Iterator[Bridge]:
    with Bridge(["postgresql"], [package]) as made:
        yield made


@pytest.fixture(scope="module")
def server(bridge: Bridge, office: MadeUpOffice, package: Path) -> Iterator[BootedMachine]:
    """A server that was set up. Each test ends with this version again."""
    with bridge.machine("server") as machine:
        set_up(machine, office, package)
        yield machine


@pytest.fixture
def own_server(bridge: Bridge, office: MadeUpOffice, package: Path) -> Iterator[BootedMachine]:
    """A server that becomes a later version."""
    with bridge.machine("second") as machine:
        set_up(machine, office, package)
        yield machine


class Versions:
    """The versions that come after it, made when a test asks for one."""

    def __init__(self, package: Path, folder: Path) -> None:
        self._package = package
        self._folder = folder

    def offer(self, server: BootedMachine, change: Change) -> None:
        """Let apt there know this version as the newest, and none that it passes over."""
        server.run("rm", "-f", LAYOUT.passed_over)
        folder = self._folder / change.version
        if not folder.exists():
            folder.mkdir()
            changed_package(self._package, change, folder)
        (file,) = folder.iterdir()
        offer(server, file)


@pytest.fixture(scope="module")
def versions(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return Versions(package, tmp_path_factory.mktemp("packages"))


@dataclass
class Reporters:
    """Reporters who send one report after the other; what became of each."""

    server: BootedMachine
    tokens: list[str]
    """Of forms that were opened before."""
    codes: dict[str, str] = field(default_factory=dict)
    """The texts that were acknowledged, by their codes."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """The texts that were refused, and the pages that said so."""
    unreachable: int = 0
    """The number of those who found no server."""
    unanswered: int = 0
    """The number of those whose connection broke off before the answer."""

    def send(self) -> None:
        """Send one report, by a form that was opened before."""
        number = len(self.codes) + len(self.refused) + self.unreachable + self.unanswered
        text = f"Kuitansi nomor {number} ditulis dua kali"
        fields = {"csrf_token": self.tokens[0], "anonymous": "y"} | ANSWERS | {"what": text}
        try:
            browser = reporter(self.server)
        except OSError:
            self.unreachable += 1
            return
        with browser:
            try:
                status, page = browser.ask("POST", "/id/report", fields)
            except (OSError, HTTPException):
                self.unanswered += 1
                self.tokens.pop(0)  # the report may be there all the same
                return
            if code := re.search(r'name="shown" value="([a-z ]+)"', page):
                self.codes[code[1]] = text
                self.tokens.pop(0)
                with suppress(OSError, HTTPException, UnexpectedAnswerError):
                    self.tokens.append(browser.form("/id/report"))
            else:
                assert status == 503
                self.refused.append((text, page))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them send while the block runs."""
        ended = threading.Event()

        def work() -> None:
            while not ended.wait(0.5):  # a mailbox for each report is opened in the end
                self.send()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def require_all(self) -> None:
        """Open each mailbox whose code was shown."""
        assert self.codes
        for code, text in self.codes.items():
            with reporter(self.server) as browser:
                told = {"csrf_token": browser.form("/id/open"), "code": code}
                assert browser.ask("POST", "/id/open", told)[0] == 303
                assert text in browser.ask("GET", f"/id{ENTRY}")[1]


@pytest.fixture
def reporters(server: BootedMachine) -> Reporters:
    return reporters_of(server)


def reporters_of(server: BootedMachine) -> Reporters:
    """Return reporters of whom one has sent a report."""
    with reporter(server) as browser:
        made = Reporters(server, [browser.form("/id/report") for _ in range(20)])
    made.send()
    assert len(made.codes) == 1
    return made


def started(server: BootedMachine) -> list[str]:
    return server.run("systemctl", "show", "--property=InvocationID", "--value", *UNITS).output.split()


def is_active(server: BootedMachine) -> list[str]:
    return server.run("systemctl", "is-active", *UNITS, "kentongan-source.socket", check=False).output.split()


def version(server: BootedMachine) -> str:
    return server.run(
        "dpkg-query", "-W", "-f", "${Version} ${db:Status-Abbrev}", "kentongan-server"
    ).output.strip()


def ask(server: BootedMachine, path: str) -> tuple[int, str]:
    with reporter(server) as browser:
        return browser.ask("GET", path)


def ask_store(server: BootedMachine, question: str) -> str:
    """Return the one answer of the store's database."""
    script = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone())"
    store = LAYOUT.store / "store.sqlite3"
    return server.run("python3", "-c", script, store, question, user="kentongan-gateway").output.strip()


def revision(server: BootedMachine) -> str:
    return ask_store(server, "SELECT version_num FROM alembic_version")


def faults(server: BootedMachine) -> dict[str, dict[str, str]]:
    said = server.run("kentongan", "doctor", "--json", check=False)
    return {one["check"]: one["fault"] for one in json.loads(said.output) if not one["ok"]}


def require_clean(server: BootedMachine) -> None:
    """Nothing of the copy is left, and both servers are open."""
    left = server.run("find", LAYOUT.upgrade, LAYOUT.gate, "-mindepth", "1").output
    assert left == ""
    assert is_active(server) == ["active"] * 3
    assert "upgrade" not in faults(server)


def test_a_good_version_takes_over_all_that_was_acknowledged_while_reporters_sent(
    own_server: BootedMachine, versions: Versions
) -> None:
    server, reporters = own_server, reporters_of(own_server)
    before, old = started(server), version(server)
    versions.offer(server, GOOD)
    server.run("apt-get", "update")
    shown = server.run("kentongan", "upgrade", "--dry-run").output
    assert "0.2.0" in shown
    assert (started(server), version(server)) == (before, old)
    with reporters.at_work():
        said = server.run("kentongan", "upgrade", seconds=300)
        time.sleep(2)
    assert "Version 0.2.0 works." in said.output
    assert version(server) == "0.2.0 ii"
    assert set(started(server)).isdisjoint(before)
    assert "Versi baru: " in ask(server, "/id/")[1]
    assert revision(server) == FURTHER
    assert reporters.refused
    for text, page in reporters.refused:
        assert "This channel is being renewed" in page
        assert text in page
    reporters.require_all()
    require_clean(server)
    assert "no newer one" in server.run("kentongan", "upgrade").output


def test_apt_alone_with_a_migration_that_fails_stops_both_servers_and_the_named_command_brings_them_back(
    server: BootedMachine, reporters: Reporters, versions: Versions
) -> None:
    old = version(server)
    versions.offer(server, BAD_MIGRATION)
    server.run("apt-get", "update")
    upgraded = server.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "upgrade", seconds=300)
    assert "did not pass its self-test: no such column" in upgraded.output + upgraded.errors
    assert version(server) == "0.3.0 ii"
    assert is_active(server) == ["inactive"] * 3
    assert revision(server) == NEWEST
    found = faults(server)
    assert found["upgrade"]["mend"] == "kentongan upgrade"
    assert found["source-unit-runs"]["mend"] == "kentongan upgrade"
    assert server.run("kentongan", "init", "--answers", "/root/answers.toml", check=False).status == 2
    assert server.run("kentongan", "officer", "add", "sari", check=False).status == 2

    server.reboot()
    assert is_active(server) == ["inactive"] * 3
    back = server.run("kentongan", "upgrade", check=False, seconds=300)
    assert back.status == 2
    assert f"Version {old.split()[0]} works again" in back.errors
    assert version(server) == old
    reporters.require_all()
    assert set(faults(server)) >= {"upgrade"}  # the version that failed is passed over
    again = server.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "upgrade")
    assert "0 upgraded" in again.output
    reporters.send()
    assert len(reporters.codes) == 2
    reporters.require_all()


def test_a_self_test_that_fails_while_reporters_send_loses_nothing_and_keeps_nothing_else(
    server: BootedMachine, reporters: Reporters, versions: Versions
) -> None:
    old, before = version(server), started(server)
    others = int(ask_store(server, COUNT)) - len(reporters.codes)
    versions.offer(server, BAD_SELF_TEST)
    with reporters.at_work():
        said = server.run("kentongan", "upgrade", check=False, seconds=300)
        time.sleep(2)
    assert said.status == 2
    assert re.search(r"Version 0.4.0 did not pass its self-test", said.errors)
    assert version(server) == old
    assert set(started(server)).isdisjoint(before)
    assert revision(server) == NEWEST
    assert "Versi baru: " not in ask(server, "/id/")[1]
    reporters.require_all()
    stored = int(ask_store(server, COUNT)) - others
    assert len(reporters.codes) <= stored <= len(reporters.codes) + reporters.unanswered


def test_a_program_that_does_not_even_run_is_told_with_the_way_back(
    server: BootedMachine, reporters: Reporters, versions: Versions
) -> None:
    old = version(server)
    versions.offer(server, BROKEN)
    server.run("apt-get", "update")
    upgraded = server.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "upgrade", seconds=300)
    assert is_active(server) == ["inactive"] * 3
    said = upgraded.output + upgraded.errors
    way = re.search(r"^ +(KENTONGAN_RETURN=1 dpkg --install \S+)\s*$", said, re.MULTILINE)
    assert way is not None, said
    server.run("sh", "-c", way[1], seconds=300)
    assert version(server) == old
    reporters.require_all()
    require_clean(server)


def test_a_machine_that_loses_its_power_during_a_migration_comes_up_with_the_version_before(
    server: BootedMachine, reporters: Reporters, versions: Versions
) -> None:
    old = version(server)
    versions.offer(server, ENDLESS)
    server.run("systemd-run", "--unit=upgrading", "kentongan", "upgrade")
    phase = f"until grep -q changing {LAYOUT.upgrade}/phase; do sleep 0.1; done"
    server.run("timeout", "120", "sh", "-c", phase)
    assert ask(server, "/id/report")[0] == 503
    server.run("systemctl", "kill", "--signal=KILL", "upgrading.service")
    assert version(server).startswith("0.6.0 i")
    server.reboot(seconds=300)  # dpkg installs the kept package meanwhile
    server.run("timeout", "120", "sh", "-c", f"while [ -e {LAYOUT.upgrade}/phase ]; do sleep 0.1; done")
    for unit in UNITS:
        server.wait_for_unit(unit)
    assert version(server) == old
    assert revision(server) == NEWEST
    reporters.require_all()
    require_clean(server)


def test_a_store_in_postgresql_is_taken_over_or_put_back(
    bridge: Bridge, office: MadeUpOffice, package: Path, versions: Versions
) -> None:
    with bridge.machine("database") as server:
        set_up(server, office, package, "postgresql", postgresql=True)
        reporters = reporters_of(server)
        old = version(server)
        versions.offer(server, BAD_SELF_TEST)
        assert server.run("kentongan", "upgrade", check=False, seconds=300).status == 2
        assert version(server) == old
        reporters.require_all()
        reporters.send()
        assert "postgresql-rights" not in faults(server)
        asked = ("psql", "-At", "-c", "SELECT version_num FROM alembic_version", "kentongan")
        assert server.run(*asked, user="postgres").output == f"{NEWEST}\n"
        databases = server.run(
            "psql", "-At", "-c", "SELECT datname FROM pg_database", user="postgres"
        ).output.split()
        assert [name for name in databases if name.startswith("kentongan")] == ["kentongan"]
        versions.offer(server, GOOD)
        server.run("kentongan", "upgrade", seconds=300)
        assert server.run(*asked, user="postgres").output == f"{FURTHER}\n"
        assert len(reporters.codes) == 2
        reporters.require_all()
        assert "postgresql-rights" not in faults(server)
