"""Two hundred and more kills: whatever was shown is there, and nothing is there by half."""

import pytest

from tests.faults.kills import RANDOM, Tally, all_acts, kill
from tests.faults.migrations import steps
from tests.faults.served import served_kills
from tests.faults.steps import Step
from tests.faults.world import World

# Together with the kills of whole process groups they are more than 200.
KILLS = {"submission": 30, "upload": 22, "reply": 18, "erasure": 30, "new code": 20}
KILLS_A_MIGRATION = max(20, 105 // len(steps()))
SERVED_KILLS = 4
SEED = 20261


@pytest.mark.timeout(240)
@pytest.mark.parametrize("act", all_acts(), ids=lambda act: act.name)
def test_a_kill_in_any_phase_breaks_no_promise(world: World, act: Step) -> None:
    tally = Tally()
    kills = KILLS.get(act.name, KILLS_A_MIGRATION)
    phases = kill(world, act, kills, SEED, tally)
    assert tally.phases(act.name) >= phases, "a phase was not hit"
    assert {"writing the log", "committing", "answering", RANDOM} <= tally.phases(act.name)
    assert tally.kills > 0.9 * kills, "too many acts ended before their kill"


@pytest.mark.timeout(240)
def test_a_kill_of_a_whole_running_server_breaks_no_promise(world: World) -> None:
    tally = Tally()
    served_kills(world, SERVED_KILLS, SEED, tally)
    assert tally.kills == SERVED_KILLS
