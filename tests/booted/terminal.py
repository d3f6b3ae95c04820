"""A person at a terminal of a booted machine, who types when a question is shown."""

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.story import StoryError

_SECONDS: Final = 180.0
Answer = str | Callable[[str], str]
"""The words to type, or a secret that is found on the screen once the question stands there."""
Exchange = tuple[str, Answer]
"""A question on the screen, and what is typed then."""
_DRAWN: Final = re.compile(r"^ {4}[a-z]+(?: [a-z]+){4,}", re.MULTILINE)
"""The words of a passphrase, as they are shown to be written on paper."""


def at_terminal(
    machine: BootedMachine, command: Sequence[str], *exchanges: Exchange, user: str = "root"
) -> str:
    """Run a command there at a terminal and type the answers; return the screen when it has ended well."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [*machine.entering(user), "env", "TERM=linux", *command],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(theirs)
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        screen = _Screen(terminal.fileno())
        try:
            for question, answer in exchanges:
                screen.wait_for(question)
                screen.type(answer)
            screen.wait_for_end()
            status = process.wait(_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if status != 0:
        raise StoryError(f"{machine.name}: status {status}\n{screen.told}")
    return screen.text


class _Screen:
    """The screen of a terminal; `text` is all that stands on it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._end = time.monotonic() + _SECONDS
        self._seen = 0
        self._secrets: set[str] = set()
        self.text = ""

    @property
    def told(self) -> str:
        """All of it without secrets, for whoever reads why a story ended."""
        text = _DRAWN.sub("    …", self.text)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text

    def wait_for(self, words: str) -> None:
        """Wait until these words stand there, after those that were waited for before."""
        while (found := self.text.find(words, self._seen)) == -1:
            if not self._read():
                raise StoryError(f"The command ended before it asked {words!r}:\n{self.told}")
        self._seen = found + len(words)

    def type(self, answer: Answer) -> None:
        """Type an answer."""
        if callable(answer):
            answer = answer(self.text)
            self._secrets.add(answer)
        os.write(self._descriptor, f"{answer}\n".encode())

    def wait_for_end(self) -> None:
        """Wait until nothing holds the terminal any more."""
        while self._read():
            pass

    def _read(self) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(0.0, self._end - time.monotonic()))
        if not ready:
            raise StoryError(f"Nothing more comes:\n{self.told}")
        try:
            piece = os.read(self._descriptor, 2**16)
        except OSError:  # EIO: the other side is closed
            return False
        self.text += piece.decode("utf-8", "replace")
        return bool(piece)
