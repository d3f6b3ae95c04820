"""The demo as a process of its own, started the way a person starts it, and what it says."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.free_ports import PATIENCE_SECONDS, free_row

ROOT: Final = Path(__file__).resolve().parents[2]
LAST_LINE: Final = re.compile(r"^Honest limits: .*\n", re.MULTILINE)
_PASSPHRASE: Final = "[a-z]{5}(?:-[a-z]{5}){2}"


class DemoDidNotStartError(Exception):
    """The demo ended, or said nothing more, before it was ready."""


@dataclass(frozen=True)
class ListedPerson:
    """The demo's words about a person of its office, and a link to their interface."""

    id: str
    link: str
    passphrase: str


class RunningDemo:
    """A context manager; leaving it ends the demo with Ctrl-C's signal.

    At first `PROGRAMS` serve: the source interface, the gateway, and two officers' interfaces.
    """

    PROGRAMS: Final = 4

    def __init__(
        self, folder: Path, base: int | None = None, options: Sequence[str] = (), said: str = "said"
    ) -> None:
        self.folder = folder
        self.base = free_row() if base is None else base
        self._command = [str(ROOT / "install" / "demo")]
        self._options = ["--folder", str(folder), "--port-base", str(self.base), *options]
        self._said_file = folder.with_name(f"{folder.name}.{said}")

    def __enter__(self) -> Self:
        with self._said_file.open("wb") as said:
            self.process = subprocess.Popen(
                [*self._command, *self._options],
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while LAST_LINE.search(self.said) is None:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise DemoDidNotStartError(self.said)
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)

    @property
    def said(self) -> str:
        """Everything that it printed so far."""
        return self._said_file.read_text("utf-8")

    @property
    def server(self) -> Path:
        """Everything the server wrote."""
        return Path(self._after("Server data"))

    @property
    def source(self) -> str:
        """The address of the source interface, with its last slash."""
        return self._after("Reporter")

    def person(self, identifier: str) -> ListedPerson:
        """Return what was printed of a person; a link that was not printed is asked for, which starts the interface."""
        printed = re.search(rf"^  (http://{identifier}\.\S+/start/\S+)$", self.said, re.MULTILINE)
        passphrase = re.search(rf"^{identifier} +.*? +({_PASSPHRASE}) +\S", self.said, re.MULTILINE)
        assert passphrase is not None, self.said
        link = printed[1] if printed else self.new_link(identifier)
        return ListedPerson(identifier, link, passphrase[1])

    def ask(self, word: str, identifier: str) -> str:
        """Return what `install/demo totp` or `install/demo link` answers."""
        command = [*self._command, word, identifier, "--folder", str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def new_link(self, identifier: str) -> str:
        """A new one-use link; the one before ends."""
        return self.ask("link", identifier).strip()

    def code(self, identifier: str) -> str:
        """The current TOTP code."""
        return self.ask("totp", identifier).split()[0]

    def processes(self) -> dict[int, str]:
        """Every living process that the demo started, or that was given its folder; by number, with its arguments.

        GnuPG's agents hide their environment, and are below the interface that started them.
        """
        mark = os.fsencode(self.folder)
        all_words = {pid: words for pid in _all_processes() if (words := _read(pid, "cmdline"))}
        ours = {pid for pid, words in all_words.items() if mark in words + _read(pid, "environ")}
        parents = {pid: _parent(pid) for pid in all_words}
        if self.process.poll() is None:
            ours |= {pid for pid in parents if self.process.pid in _line_of(pid, parents)}
        return {pid: all_words[pid].replace(b"\0", b" ").decode() for pid in ours}

    def survivors(self, before: dict[int, str]) -> dict[int, str]:
        """Those of `before` that still run, and whatever else has this demo's folder."""
        now = {pid: _read(pid, "cmdline").replace(b"\0", b" ").decode() for pid in before}
        return {pid: words for pid, words in before.items() if now[pid] == words} | self.processes()

    def _after(self, label: str) -> str:
        found = re.search(rf"^{re.escape(label)} +(.*)$", self.said, re.MULTILINE)
        assert found is not None, self.said
        return found[1]


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def _read(pid: int, name: str) -> bytes:
    """A file of a process; empty when it ended, or hides this from its own user."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def _parent(pid: int) -> int:
    words = _read(pid, "stat").rpartition(b")")[2].split()
    return int(words[1]) if words else 0


def _line_of(pid: int, parents: dict[int, int]) -> list[int]:
    """The process, its parent, and so on."""
    line = []
    while pid:
        line.append(pid)
        pid = parents.get(pid, 0)
    return line
