"""Typed codes over ever new circuits, and honest people beside them: who comes back with a code, who reports.

    figures = measure(connect, server, Plan())

`measure` floods a running server with codes, without a pause: once over so many connections, once over very many. It
gives figures with their targets, as the benchmarks do.
"""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.benchmarks.figures import Figure
from tests.load.attackers import guess, kept_open
from tests.load.flood import TARGET_SHARE, told
from tests.load.honest import FAILURES, PAUSE_SECONDS, Errand, Honest
from tests.load.likeness import likeness
from tests.load.unix_server import UnixServer
from tests.load.visits import Browser, Connector

HONEST_SECONDS = 20.0
MOST_LOST = 100 * (1 - TARGET_SHARE)
GUESSES_OF_CIRCUIT = 10
"""The number that a circuit may type: then another one takes its place."""


@dataclass(frozen=True)
class Plan:
    """`connections` type codes over so many `circuits` at a time, and `kept_open` more stay open beside them.

    Then `many` connections do. `samples` are the openings of each kind by which a classifier tries to tell codes apart.
    """

    seconds: float = 30.0
    connections: int = 16
    many: int = 200
    circuits: int = 100
    kept_open: int = 50
    returning: int = 3
    reporting: int = 2
    samples: int = 600


@dataclass
class Beside:
    """The results of both kinds of honest people, and of the flood."""

    sign_ins: Honest = field(default_factory=lambda: Honest("sign-in"))
    reports: Honest = field(default_factory=lambda: Honest("report"))
    flood: Counter[str] = field(default_factory=Counter)


def measure(connect: Connector, server: UnixServer, plan: Plan) -> list[Figure]:
    """All figures; the server's own socket is used only to prepare mailboxes."""
    codes = prepared(server, plan.returning)
    found = []
    for connections, all_must in ((plan.connections, True), (plan.many, False)):
        with flooding(connect, connections, plan) as flood:
            beside = honest_people(connect, codes, time.monotonic() + plan.seconds, plan)
            beside.flood = flood
            sampled = likeness(connect, server, plan.samples) if all_must and plan.samples else []
        found += [*lost(beside, connections, all_must=all_must), *sampled]
    return found


def prepared(server: UnixServer, count: int) -> list[str]:
    """The codes of so many new mailboxes."""
    codes = []
    for number in range(count):
        with Browser(server.connect, f"prepared-{number}") as browser:
            codes.append(browser.report()[0])
    return codes


@contextmanager
def flooding(connect: Connector, connections: int, plan: Plan) -> Iterator[Counter[str]]:
    """Meanwhile codes come; what they were answered is counted."""
    answers, stop, numbers = Counter[str](), threading.Event(), itertools.count()
    with Browser(connect, "flood-first") as browser:
        token = browser.form("/id/open")

    def guesses() -> None:
        while not stop.is_set():
            number = next(numbers)
            circuit = f"flood-{number % plan.circuits}-{number // (plan.circuits * GUESSES_OF_CIRCUIT)}"
            _count(answers, "codes", partial(guess, connect, circuit, token), stop)

    def keeps_open(place: int) -> None:
        while not stop.is_set():
            circuit = f"flood-{place % plan.circuits}-open"
            _count(answers, "kept open", partial(kept_open, connect, circuit, stop), stop)

    threads = [threading.Thread(target=guesses, daemon=True) for _each in range(connections)]
    threads += [
        threading.Thread(target=keeps_open, args=(place,), daemon=True) for place in range(plan.kept_open)
    ]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stop.set()
        for thread in threads:
            thread.join(90)


def honest_people(connect: Connector, codes: list[str], end: float, plan: Plan) -> Beside:
    """Each does the same again and again; at the end a person in the middle of it finishes."""
    beside = Beside()
    errands: list[tuple[Honest, str, Errand]] = [
        (beside.sign_ins, f"returning-{place}", partial(Browser.open_mailbox, code=codes[place]))
        for place in range(plan.returning)
    ]
    errands += [(beside.reports, f"reporting-{place}", Browser.report) for place in range(plan.reporting)]
    with ThreadPoolExecutor(len(errands)) as people:
        done = [
            people.submit(honest.again_and_again, connect, f"{person}-{end}", end, errand)
            for honest, person, errand in errands
        ]
    for future in done:
        future.result()
    return beside


def _count(answers: Counter[str], what: str, attack: Callable[[], int], stop: threading.Event) -> None:
    try:
        answers[f"{what} {attack()}"] += 1
    except FAILURES:
        answers[f"{what} cut off"] += 1
        stop.wait(PAUSE_SECONDS)


def lost(beside: Beside, connections: int, *, all_must: bool) -> list[Figure]:
    """Return how many of each kind did not get through in time; for sign-ins it is judged only if `all_must`."""
    return [
        Figure(
            f"honest {honest.what}s lost, or slower than {HONEST_SECONDS:.0f} s, beside {connections} connections",
            100 * (1 - honest.share(HONEST_SECONDS)),
            unit="%",
            target=MOST_LOST if must else None,
            remark="; ".join([f"{honest.sent} tried", *honest.lines(), told(beside.flood)]),
        )
        for honest, must in ((beside.sign_ins, all_must), (beside.reports, True))
    ]
