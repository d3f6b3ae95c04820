"""A classifier that tries to tell mailboxes in several states, and a wrong code, apart by the line.

Every sample types a code over a connection that stays open and follows where the answer leads. The classifier is
trained on what the line shows of four fifths of the samples and judged on the rest, five times (cross-validation): once
on bytes, once on times. An area under the curve of 0.5 is guessing; a classifier that learned noise may also stand
below it.
"""

import queue
import random
import threading
from collections.abc import Callable
from itertools import combinations, cycle
from typing import Final

from source_interface.presenters.response_padding import PAGE_BYTES
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.timing import spread
from tests.office import TestOffice
from tests.source_interface.box import Box, Served
from tests.source_interface.reporter import Reporter
from tests.source_interface.same_shape import STATES, WORDS, CountedConnection, SeenOpening, code_of

MOST_AREA: Final = 0.55
CLIENTS: Final = 4
"""The page waits for the next half second, so that one client opens no more than two mailboxes a second."""
FOLDS: Final = 5
TREES: Final = 200
TREES_A_SAMPLE: Final = 5
"""The number of trees: more learn nothing from few samples."""
MAILBOXES: Final = 20
"""The mailboxes of each state; the samples of a new one have each their own, for it is new only once."""

Features = Callable[[SeenOpening], list[float]]
Samples = dict[str, list[SeenOpening]]


def run(place: Place, samples: int, rounds: int) -> list[Figure]:
    """So many samples of each state, in each round anew."""
    with place.office("shape") as office:
        box = Box(office, derivations=CLIENTS)
        found: Samples = {state: [] for state in STATES}
        try:
            for _round in range(rounds):
                asked = _codes(box, office, samples)
                with box.serve(forked=False) as served:
                    for state, seen in _openings(served, asked):
                        require(WORDS[state] in seen.page, f"a mailbox that is {state} did not open as such")
                        found[state].append(seen)
        finally:
            box.close()
    return [
        *_figures("bytes", found, lambda seen: [float(size) for size in seen.sizes], _sizes),
        *from_times("server time", found),
    ]


def from_times(what: str, found: Samples) -> list[Figure]:
    """Return how well the time that each answer took tells any two kinds apart."""
    return _figures(what, found, _times, lambda seen: spread([sum(opening.seconds) for opening in seen]))


def _codes(box: Box, office: TestOffice, samples: int) -> list[tuple[str, str]]:
    """State and code of each sample, in no order."""
    reporter = Reporter(box.app().test_client())
    asked: list[tuple[str, str]] = []
    for state in STATES:
        several = samples if state == "new" else min(samples, MAILBOXES)
        made = cycle([code_of(state, reporter, office) for _each in range(several)])
        asked += [(state, next(made)) for _each in range(samples)]
    random.shuffle(asked)
    return asked


def _openings(served: Served, asked: list[tuple[str, str]]) -> list[tuple[str, SeenOpening]]:
    """All of them, by a few clients at a time."""
    waiting: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    for pair in asked:
        waiting.put(pair)
    found: list[tuple[str, SeenOpening]] = []

    def work() -> None:
        line = CountedConnection.to(served)
        try:
            while True:
                state, code = waiting.get_nowait()
                found.append((state, line.open(code)))
        except queue.Empty:
            line.close()

    threads = [threading.Thread(target=work) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    require(len(found) == len(asked), "an opening had no answer")
    return found


def _times(seen: SeenOpening) -> list[float]:
    return [*seen.seconds, sum(seen.seconds)]


def _sizes(seen: list[SeenOpening]) -> str:
    shown = sorted({opening.sizes for opening in seen})
    return " or ".join(f"{first:,} + {second:,} bytes" for first, second in shown[:3])


def _figures(
    what: str, found: Samples, features: Features, remark: Callable[[list[SeenOpening]], str]
) -> list[Figure]:
    require(
        all(len(opening.page.encode()) == PAGE_BYTES for seen in found.values() for opening in seen),
        "a page has another size",
    )
    return [
        Figure(
            f"{kind} or {other}: area under the curve from {what}",
            _area([features(seen) for seen in found[kind]], [features(seen) for seen in found[other]]),
            unit="",
            target=MOST_AREA,
            remark=f"{len(found[kind])} + {len(found[other])} samples: {remark(found[kind])}; {remark(found[other])}",
        )
        for kind, other in combinations(found, 2)
    ]


def _area(ones: list[list[float]], others: list[list[float]]) -> float:
    """The area under the receiver's curve of a forest that has not seen what it judges."""
    # Every worker of a test run reads this module; these take a second, and a quarter of its memory.
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415
    from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: PLC0415

    features = [*ones, *others]
    labels = [0] * len(ones) + [1] * len(others)
    trees = min(TREES, TREES_A_SAMPLE * len(ones))
    forest = RandomForestClassifier(n_estimators=trees, min_samples_leaf=5, random_state=1)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    chances = cross_val_predict(forest, features, labels, cv=folds, method="predict_proba")
    return float(roc_auc_score(labels, chances[:, 1]))
