"""One run of the typesetter, within bounds of processor time, memory, wall clock and output, and never left behind."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto.gpg.bounds import Bounds
from journalist_interface.bounded_child import BoundedChild, ChildBounds

_MODULE: Final = "journalist_interface.dossier.typesetter"
_THREADS: Final = "2"  # a thread for each of many cores would need address space beyond any bound


@dataclass(frozen=True, slots=True)
class TypesetterRun:
    """The end of a run: its exit status, its output, and whether it was stopped for taking too much."""

    status: int
    output: bytes
    stopped: bool


def run_typesetter(data: bytes, bounds: Bounds, most_output: int) -> TypesetterRun:
    """Return what the typesetter makes of this input.

    A run that a signal ended was stopped too: at its bounds the kernel ends it for its processor time, and Typst itself
    when it gets no more memory.
    """
    command = [sys.executable, "-P", "-s", "-m", _MODULE]
    within = ChildBounds(bounds.wall, prepare=bounds.apply)
    with BoundedChild(command, _environment(), (data,), within) as child:
        output = child.read(most_output + 1)
        too_much = len(output) > most_output
        if too_much:
            child.kill()
        status = child.end()
    return TypesetterRun(status, output, stopped=child.stopped or too_much or status < 0)


def _environment() -> dict[str, str]:
    here = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(dict.fromkeys((here, *filter(None, sys.path))))
    limits = {"RAYON_NUM_THREADS": _THREADS, "MALLOC_ARENA_MAX": _THREADS}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONPATH": paths, **limits}
