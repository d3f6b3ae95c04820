"""A chapter of the long story: the servers are killed while reports come in, and all that was acknowledged is there."""

import time
from typing import Final

from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT
from tests.booted.booted_machine import BootedMachine
from tests.booted.conversation_chapter import ShownConversation
from tests.booted.steady_senders import Intake, ShownCode
from tests.booted.story import StoryError, demand, step
from tests.tor.tor_client import TorClient

_KILLS: Final = 3
_EACH: Final = 3
"""So many codes are shown before each kill."""
_SECONDS: Final = 90.0


def kill_under_load(
    server: BootedMachine, client: TorClient, source: str, told: ShownConversation
) -> list[ShownCode]:
    """Kill both servers again and again; return the codes that were shown, all of which open."""
    intake = Intake(lambda circuit: client.connect(source, circuit))
    with step(f"Both servers are killed {_KILLS} times while reports come in"):
        shown = _killed(server, intake)
    with step(f"All {len(shown)} codes that were shown open, and the first one too"):
        intake.require_open(shown)
        page = intake.mailbox(told.code)
        demand(all(words in page for words in told.words), f"The first mailbox lacks something:\n{page}")
    with step("Every chain of decisions is whole"):
        server.run("kentongan", "audit", "verify")
    return shown


def _killed(server: BootedMachine, intake: Intake) -> list[ShownCode]:
    intake.start()
    try:
        for kill in range(1, _KILLS + 1):
            until = time.monotonic() + _SECONDS
            while intake.count() < kill * _EACH:
                if time.monotonic() > until:
                    raise StoryError(f"Only {intake.count()} codes were shown after {kill - 1} kills.")
                time.sleep(0.05)
            server.run("systemctl", "kill", "--signal=KILL", SOURCE_UNIT, GATEWAY_UNIT)
    finally:
        intake.stop()
    for unit in (SOURCE_UNIT, GATEWAY_UNIT):
        server.wait_for_unit(unit)
    return intake.taken()
