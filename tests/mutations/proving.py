"""Proofs that a kind's test can fail: its reader is made to raise where it should skip or mark; the trial must tell."""

import importlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from crypto.errors import KentonganError
from tests.mutations.row_kinds import Kind
from tests.mutations.scene import Scene
from tests.mutations.trial import quick, try_kind


class InjectedError(Exception):
    """The fault that a test put into a reader."""


def proved(scene: Scene, kind: type[Kind], seed: int, further: int) -> dict[str, bool]:
    """Return whether the trial told it, for each of the kind's readers, that this one raises."""
    numbers = quick(scene, kind, further)
    found = {}
    for reader in kind.readers:
        with raising(reader):
            tally = try_kind(scene, kind, seed, numbers, None, quietly=True, one_failure=True)
        found[reader] = bool(tally.failures)
    return found


@contextmanager
def raising(reader: str) -> Iterator[None]:
    """Let this place of the product raise what no code expects, where it would say that a row is not to be believed."""
    module_name, _, path = reader.partition(":")
    holder: Any = importlib.import_module(module_name)
    *way, name = path.split(".")
    for step in way:
        holder = getattr(holder, step)
    with ExitStack() as stack:
        stack.enter_context(patch.object(holder, name, _raising(getattr(holder, name))))
        yield


def _raising(found: Any) -> Callable[..., Any]:  # noqa: ANN401 - any function or class of the product
    if isinstance(found, type):  # what stands in the place of a row that is not believed
        return _never

    def instead(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as the product's
        try:
            result = found(*arguments, **named)
        except KentonganError as error:
            raise InjectedError(type(error).__name__) from None
        return _pieces(result) if isinstance(result, Generator) else result

    return instead


def _pieces(found: Generator[Any]) -> Iterator[Any]:
    try:
        yield from found
    except KentonganError as error:
        raise InjectedError(type(error).__name__) from None


def _never(*_arguments: object, **_named: object) -> None:
    raise InjectedError
