"""Running a function in a process of its own, as another user too.

A fork rather than a new interpreter: another user may not be able to read the interpreter or this checkout. The
parent must not have the database open (SQLite's locks belong to a process).
"""

import os
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, TypeVarTuple, cast

T = TypeVar("T")
Args = TypeVarTuple("Args")


@dataclass(frozen=True)
class User:
    """Numeric, so that the machine needs no accounts: user, its group, and the further groups."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()


def require_root() -> None:
    assert os.geteuid() == 0, (
        "this test changes users: run it as root, as install/test does on a fresh machine"
    )


class Process(Generic[T]):
    """A function running beside the test."""

    def __init__(self, function: Callable[[*Args], T], *arguments: *Args, user: User | None = None) -> None:
        answers, answer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(answers)
            _child(answer, user, function, arguments)
        os.close(answer)
        self._answers = answers

    def result(self) -> T:
        """Return what it returned; an exception there fails the test here."""
        with os.fdopen(self._answers, "rb") as file:
            answer = file.read()
        os.waitpid(self._pid, 0)
        good, value = pickle.loads(answer)  # noqa: S301 - from our own child
        assert good, value
        return cast("T", value)


def run(function: Callable[[*Args], T], *arguments: *Args, user: User | None = None) -> T:
    return Process(function, *arguments, user=user).result()


def _child(answer: int, user: User | None, function: Callable[[*Args], T], arguments: tuple[*Args]) -> None:
    try:
        if user is not None:
            os.setgroups(user.groups)
            os.setresgid(user.gid, user.gid, user.gid)
            os.setresuid(user.uid, user.uid, user.uid)
        value: tuple[bool, object] = (True, function(*arguments))
    except BaseException:  # noqa: BLE001 - whatever it is, the parent must hear of it
        value = (False, traceback.format_exc())
    with os.fdopen(answer, "wb") as file:
        file.write(pickle.dumps(value))
    os._exit(0)
