"""QEMU's monitor: it stops a virtual machine, writes its memory to a file, and lets it go on."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tests.booted.json_lines import JsonLines
from tests.booted.machine import PAUSE

_SECONDS: Final = 120.0
_GREETING: Final = "QMP"


class MonitorError(Exception):
    """QEMU refused a command, or did not answer in time."""


class QemuMonitor:
    """The monitor of a QEMU that runs."""

    def __init__(self, path: Path) -> None:
        self._lines = JsonLines(path)
        until = time.monotonic() + _SECONDS
        while True:
            with suppress(OSError):
                self._lines.connect(_SECONDS)
                break
            if time.monotonic() > until:
                raise MonitorError("QEMU opens no monitor.")
            time.sleep(PAUSE)
        self._answer(_GREETING)
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON of any shape
        """Return the answer to a command; raise `MonitorError` with QEMU's reason."""
        self._lines.send(command, arguments)
        return self._answer("return")

    def wait_for(self, command: str, *states: str) -> None:
        """Wait until a query says one of these states."""
        until = time.monotonic() + _SECONDS
        while (state := self.ask(command).get("status")) not in states:
            if state == "failed" or time.monotonic() > until:
                raise MonitorError(f"{command}: {state}")
            time.sleep(PAUSE)

    def close(self) -> None:
        """Close the connection."""
        self._lines.close()

    def _answer(self, kind: str) -> Any:  # noqa: ANN401 - JSON of any shape
        """Return the next answer, past what QEMU tells unasked."""
        while True:
            said = self._lines.receive()
            if "error" in said:
                raise MonitorError(str(said["error"]["desc"]))
            if kind in said:
                return said[kind]
