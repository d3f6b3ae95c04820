"""A second try for a run of gpg that failed over a stranger's bytes, to tell their fault from the machine's.

A gpg that crashed, or exceeded its bounds, has judged its input. It is tried once more, with no other second try beside
it: a busy machine must not bury an honest message. A gpg that something else killed, or that the wall clock stopped,
proves nothing by itself. It counts only between two self-tests that pass.
"""

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from crypto.gpg.errors import GpgBoundsError, GpgDiedError, GpgTimeoutError, UnprocessableError

_T = TypeVar("_T")
_ONE_AT_A_TIME: Final = threading.Lock()


def with_second_try(run: Callable[[], _T], self_test: Callable[[], None]) -> _T:
    """Return the result of `run`, tried a second time if gpg fails.

    Raises `UnprocessableError` if gpg fails over its input twice, a `GpgFaultError` if `self_test` fails too, and any
    other error of `run`.
    """
    try:
        return run()
    except (UnprocessableError, GpgDiedError, GpgTimeoutError):
        with _ONE_AT_A_TIME:
            return _second_try(run, self_test)


def _second_try(run: Callable[[], _T], self_test: Callable[[], None]) -> _T:
    self_test()
    try:
        return run()
    except (GpgDiedError, GpgTimeoutError):
        self_test()
        raise GpgBoundsError from None
