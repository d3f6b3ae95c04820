"""A command that is watched to its end: it, and all that it started, ends with its watcher."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Final

from tests.whole_run.descendants import end_descendants
from tests.whole_run.die_with_parent import adopt_orphans

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.1
_BY_SIGNAL: Final = 128


class Watch:
    """Runs commands, one after the other; a signal that ends this process ends them first.

    `pass_on` is the signal that a command gets for any of those. It has `patience` seconds to end by itself, or until
    the next signal. Whatever is left below this process is ended then, and after each command.
    """

    def __init__(self, patience: float, pass_on: signal.Signals | None = None) -> None:
        self._patience = patience
        self._pass_on = pass_on
        self._asked: list[int] = []
        adopt_orphans()
        for number in ENDING:
            signal.signal(number, self._note)

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Return the exit status of the command: 128 and the signal's number if one ended it, or was asked of us."""
        if self._asked:
            return _BY_SIGNAL + self._asked[0]
        # In a session of its own it hears of the terminal's Ctrl-C through us alone, and once.
        process = subprocess.Popen(command, env=dict(environment), start_new_session=True)
        try:
            code = self._wait(process)
        finally:
            end_descendants(GRACE_SECONDS)
        if self._asked:
            return _BY_SIGNAL + self._asked[0]
        return _BY_SIGNAL - code if code < 0 else code

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        end: float | None = None
        while (code := _ended(process)) is None:
            if self._asked and end is None:
                end = time.monotonic() + self._patience
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, self._pass_on or self._asked[0])
            if end is not None and (time.monotonic() > end or len(self._asked) > 1):
                return -signal.SIGKILL  # by `end_descendants`
        return code

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._asked.append(number)


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    """Return the status of the command if it has ended, after a moment; daemons that ended are taken note of."""
    while (found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
        if found.si_pid == process.pid:
            return process.wait()
        os.waitpid(found.si_pid, 0)
    time.sleep(_LOOK_SECONDS)
    return None
