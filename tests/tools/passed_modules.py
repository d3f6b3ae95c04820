"""The product's modules that a piece of work passes, told by the files of the functions that run.

with recording() as passed:
    do_the_work()
passed                                   # ["source_interface.app", …], in the order of their first call
"""

import inspect
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = ("source_interface", "journalist_interface", "store", "crypto")
MODELS: Final = frozenset({"model", "models"})


@contextmanager
def recording(root: Path = ROOT) -> Iterator[list[str]]:
    """Record what runs in the block: in this thread, and in threads that begin there. The list is filled at the end."""
    files: dict[str, None] = {}  # in the order of insertion

    def called(frame: FrameType, event: str, _argument: object) -> None:
        # The bodies of modules and classes are not optimised: an import passes nothing.
        if event == "call" and frame.f_code.co_flags & inspect.CO_OPTIMIZED:
            files.setdefault(frame.f_code.co_filename)

    passed: list[str] = []
    before, before_in_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield passed
    finally:
        sys.setprofile(before)
        threading.setprofile(before_in_threads)
    passed += modules_of(tuple(files), root)


def modules_of(files: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return the product's modules among these files, without models and without `__init__`."""
    # Templates run as functions too.
    found = (Path(file).resolve() for file in files if file.endswith(".py"))
    paths = (path.relative_to(root).with_suffix("") for path in found if path.is_relative_to(root))
    return [".".join(path.parts) for path in paths if _counts(path)]


def _counts(path: Path) -> bool:
    return path.parts[0] in PRODUCT and path.name != "__init__" and MODELS.isdisjoint(path.parts)
