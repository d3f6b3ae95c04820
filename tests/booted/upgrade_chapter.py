"""A chapter of the long story: the server becomes a later version while reports come in, and none is lost."""

import time
from pathlib import Path
from typing import Final

from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT
from tests.booted.booted_machine import BootedMachine
from tests.booted.changed_packages import offer
from tests.booted.conversation_chapter import ShownConversation
from tests.booted.further_versions import GOOD
from tests.booted.planted_faults import faults
from tests.booted.steady_senders import Intake, ShownCode
from tests.booted.story import StoryError, demand, step
from tests.tor.tor_client import TorClient

_EACH: Final = 3
"""So many codes are shown before the upgrade, and after it."""
_SECONDS: Final = 90.0
_NEW_PAGE: Final = "Versi baru: "


def upgrade_under_load(
    server: BootedMachine, later: Path, client: TorClient, source: str, told: ShownConversation
) -> list[ShownCode]:
    """Upgrade to the later package by `kentongan upgrade`; return the codes that were shown, all of which open."""
    intake = Intake(lambda circuit: client.connect(source, circuit))
    offer(server, later)
    with step("The server is upgraded while reports come in"):
        before = _started(server)
        shown = _upgraded(server, intake)
        demand(not before & _started(server), "A server was not started anew.")
    with step("Reporters see the later version, and doctor that the upgrade has ended"):
        with intake.visit() as browser:
            demand(
                _NEW_PAGE in browser.ask("GET", "/id/")[1], "The pages are still those of the version before."
            )
        named = set(faults(server))
        demand(not named, f"Doctor names {sorted(named)} after the upgrade.")
    with step(f"All {len(shown)} codes that were shown open, and the first one too"):
        intake.require_open(shown)
        page = intake.mailbox(told.code)
        demand(all(words in page for words in told.words), f"The first mailbox lacks something:\n{page}")
    return shown


def _upgraded(server: BootedMachine, intake: Intake) -> list[ShownCode]:
    """Upgrade between reports that were acknowledged; return what was shown in that time."""
    intake.start()
    try:
        _wait_for(intake, _EACH)
        said = server.run("kentongan", "upgrade", seconds=300).output
        demand(f"Version {GOOD.version} works." in said, f"The upgrade does not say that it is done:\n{said}")
        _wait_for(intake, intake.count() + _EACH)
    finally:
        intake.stop()
    return intake.taken()


def _wait_for(intake: Intake, count: int) -> None:
    until = time.monotonic() + _SECONDS
    while intake.count() < count:
        if time.monotonic() > until:
            raise StoryError(f"Only {intake.count()} codes were shown in {_SECONDS:.0f} s, not {count}.")
        time.sleep(0.05)


def _started(server: BootedMachine) -> set[str]:
    """Return the names that systemd gave this start of both servers."""
    shown = server.run("systemctl", "show", "--property=InvocationID", "--value", SOURCE_UNIT, GATEWAY_UNIT)
    return set(shown.output.split())
