"""The command's work on one kind, in a process of its own."""

import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.compiled_once import share_compiled
from tests.mutations.look import Before
from tests.mutations.proving import proved
from tests.mutations.registry import KINDS
from tests.mutations.scene import Scene, scene
from tests.mutations.trial import Failure, Tally, try_kind
from tests.office_people import OfficeKeys

_PROVING: Final = 30


def try_one(kind: str, seed: int, numbers: Iterable[int], *, whole: bool) -> Tally:
    """Try mutations of one kind in an office of its own."""
    share_compiled()
    try:
        with _own_scene() as made:
            return try_kind(made, KINDS[kind], seed, numbers, Before.of(made), whole=whole)
    except Exception:  # noqa: BLE001 - the other kinds are tried all the same
        traceback.print_exc()
        return Tally(kind, failures=[Failure(kind, seed, 0, "all", "the trial itself broke off")])


def prove(kind: str, seed: int, _numbers: Iterable[int], *, whole: bool) -> Tally:  # noqa: ARG001 - as `_try`
    """Return a tally whose failures are the readers that raised without a notice."""
    with _own_scene() as made:
        found = proved(made, KINDS[kind], seed, _PROVING)
    failures = [
        Failure(kind, seed, 0, reader, "raises, and no failure is reported")
        for reader, told in found.items()
        if not told
    ]
    return Tally(kind, _PROVING * len(found), failures=failures)


@contextmanager
def _own_scene() -> Iterator[Scene]:
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="km-")))
        keys = stack.enter_context(OfficeKeys(place / "keys"))
        yield stack.enter_context(scene(place, keys))
