"""Kill the processes of a drop box again and again, and see that no promise breaks.

    python -m tests.faults.kills --points 1000 --seed 7 --served 60

The steps of `steps.py` and `migrations.py` run in forks of this process, each killed at one call of the kernel
(`killing.py`) or at a random moment; `served.py` kills whole process groups of gunicorn. It prints a table of phase ×
kills × what survived, and ends with an error at the first promise that is broken.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from tests.faults.killing import Point, run_killed, run_whole
from tests.faults.migrations import steps
from tests.faults.served import served_kills
from tests.faults.steps import (
    Erasure,
    NewCode,
    OfficersReply,
    ReportStep,
    Step,
    UploadStep,
    WithdrawalStep,
)
from tests.faults.world import World
from tests.office_people import OfficeKeys

RANDOM: Final = "at a random moment"
TRIES: Final = 3
RANDOM_SHARE: Final = 0.2
WIDTHS: Final = (28, 34, 6)


@dataclass
class Tally:
    """A count of what survived, by step and phase."""

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def add(self, step: str, phase: str, outcome: str) -> None:
        self.counts.setdefault((step, phase), Counter())[outcome] += 1

    @property
    def kills(self) -> int:
        return sum(sum(counter.values()) for counter in self.counts.values())

    def phases(self, step: str) -> set[str]:
        return {phase for name, phase in self.counts if name == step}

    def table(self) -> Iterable[str]:
        yield _row("step", "killed while", "kills", "what was there after the restart")
        for (step, phase), counter in self.counts.items():
            outcomes = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(counter.items()))
            yield _row(step, phase, str(sum(counter.values())), outcomes)


def all_steps() -> list[Step]:
    """What people do, and the migrations step by step."""
    return [
        ReportStep(),
        UploadStep(),
        OfficersReply(),
        Erasure(),
        WithdrawalStep(),
        NewCode(),
        *steps(),
    ]


def kill(world: World, step: Step, kills: int, seed: int, tally: Tally) -> set[str]:
    """Kill a step so many times, in each of its phases at least once; gives the phases."""
    dice = random.Random(f"{seed} {step.name}")  # noqa: S311 - to be repeated, not to be secret
    world.restore()
    step.arrange(world)
    world.rest()
    whole, points = run_whole(partial(step.prepare, world), world.trace)
    _judge(world, step, whole.shown, "nothing: it was not killed")
    for point in choose(points, kills, dice):
        seconds = whole.seconds
        for _ in range(TRIES):
            world.restore()
            step.arrange(world)
            world.rest()
            ending = run_killed(partial(step.prepare, world), point, seconds)
            outcome = _judge(world, step, ending.shown, str(point))
            if ending.killed:
                tally.add(step.name, point.phase, outcome)
                break
            seconds /= 4  # it was quicker than the first time
    return {point.phase for point in points}


def choose(points: list[Point], kills: int, dice: random.Random) -> list[Point]:
    """One point of each phase, then as many others as are asked for, then random moments."""
    shuffled = dice.sample(points, len(points))
    first = {point.phase: point for point in shuffled}
    others = [point for point in shuffled if point is not first[point.phase]]
    exact = [*first.values(), *others][: max(len(first), kills - round(kills * RANDOM_SHARE))]
    moments = [Point(RANDOM, share=dice.random()) for _ in range(max(0, kills - len(exact)))]
    return sorted(exact, key=points.index) + moments


def _judge(world: World, step: Step, shown: bytes | None, where: str) -> str:
    try:
        outcome = step.judge(world, shown)
        world.require_sound()
        world.require_swept()
    except BaseException as error:
        error.add_note(f"killed: {step.name}, {where}")
        raise
    return outcome


def _row(*cells: str) -> str:
    return "  ".join([*(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)), cells[-1]])


def main() -> None:
    """The long run."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--points", type=int, default=400, help="kills in forks, spread over all steps")
    options.add_argument("--served", type=int, default=40, help="kills of whole gunicorn process groups")
    options.add_argument(
        "--seed", type=int, default=1, help="chooses the points; the same seed, the same points"
    )
    chosen = options.parse_args()
    tally = Tally()
    with (
        tempfile.TemporaryDirectory(prefix="kentongan-kills-") as folder,
        OfficeKeys(Path(folder, "keys")) as keys,
    ):
        world = World(Path(folder), keys)
        chosen_steps = all_steps()
        for step in chosen_steps:
            kill(world, step, -(-chosen.points // len(chosen_steps)), chosen.seed, tally)
        served_kills(world, chosen.served, chosen.seed, tally)
        world.close()
    sys.stdout.write("\n".join([*tally.table(), f"{tally.kills} kills, no promise broken", ""]))


if __name__ == "__main__":
    main()
