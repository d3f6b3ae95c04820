"""A flood beside honest reports, over any `Connector`.

    outcome = run(connect, seconds=60, crowd=Crowd())   # blocks; the flood is over when it returns
    outcome.share                                       # of honest reports that got a codename
    print(outcome.lines())

`connect(label)` opens one connection over the circuit with that label (`tests.load.visits.Connector`); over Tor a label
is a name and password of the SOCKS isolation. Honest people each come over a circuit of their own; the flood has
`crowd.circuits` of them.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields

from tests.load import attackers
from tests.load.attackers import Attack
from tests.load.honest import FAILURES, PAUSE_SECONDS, Honest
from tests.load.visits import Browser, Connector

TARGET_SHARE = 0.95


@dataclass(frozen=True)
class Crowd:
    """The number of each kind that do their worst at the same time, and of circuits in all."""

    submissions: int = 12
    wrong_codes: int = 12
    slow_bodies: int = 40
    slow_heads: int = 40
    silences: int = 40
    slow_uploads: int = 16
    huge_uploads: int = 4
    honest: int = 3
    circuits: int = 60

    def attackers(self) -> list[tuple[str, Attack]]:
        """Each with the name of its kind."""
        kinds: dict[str, Attack] = {
            "submissions": attackers.submission,
            "wrong_codes": attackers.wrong_code,
            "slow_bodies": attackers.slow_body,
            "slow_heads": attackers.slow_head,
            "silences": attackers.silence,
            "slow_uploads": attackers.slow_upload,
            "huge_uploads": attackers.huge_upload,
        }
        return [
            (field.name, kinds[field.name])
            for field in fields(self)
            if field.name in kinds
            for _sender in range(getattr(self, field.name))
        ]


@dataclass
class Outcome:
    """The results of the honest reports, and of the flood."""

    honest: Honest = field(default_factory=lambda: Honest("report"))
    flood: Counter[str] = field(default_factory=Counter)

    @property
    def sent(self) -> int:
        """Honest reports in all."""
        return self.honest.sent

    @property
    def share(self) -> float:
        """Return the share of the honest reports that got a codename."""
        return self.honest.share()

    def lines(self) -> str:
        """For people."""
        return "\n".join(
            [
                f"honest reports that got through: {len(self.honest.seconds)} of {self.sent}, {self.share:.1%}"
                f" (target: at least {TARGET_SHARE:.0%})",
                *self.honest.lines(),
                told(self.flood),
            ]
        )


def told(flood: Counter[str]) -> str:
    """Return the answers to a flood, for people."""
    return "the flood: " + ", ".join(f"{what} × {count}" for what, count in sorted(flood.items()))


def run(connect: Connector, seconds: float, crowd: Crowd | None = None) -> Outcome:
    """The flood for so long; a person in the middle of an honest report finishes it."""
    crowd = crowd or Crowd()
    outcome, stop = Outcome(), threading.Event()
    end = time.monotonic() + seconds
    tasks: list[Callable[[], None]] = [
        lambda place=place, name=name, attack=attack: _attack(  # type: ignore[misc]  # defaults bind now
            connect, name, attack, (place, crowd.circuits), stop, outcome
        )
        for place, (name, attack) in enumerate(crowd.attackers())
    ]
    tasks += [
        lambda person=person: outcome.honest.again_and_again(connect, str(person), end, Browser.report)  # type: ignore[misc]  # the same
        for person in range(crowd.honest)
    ]
    threads = [threading.Thread(target=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads[-crowd.honest :]:
        thread.join()
    time.sleep(max(0.0, end - time.monotonic()))
    stop.set()
    for thread in threads:
        thread.join(90)
    return outcome


def _attack(
    connect: Connector,
    name: str,
    attack: Attack,
    place: tuple[int, int],
    stop: threading.Event,
    outcome: Outcome,
) -> None:
    """Over one of the flood's circuits after the other."""
    number, circuits = place
    while not stop.is_set():
        number += 1
        try:
            status = attack(connect, f"flood-{number % circuits}", stop)
        except FAILURES:
            outcome.flood[f"{name} cut off"] += 1
            stop.wait(PAUSE_SECONDS)
        else:
            outcome.flood[f"{name} {status or 'without an answer'}"] += 1
