"""The first page: requests a second of a server that has one core, beside an app that says only one word."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from store.web.file_stamp import SETTLED_SECONDS
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.timing import in_turns, on_cores, seconds, spread
from tests.free_ports import free_port, wait_for_port
from tests.source_interface.box import ROOT, Box

CLIENTS: Final = 4
MOST_RATIO: Final = 1.6
_WORD: Final = "halo"
_OUR_PAGE: Final = "Whistleblowing System (WBS)"


def run(place: Place, requests: int, rounds: int) -> list[Figure]:
    """So many requests in a round."""
    cores = sorted(os.sched_getaffinity(0))
    with place.office("first-page") as office, on_cores(cores[0]):
        ours, bare = Box(office).serve(forked=False), _bare_app(office.folder / "bare.log")
        with ours as served, bare as port, on_cores(cores[-1]):
            _get_many(served.port, "/id/", _OUR_PAGE, CLIENTS)
            time.sleep(SETTLED_SECONDS)  # an office's roster lies there for months
            _get_many(served.port, "/id/", _OUR_PAGE, CLIENTS)
            _get_many(port, "/", _WORD, CLIENTS)
            our_times, bare_times = in_turns(
                rounds,
                lambda: _get_many(served.port, "/id/", _OUR_PAGE, requests),
                lambda: _get_many(port, "/", _WORD, requests),
            )
    rates = [requests / taken for taken in our_times]
    bare_rates = [requests / taken for taken in bare_times]
    return [
        Figure("first page on one core", median(rates), "requests/s", remark=spread(rates, "/s")),
        Figure(
            "one-word Flask app ÷ first page, requests a second",
            median(bare_rates) / median(rates),
            target=MOST_RATIO,
            remark=f"{spread(bare_rates, '/s')} ÷ {spread(rates, '/s')}",
        ),
    ]


@contextmanager
def _bare_app(log: Path) -> Iterator[int]:
    """The same server with the same settings in front of an app that does nothing; its port."""
    port = free_port()
    settings = ["--bind", f"127.0.0.1:{port}", "--threads", "16"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:tests.benchmarks.bare_conf", *settings,
             "tests.benchmarks.bare_app:app"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            stdout=output,
            stderr=output,
        )  # fmt: skip
        try:
            wait_for_port(port, process, log)
            yield port
        finally:
            process.terminate()
            process.wait(60)


def _get_many(port: int, path: str, expected: str, count: int) -> float:
    """Seconds for so many requests of a few clients, whose connections stay open."""
    good: list[int] = []
    shares = [count // CLIENTS + (number < count % CLIENTS) for number in range(CLIENTS)]
    threads = [
        threading.Thread(target=lambda share=share: good.append(_get(port, path, expected, share)))
        for share in shares
    ]

    def all_of_them() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    taken = seconds(all_of_them)
    require(sum(good) == count, "a page did not come, or not as it must be")
    return taken


def _get(port: int, path: str, expected: str, count: int) -> int:
    """Return how many answers were good."""
    connection, good = http.client.HTTPConnection("127.0.0.1", port, timeout=60), 0
    for _request in range(count):
        connection.request("GET", path)
        answer = connection.getresponse()
        good += answer.status == 200 and expected in answer.read().decode()
    connection.close()
    return good
