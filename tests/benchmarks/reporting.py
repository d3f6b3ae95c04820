"""A text report that five people read: the request that sends the form, beside the work that it cannot do without.

That is a derivation, one gpg to the same five, and one durable commit, one after the other.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

import httpx

from crypto.derive import SALT_BYTES, codename_root
from crypto.gpg.encrypt import encrypt_bytes
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place, let_all_read
from tests.benchmarks.timing import in_turns, seconds, spread
from tests.office import TestOffice
from tests.source_interface.box import Box, Served
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS

READERS: Final = 5
_ENVELOPE_BYTES: Final = 4096
MOST_RATIO: Final = 1.25
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_CODE: Final = re.compile(r'name="shown" value="[a-z ]+"')


def run(place: Place, readers: int, rounds: int) -> list[Figure]:
    """So many readers."""
    with place.office("report") as office:
        people = let_all_read(office, readers)
        parts = _Parts(office)
        with Box(office).serve(forked=False) as served, reporter(served) as sender:
            sender.send("pemanasan")
            for part in parts.all:
                part()
            ours, *alone = in_turns(rounds, sender.timed, *parts.all)
        _check(office, people, sender.texts)
    each = " + ".join(spread(values, "ms", 1000) for values in alone)
    return [
        Figure(
            f"a report with {readers} readers ÷ derivation + gpg + commit alone",
            median(ours) / sum(map(median, alone)),
            target=MOST_RATIO,
            remark=f"{spread(ours, 'ms', 1000)} ÷ ({each})",
        )
    ]


class _Parts:
    """The parts that no report can do without, each alone: how many seconds it takes once."""

    def __init__(self, office: TestOffice) -> None:
        current = office.keeper("source").current()
        self._readers = current.recipients(current.usable_readers(()))
        self._day = office.clock.today()
        self._message = b""
        self._database = sqlite3.connect(office.folder / "beside.sqlite", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE message (bytes BLOB);"
        )
        self.all: tuple[Callable[[], float], ...] = (_derivation, self._encryption, self._commit)

    def _encryption(self) -> float:
        return seconds(self._encrypt)

    def _encrypt(self) -> None:
        self._message = encrypt_bytes(os.urandom(_ENVELOPE_BYTES), self._readers, self._day)

    def _commit(self) -> float:
        return seconds(lambda: self._database.execute("INSERT INTO message VALUES (?)", (self._message,)))


class Sender:
    """Opens the form, which is not timed, and sends it."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.texts: list[str] = []

    def timed(self) -> float:
        """Seconds of one more report's request."""
        return self.send(f"laporan ke-{len(self.texts)}")

    def send(self, text: str) -> float:
        """Send this; seconds from the request to the page with the codename."""
        token = _TOKEN.search(self._client.get("/id/report").text)
        require(token, "the form did not come")
        fields = {**ANSWERS, "csrf_token": token[1] if token else "", "anonymous": "y", "what": text}
        pages: list[httpx.Response] = []
        taken = seconds(lambda: pages.append(self._client.post("/id/report", data=fields)))
        require(pages[0].status_code == 200 and _CODE.search(pages[0].text), "the report was not accepted")
        self.texts.append(text)
        return taken


@contextmanager
def reporter(served: Served) -> Iterator[Sender]:
    """A person who reports to this server."""
    with httpx.Client(base_url=served.url, trust_env=False, timeout=60) as client:
        yield Sender(client)


def _derivation() -> float:
    return seconds(lambda: codename_root("delapan kata yang sudah dinormalkan", bytes(SALT_BYTES)))


def _check(office: TestOffice, people: tuple[str, ...], texts: list[str]) -> None:
    """Everybody reads a report, and the first of them a page of them."""
    for number, person in enumerate(people):
        officer = Reader(office, person)
        cases = officer.cases()[: None if number == 0 else 1]  # its list shows fifty
        reports = [officer.read(case)[0].report for case in cases]
        found = {report.what for report in reports if report is not None}
        require(found <= set(texts), f"{person} reads something else than was sent")
        require(len(found) == len(cases) > 0, f"{person} does not read every report")
