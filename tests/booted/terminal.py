"""A person at a terminal of a booted machine, who types when a question is shown."""

import os
import pty
import select
import subprocess
import time
from collections.abc import Sequence
from typing import Final

from tests.booted.booted_machine import BootedMachine

_SECONDS: Final = 180.0


def at_terminal(machine: BootedMachine, command: Sequence[str], *dialogue: tuple[str, str]) -> str:
    """Run a command, and type each answer once its question is on the screen; return all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*machine.entering(), "TERM=linux", *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, seen, until = "", 0, time.monotonic() + _SECONDS
    left = list(dialogue)
    try:
        while time.monotonic() < until:
            if not select.select([ours], [], [], 1.0)[0]:
                continue
            try:
                piece = os.read(ours, 4_096)
            except OSError:  # the last program at the terminal has ended
                break
            shown += piece.decode("utf-8", "replace")
            if left and left[0][0] in shown[seen:]:
                question, answer = left.pop(0)
                seen = shown.index(question, seen) + len(question)
                os.write(ours, f"{answer}\n".encode())
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert not left, f"This was never asked: {left[0][0]}\n{shown}"
    return shown
