"""Commands to a virtual machine through QEMU's guest agent there: JSON lines over a socket, and no network."""

import base64
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tests.booted.json_lines import JsonLines
from tests.booted.machine import CommandResult

_PAUSE: Final = 0.05
_SYNCHRONISE_SECONDS: Final = 15.0
_ANSWER_SECONDS: Final = 60.0


class GuestAgentError(Exception):
    """The guest agent refused, or was not there in time."""


class GuestAgent:
    """The agent behind a socket of QEMU's; one command at a time."""

    def __init__(self, path: Path, answer_seconds: float = _ANSWER_SECONDS) -> None:
        self._lines = JsonLines(path)
        self._answer_seconds = answer_seconds
        self._is_in_step = False

    def connect(self, seconds: float, runs: Callable[[], bool]) -> None:
        """Wait until the agent answers; raise `GuestAgentError` if it does not in time, or its machine ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and runs():
            with suppress(OSError, ValueError):
                self._synchronise()
                return
            time.sleep(_PAUSE)
        raise GuestAgentError("The guest agent does not answer.")

    def execute(
        self, words: list[str], environment: list[str], given: bytes, seconds: float
    ) -> CommandResult:
        """Run a program with these words, and wait for its end."""
        program, *arguments = words
        asked = {"path": program, "arg": arguments, "env": environment, "capture-output": True}
        if given:
            asked["input-data"] = base64.b64encode(given).decode("ascii")
        pid = self._ask("guest-exec", **asked)["pid"]
        until = time.monotonic() + seconds
        while not (state := self._ask("guest-exec-status", pid=pid))["exited"]:
            if time.monotonic() > until:
                raise GuestAgentError(f"{' '.join(words)} did not end within {seconds:.0f} seconds.")
            time.sleep(_PAUSE)
        if state.get("out-truncated") or state.get("err-truncated"):
            raise GuestAgentError(f"{' '.join(words)} wrote more than the agent keeps.")
        status = state.get("exitcode", 128 + state.get("signal", 0))
        return CommandResult(status, _text(state, "out-data"), _text(state, "err-data"))

    def close(self) -> None:
        """Close the connection."""
        self._lines.close()

    def _synchronise(self) -> None:
        """Connect, and pass over what an earlier agent left unread."""
        self._lines.connect(_SYNCHRONISE_SECONDS)
        number = time.monotonic_ns() % 2**31
        self._lines.send("guest-sync", {"id": number})
        while self._lines.receive().get("return") != number:
            pass
        self._lines.set_patience(self._answer_seconds)
        self._is_in_step = True

    def _ask(self, command: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON of any shape
        try:
            if not self._is_in_step:
                self._synchronise()
            self._is_in_step = False  # an answer that comes too late must not pass for the next command's
            self._lines.send(command, arguments)
            answer = self._lines.receive()
            self._is_in_step = True
        except (OSError, ValueError) as error:
            raise GuestAgentError(f"The guest agent does not answer: {error}") from None
        if "error" in answer:
            raise GuestAgentError(f"{command}: {answer['error']['desc']}")
        return answer["return"]


def _text(state: dict[str, Any], name: str) -> str:
    return base64.b64decode(state.get(name, "")).decode("utf-8", "replace")
