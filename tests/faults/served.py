"""Both servers as an office runs them, their whole process groups killed in the middle of a request."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol

import httpx
import msgspec

from store.web.toml_text import Value, toml_text
from tests.faults.steps import Erasure, OfficersReply, ReportStep, Step, UploadStep
from tests.faults.world import World
from tests.free_ports import PATIENCE_SECONDS, comes_to_answer, free_port
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice
from tests.source_interface.reporter import ANSWERS, multipart

ROOT: Final = Path(__file__).resolve().parents[2]
LONGEST_SECONDS: Final = 0.15  # after that nearly every request of these has been answered
_OF_THE_STORE: Final = ("database", "blobs", "reserve_bytes", "clock_file")
PHASE: Final = "served by gunicorn"

Start = Callable[[World], AbstractContextManager["KilledServer"]]
Ask = Callable[[World, httpx.Client], bytes]


class Counted(Protocol):
    """A count of kills."""

    def add(self, step: str, phase: str, outcome: str) -> None: ...


class KilledServer:
    """A gunicorn with a process group of its own."""

    def __init__(self, module: str, variable: str, configuration: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        log = configuration.with_suffix(".log")
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "-c",
                    f"python:{module}.gunicorn_conf",
                    f"{module}.wsgi:app",
                ],
                cwd=ROOT,
                env={"PATH": os.defpath, variable: str(configuration)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._wait_until_it_answers(log)

    @property
    def group(self) -> int:
        """The process group of the master and its workers."""
        return self._process.pid

    def worker(self) -> int:
        """The process that answers."""
        pid = self._process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()[0])

    def kill(self) -> None:
        """The master and its workers, at once."""
        os.killpg(self._process.pid, signal.SIGKILL)

    def halt(self) -> None:
        """Nothing of it runs any more, and connections wait."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Go on as if nothing had been."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def wait_for_the_end(self) -> None:
        """Until nothing of the group is left."""
        self._process.wait()
        end = time.monotonic() + PATIENCE_SECONDS
        while _group_lives(self._process.pid):
            assert time.monotonic() < end, "a worker survived SIGKILL"
            time.sleep(0.005)

    def _wait_until_it_answers(self, log: Path) -> None:
        if comes_to_answer(f"{self.url}/id/report", self._process):
            return
        if self._process.poll() is None:
            self.kill()
        raise AssertionError(f"it does not start: {log.read_text()}")


@contextmanager
def source_server(world: World) -> Iterator[KilledServer]:
    """The reporters' pages."""
    port = free_port()
    path = configuration(world.office, "source", bind=f"127.0.0.1:{port}", derivations=2)
    with ended(KilledServer("source_interface", "KENTONGAN_SOURCE_CONFIG", path, port)) as server:
        yield server


@contextmanager
def gateway_server(world: World) -> Iterator[KilledServer]:
    """Yield what workstations speak to."""
    port = free_port()
    with ended(gateway_of(world.office, port)) as server:
        yield server


def gateway_of(office: TestOffice, port: int, busy_seconds: int = 10) -> KilledServer:
    """A gateway that runs; its starter ends it."""
    accounts = office.config.accounts
    path = configuration(office, "gateway", busy_seconds, bind=f"127.0.0.1:{port}", accounts=accounts)
    return KilledServer("store.gateway", "KENTONGAN_GATEWAY_CONFIG", path, port)


def configuration(office: TestOffice, name: str, busy_seconds: int = 10, **values: Value) -> Path:
    """A server's configuration file: what is asked for, the office's store and roster, and defaults."""
    store = msgspec.to_builtins(office.config.store, enc_hook=str)
    roster = msgspec.to_builtins(office.roster_table(name), enc_hook=str)
    path = office.folder / f"{name}.toml"
    kept = {key: store[key] for key in _OF_THE_STORE} | {"busy_seconds": busy_seconds}
    path.write_text(toml_text(values, store=kept, roster=roster))
    return path


def served_kills(world: World, kills: int, seed: int, tally: Counted) -> None:
    """So many kills, rounded up to a multiple of the four steps, each at a random moment of its request."""
    dice = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(-(-kills // len(_STEPS))):
        world.restore()
        for step, start, ask in _STEPS:
            with start(world) as server:
                shown = _killed_while(server, world, ask, dice.uniform(0, LONGEST_SECONDS))
            with start(world):
                outcome = step.judge(world, shown)
                world.require_sound()
            tally.add(step.name, PHASE, outcome)
        world.require_swept()


def _killed_while(server: KilledServer, world: World, ask: Ask, seconds: float) -> bytes | None:
    """Return what came of the answer; None if nothing that a person could see."""
    killer = threading.Timer(seconds, server.kill)
    with httpx.Client(base_url=server.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60) as client:
        client.cookies.set("kentongan", world.started.cookie)
        killer.start()
        try:
            return ask(world, client)
        except httpx.TransportError:
            return None
        finally:
            killer.join()
            server.wait_for_the_end()
            world.office.database.close()


def send_report(world: World, client: httpx.Client) -> bytes:
    """A reporter sends the form; the page that came back."""
    form = world.started.form
    return client.post(form.action, data=form.fields | ANSWERS).content


def send_files(world: World, client: httpx.Client) -> bytes:
    """A reporter sends two files; the page that came back."""
    files = list(UploadStep().files)
    body, kind = multipart([("csrf_token", world.started.form_token)], files)
    return client.post("/id/mailbox/attachments", content=body, headers={"Content-Type": kind}).content


def erase(world: World, client: httpx.Client) -> bytes:
    """Erase the reporter's copies; return the status."""
    answer = client.post("/id/mailbox/erase", data={"csrf_token": world.started.form_token})
    return str(answer.status_code).encode()


def reply(world: World, client: httpx.Client) -> bytes:
    """A workstation sends a file and the reply that brings it; the receipt."""

    def post(path: str, body: bytes, kind: str) -> httpx.Response:
        return client.post(
            path,
            content=body,
            headers={"Authorization": f"Bearer {world.started.officer_token}", "Content-Type": kind},
        )

    return OfficersReply().send(world, post)


_STEPS: Final[tuple[tuple[Step, Start, Ask], ...]] = (
    (Erasure(), source_server, erase),
    (UploadStep(), source_server, send_files),
    (ReportStep(), source_server, send_report),
    (OfficersReply(), gateway_server, reply),
)


@contextmanager
def ended(server: KilledServer) -> Iterator[KilledServer]:
    """Ended with the block, if it still lives."""
    try:
        yield server
    finally:
        if _group_lives(server.group):
            server.kill()
            server.wait_for_the_end()


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
