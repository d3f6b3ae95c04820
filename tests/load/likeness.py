"""A trial to tell a right, a wrong and an unknown code apart by how long they wait, while a flood of codes runs.

The classifier is that of `tests.benchmarks shape`; every sample comes over a circuit of its own.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Final

from tests.benchmarks.figures import Figure, WrongResultError, require
from tests.benchmarks.shape import Samples, from_times
from tests.load.unix_server import UnixServer
from tests.load.visits import Browser, Connector
from tests.source_interface.reporter import ANSWERS
from tests.source_interface.same_shape import WORDS, CountedConnection

CLIENTS: Final = 16
MAILBOXES: Final = 20
_NOTHING_OPENS: Final = WORDS["wrong code"]
_SHOWS: Final = {"right": ANSWERS["what"], "wrong": _NOTHING_OPENS, "unknown": _NOTHING_OPENS}
"""The page's words after a code of each kind: one that was given, one with a slip, one that was never given."""


def likeness(connect: Connector, server: UnixServer, samples: int) -> list[Figure]:
    """Return the likeness of so many openings of each kind."""
    asked = _codes(server, samples)
    with Browser(server.connect, "likeness") as browser:
        token = browser.form("/id/open")
    numbers, lock = count(), threading.Lock()
    found: Samples = {kind: [] for kind in _SHOWS}

    def open_with(pair: tuple[str, str]) -> None:
        kind, code = pair
        with connect(f"honest-likeness-{next(numbers)}") as connection:
            connection.settimeout(60)
            try:
                seen = CountedConnection(connection, token).open(code)
            except (
                OSError,
                AssertionError,
            ):  # a page that asks to come back, in place of the way to the mailbox
                raise WrongResultError(f"a {kind} code came to no answer") from None
        require(_SHOWS[kind] in seen.page, f"a {kind} code led elsewhere")
        with lock:
            found[kind].append(seen)

    with ThreadPoolExecutor(CLIENTS) as clients:
        for _each in clients.map(open_with, asked):
            pass
    return from_times("time beside the flood", found)


def _codes(server: UnixServer, samples: int) -> list[tuple[str, str]]:
    """Kind and code of each sample, in no order."""
    given = []
    for number in range(min(samples, MAILBOXES)):
        with Browser(server.connect, f"likeness-{number}") as browser:
            given.append(browser.report()[0])
    asked = []
    for number in range(samples):
        code = given[number % len(given)]
        asked += [
            ("right", code),
            ("wrong", f"{code[:-1]}{'a' if code[-1] != 'a' else 'e'}"),
            ("unknown", " ".join(reversed(code.split()))),
        ]
    random.shuffle(asked)
    return asked
