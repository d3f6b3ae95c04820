"""Commands to a guest whose agent is slow."""

import json
import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.booted.guest_agent import GuestAgent, GuestAgentError


class SlowGuest:
    """An agent that answers one command after another, the first program only once somebody connects again.

    As with QEMU, an answer goes to whoever is connected then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._lines: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()
        self._started = 0
        for work in (self._accept, self._answer):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        while True:
            line, _address = self._listener.accept()
            self._lines.put(line)
            threading.Thread(target=self._read, args=[line], daemon=True).start()

    def _read(self, line: socket.socket) -> None:
        for asked in line.makefile("rb"):
            self._asked.put(asked)

    def _answer(self) -> None:
        line = self._lines.get()
        while True:
            asked = json.loads(self._asked.get())
            answer: object = {"exited": True, "exitcode": self._started}
            if asked["execute"] == "guest-sync":
                answer = asked["arguments"]["id"]
            elif asked["execute"] == "guest-exec":
                self._started += 1
                answer = {"pid": self._started}
                if self._started == 1:
                    line = self._lines.get()
            line.sendall(json.dumps({"return": answer}).encode() + b"\n")


@pytest.fixture
def slow_guest(tmp_path: Path) -> Iterator[SlowGuest]:
    made = SlowGuest(tmp_path / "agent")
    yield made
    made.path.unlink()


def test_an_answer_that_comes_too_late_is_not_taken_for_that_of_the_next_command(
    slow_guest: SlowGuest,
) -> None:
    agent = GuestAgent(slow_guest.path, answer_seconds=0.5)
    agent.connect(20, lambda: True)
    with pytest.raises(GuestAgentError):
        agent.execute(["/usr/bin/first"], [], b"", 20)
    assert agent.execute(["/usr/bin/second"], [], b"", 20).status == 2
    agent.close()
