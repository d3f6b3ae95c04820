"""Measuring on a machine that others use too: in turns, and by the median."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median


def seconds(action: Callable[[], object]) -> float:
    """Return how long it takes once."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_turns(rounds: int, *actions: Callable[[], float]) -> list[list[float]]:
    """Return what each action measured, round by round: A B A B …, so that a slow minute meets all of them."""
    found: list[list[float]] = [[] for _action in actions]
    for _round in range(rounds):
        for action, values in zip(actions, found, strict=True):
            values.append(action())
    return found


def ratio(above: list[float], below: list[float]) -> float:
    """The median of one by the median of the other."""
    return median(above) / median(below)


def spread(values: list[float], unit: str = "s", factor: float = 1) -> str:
    """Median, and from the least to the greatest."""
    low, middle, high = (factor * value for value in (min(values), median(values), max(values)))
    return f"{middle:.3g} {unit} ({low:.3g}–{high:.3g})"


@contextmanager
def on_cores(*cores: int) -> Iterator[None]:
    """This thread, and every thread and process that it starts meanwhile, runs on these cores only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
