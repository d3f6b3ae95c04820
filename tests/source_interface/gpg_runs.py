"""Counts the signatures that GnuPG is asked about in this process."""

import os
import sys


class GpgRuns:
    """`count` since it was set to nothing; `counting` ends with the test, because the hook stays."""

    def __init__(self) -> None:
        self.counting = True
        self.count = 0
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.counting and event == "subprocess.Popen":
            command = arguments[1]
            assert isinstance(command, list | tuple)
            self.count += "--verify" in [os.fsdecode(argument) for argument in command]
