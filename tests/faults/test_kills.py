"""Two hundred and more kills: whatever was shown is there, and nothing is there by half."""

import pytest

from tests.faults.kills import RANDOM, Tally, all_steps, kill
from tests.faults.migrations import steps
from tests.faults.served import served_kills
from tests.faults.steps import Step
from tests.faults.world import World

# Together with the kills of whole process groups they are more than 200.
KILLS = {"submission": 30, "upload": 22, "reply": 18, "erasure": 30, "withdrawal": 30, "new code": 20}
KILLS_A_MIGRATION = max(20, 105 // len(steps()))
SERVED_KILLS = 4
SEED = 20261
# The short form: each phase once, and three random moments.
SHORT = {"submission": 14, "upload": 13, "reply": 13}
STEPS = [
    *(pytest.param(step, SHORT[step.name], id=step.name) for step in all_steps() if step.name in SHORT),
    *(
        pytest.param(
            step, KILLS.get(step.name, KILLS_A_MIGRATION), id=f"{step.name}-long", marks=pytest.mark.thorough
        )
        for step in all_steps()
    ),
]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("step", "kills"), STEPS)
def test_a_kill_in_any_phase_breaks_no_promise(world: World, step: Step, kills: int) -> None:
    tally = Tally()
    phases = kill(world, step, kills, SEED, tally)
    assert tally.phases(step.name) >= phases, "a phase was not hit"
    assert {"writing the log", "committing", "answering", RANDOM} <= tally.phases(step.name)
    assert tally.kills > 0.9 * kills, "too many steps ended before their kill"


@pytest.mark.timeout(240)
def test_a_kill_of_a_whole_running_server_breaks_no_promise(world: World) -> None:
    tally = Tally()
    served_kills(world, SERVED_KILLS, SEED, tally)
    assert tally.kills == SERVED_KILLS
