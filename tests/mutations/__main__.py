"""The command: see the package's description."""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from random import SystemRandom

from tests.mutations.registry import KINDS
from tests.mutations.tasks import prove, try_one
from tests.mutations.trial import Tally

_WIDTHS = (10, 9, 8, 7, 8, 8, 9, 9, 10)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="this kind alone, or several")
    parser.add_argument("--count", type=int, default=2_000, help="how many mutations of each (2000)")
    parser.add_argument("--seed", type=int, help="the same seed mutates the same way (any)")
    parser.add_argument("--only", type=int, help="the mutation of this number alone, through all pages")
    parser.add_argument("--jobs", type=int, default=2, help="how many kinds at once (2)")
    parser.add_argument("--prove", action="store_true", help="let each reader raise: the test must notice")
    chosen = parser.parse_args()
    seed = SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    kinds = chosen.kind or list(KINDS)
    sys.stdout.write(f"seed {seed}, {len(kinds)} kinds\n")
    sys.stdout.flush()
    numbers = range(chosen.count) if chosen.only is None else range(chosen.only, chosen.only + 1)
    began = time.monotonic()
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        task = prove if chosen.prove else try_one
        running = [pool.submit(task, kind, seed, numbers, whole=chosen.only is not None) for kind in kinds]
        tallies = [_told(future.result()) for future in as_completed(running)]
    _table(tallies, time.monotonic() - began)
    return 1 if any(tally.failures for tally in tallies) else 0


def _told(tally: Tally) -> Tally:
    sys.stdout.write(f"{_line(tally)}\n")
    sys.stdout.flush()
    return tally


def _line(tally: Tally) -> str:
    values = (
        tally.mutations,
        tally.refused,
        tally.posted,
        tally.taken,
        tally.rounds,
        tally.pages,
        round(tally.seconds),
        round(tally.slowest),
        len(tally.failures),
    )
    return f"{tally.kind:18}" + "".join(
        f"{value:{width}}" for value, width in zip(values, _WIDTHS, strict=True)
    )


def _table(tallies: list[Tally], seconds: float) -> None:
    columns = ("mutations", "refused", "posted", "taken", "rounds", "pages", "seconds", "slowest", "failures")
    head = f"{'kind':18}" + "".join(
        f"{column:>{width}}" for column, width in zip(columns, _WIDTHS, strict=True)
    )
    total = Tally("all")
    for tally in tallies:
        total.mutations += tally.mutations
        total.refused += tally.refused
        total.posted += tally.posted
        total.taken += tally.taken
        total.rounds += tally.rounds
        total.pages += tally.pages
        total.slowest = max(total.slowest, tally.slowest)
        total.failures += tally.failures
    total.seconds = seconds
    lines = [head, *(_line(tally) for tally in sorted(tallies, key=lambda tally: tally.kind)), _line(total)]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
