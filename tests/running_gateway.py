"""A gateway in a process of its own, as an office runs it: gunicorn with our settings.

with RunningGateway(office) as gateway:
    token = office.sign_in(gateway.url, "sari")
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from store.gateway.config import VARIABLE
from tests.fork_server import ForkedProcess
from tests.free_ports import comes_to_answer, free_port
from tests.office import TestOffice

ROOT: Final = Path(__file__).resolve().parent.parent
_SERVER: Final = ("gunicorn", "-c", "python:store.gateway.gunicorn_conf", "store.gateway.wsgi:app")


class RunningGateway:
    """Started and answering on entry, ended on exit. `log` is what it wrote to its standard error.

    Where the process is not what a test looks at, it may be `forked`, which is quicker.
    """

    def __init__(
        self,
        office: TestOffice,
        environment: Mapping[str, str] | None = None,
        *,
        forked: bool = False,
        **changes: object,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = office.folder / f"gateway-{self.port}.log"
        self._home = office.folder / f"home-{self.port}"
        self._home.mkdir()
        configuration = office.gateway_configuration(f"127.0.0.1:{self.port}", **changes)
        with self.log_file.open("wb") as log:
            given = {"PATH": os.defpath, "HOME": str(self._home), VARIABLE: str(configuration)}
            given |= dict(environment or {})
            self.process: subprocess.Popen[bytes] | ForkedProcess
            if forked:
                self.process = ForkedProcess(_SERVER, given, log.fileno())
            else:
                command = [sys.executable, "-m", *_SERVER]
                self.process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)

    def __enter__(self) -> Self:
        if comes_to_answer(f"{self.url}/v1/roster", self.process):
            return self
        self.stop()
        raise AssertionError(f"The gateway did not start: {self.log()}")

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGINT)

    def stop(self, ending: signal.Signals = signal.SIGTERM) -> int:
        """End it as a service manager does, or with SIGINT: then it waits for no request. Gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(ending)
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def log(self) -> str:
        """Return what it wrote so far."""
        return self.log_file.read_text("utf-8", "replace")

    def home_files(self) -> list[Path]:
        """Return what it left in its user's home."""
        return list(self._home.rglob("*"))

    def processes(self) -> list[int]:
        """The master and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [self.process.pid, *map(int, children.split())]
