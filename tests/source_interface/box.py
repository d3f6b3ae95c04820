"""A source interface for tests: its configuration, its app, its process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from flask import Flask

from crypto.derive import codename_root
from source_interface.app import create_app
from source_interface.config import SourceConfig
from source_interface.services import EXTENSION, SourceServices
from source_interface.web.rate_limits import Derive
from tests.fork_server import ForkedProcess
from tests.free_ports import free_port, wait_for_port
from tests.office import TestOffice
from tests.process_tree import children, descendants
from tests.server_configuration import server_configuration

ROOT = Path(__file__).resolve().parents[2]
_SERVER: Final = ("gunicorn", "-c", "python:source_interface.gunicorn_conf", "source_interface.wsgi:app")
_once: Final[Derive] = lru_cache(10_000)(codename_root)
"""The derivation, as slow as ever but only the first time: a test's reporter types the same code again and again."""


class Box:
    """The office's source interface."""

    def __init__(self, office: TestOffice, **changes: object) -> None:
        self.office = office
        roster = office.roster_table("source")
        self.config = msgspec.structs.replace(
            SourceConfig(store=office.config.store, roster=roster, derivations=2), **changes
        )
        self._apps: list[Flask] = []

    def app(self, **changes: object) -> Flask:
        """The app in this process; `changes` go into its configuration."""
        return self.app_deriving(_once, **changes)

    def app_deriving(self, derive: Derive, **changes: object) -> Flask:
        """Return an app like `app`, with this way from a code to its root."""
        app = create_app(msgspec.structs.replace(self.config, **changes), derive)
        self._apps.append(app)
        return app

    def services(self) -> SourceServices:
        """Return what the app works with."""
        found: SourceServices = (self._apps or [self.app()])[-1].extensions[EXTENSION]
        return found

    def close(self) -> None:
        for app in self._apps:
            app.extensions[EXTENSION].database.close()

    @contextmanager
    def serve(
        self,
        *before: str,
        environment: Mapping[str, str] | None = None,
        forked: bool = True,
        **changes: object,
    ) -> Iterator["Served"]:
        """A gunicorn of its own; `before` is a command to run it under.

        One that is not `forked`, or runs under a command, starts as an office starts it, which takes longer.
        """
        port = free_port()
        config = msgspec.structs.replace(self.config, bind=f"127.0.0.1:{port}", **changes)
        path = self.office.folder / "source.toml"
        path.write_text(server_configuration(config))
        log = self.office.folder / "source.log"
        given = {"PATH": os.environ["PATH"], "KENTONGAN_SOURCE_CONFIG": str(path)} | dict(environment or {})
        process: subprocess.Popen[bytes] | ForkedProcess
        with log.open("wb") as errors:
            if forked and not before:
                process = ForkedProcess(_SERVER, given, errors.fileno())
            else:
                command = [*before, sys.executable, "-m", *_SERVER]
                process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=errors, stderr=errors)
        try:
            wait_for_port(port, process, log)
            served = Served(master_of(process.pid) if before else process.pid, port, log)
            yield served
        finally:
            os.kill(master_of(process.pid) if before else process.pid, signal.SIGTERM)
            process.wait(60)


class Served:
    """A running gunicorn."""

    def __init__(self, pid: int, port: int, log: Path) -> None:
        self.pid = pid
        self.port = port
        self.log = log

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def descendants(self) -> dict[int, str]:
        """Every process below, with its command line."""
        return {pid: command_line(pid) for pid in descendants(self.pid)}

    def worker(self) -> int:
        """The process identifier of the one worker."""
        return children(self.pid)[0]

    def gpgs(self) -> list[int]:
        """The running gpg processes."""
        return [pid for pid, command in self.descendants().items() if "gpg" in command.split("\0")[0]]


def master_of(tracer: int) -> int:
    """The first process that a tracer started."""
    return children(tracer)[0]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_until(condition: object, seconds: float = 30, pause: float = 0.05) -> None:
    """Until `condition()` is true, with a pause between two looks; fails after a while."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(pause)
