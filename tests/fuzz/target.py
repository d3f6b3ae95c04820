"""A target, and the judgement of one input."""

import importlib
import logging
import pkgutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

PLANTED: Final = "Rahasia7f3c"
"""Stands in the seeds where a report's text would; it must never come out in an error or a log."""
_TARGETS: Final = "tests.fuzz.targets"


@dataclass(frozen=True, slots=True)
class Target:
    """Parses any bytes. `details` is for the parsers of the office's own files, whose errors name what is wrong."""

    run: Callable[[bytes], None]
    allowed: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]
    details: bool = False
    largest: int = 16_384

    def judge(self, data: bytes) -> None:
        """Run it; raises whatever a stranger's bytes must not be able to raise."""
        with _Listening() as said:
            try:
                self.run(data)
            except self.allowed as error:
                _check_words(error, details=self.details)
        assert PLANTED not in "".join(said), "a piece of the input is in the log"


def target_names() -> list[str]:
    """Every target there is."""
    package = importlib.import_module(_TARGETS)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def find_target(name: str) -> Target:
    """The target of this name, imported only now: a guided run must instrument what it imports."""
    found: Target = importlib.import_module(f"{_TARGETS}.{name}").TARGET
    return found


def _check_words(error: Exception, *, details: bool) -> None:
    """Check the words of the error that a person or a log could get to see."""
    shown = "".join(traceback.format_exception(error))
    assert PLANTED not in shown, "a piece of the input is in the traceback"
    assert PLANTED not in repr(error), "a piece of the input is in the error"
    if not details:
        assert str(error) == (type(error).__doc__ or "").strip(), "the error says more than its kind does"


class _Listening(logging.Handler):
    """Keeps what is logged meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []

    def __enter__(self) -> list[str]:
        logging.getLogger().addHandler(self)
        return self._said

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())
