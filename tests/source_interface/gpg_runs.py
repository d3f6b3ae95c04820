"""Counts the runs of GnuPG in this process: those that verify a signature, or others."""

import os
import sys


class GpgRuns:
    """`count` of runs for `task` since it was set to nothing; `counting` ends with the test: the hook stays."""

    def __init__(self, *tasks: str) -> None:
        self.tasks = set(tasks or ("--verify",))
        self.counting = True
        self.count = 0
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.counting and event == "subprocess.Popen":
            command = arguments[1]
            assert isinstance(command, list | tuple)
            self.count += not self.tasks.isdisjoint(map(os.fsdecode, command))
