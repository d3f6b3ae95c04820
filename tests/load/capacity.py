"""How many reports with a file one core carries while fifty officers work: what an office asks first.

    figures = measure(office, Capacity(seconds=300))

The source interface, the gateway and all their gpg are held to one core; reporters and officers have the others. Each
reporter asks for the form, reports, types the code, and sends a file; then the next one comes at once. Each officer's
workstation asks for the list, for a case with its decisions, and says how far it was read, every half minute.
"""

import os
import random
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import httpx
from sqlalchemy import func, select

from store.model import Blob, Case
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.timing import on_cores
from tests.load.honest import Honest
from tests.load.unix_server import UnixServer, unix_server
from tests.load.visits import Browser, UnexpectedAnswerError
from tests.office import TestOffice
from tests.running_gateway import RunningGateway
from tests.source_interface.reporter import multipart

CORE: Final = 0
FILE_BYTES: Final = 1_000_000
_FRAME: Final = "/id/mailbox/files/frame"
_ROUND_SECONDS: Final = 30.0
_OFFICERS: Final = ("sari", "budi")
_WARM_CASES: Final = 100
_HOUR: Final = 3600.0


@dataclass(frozen=True)
class Capacity:
    """So many reporters at a time, beside so many officers, for so many seconds."""

    seconds: float = 300.0
    reporters: int = 16
    officers: int = 50


@dataclass
class OfficersAtWork:
    """The requests of all officers: how long each took."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def work(self, url: str, token: str, cases: list[str], end: float, seed: int) -> None:
        """One officer, until the clock shows `end`."""
        chosen = random.Random(seed)  # noqa: S311 - a load, no secret
        time.sleep(chosen.uniform(0, min(_ROUND_SECONDS, max(0.0, end - time.monotonic()))))
        with httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
        ) as client:
            while True:
                begun = time.monotonic()
                case = chosen.choice(cases)
                for path in ("/v1/cases", f"/v1/cases/{case}?after=0", f"/v1/cases/{case}/events?after=0"):
                    self._timed(client, path)
                left = _ROUND_SECONDS - (time.monotonic() - begun)
                if time.monotonic() + left >= end:
                    return
                time.sleep(max(0.0, left))

    def _timed(self, client: httpx.Client, path: str) -> None:
        begun = time.monotonic()
        try:
            status = client.get(path).status_code
        except httpx.HTTPError as error:
            self.failures.append(type(error).__name__)
            return
        if status == httpx.codes.OK:
            self.seconds.append(time.monotonic() - begun)
        else:
            self.failures.append(str(status))


def measure(office: TestOffice, plan: Capacity) -> list[Figure]:
    """Let them all work, and return what got through; `WrongResultError` if the store says otherwise."""
    cases = [office.report(f"Laporan lama nomor {number}").case for number in range(_WARM_CASES)]
    with ExitStack() as stack:
        with on_cores(CORE):
            server = stack.enter_context(unix_server(office))
            gateway = stack.enter_context(RunningGateway(office))
        tokens = [
            office.sign_in(gateway.url, _OFFICERS[number % len(_OFFICERS)]) for number in range(plan.officers)
        ]
        with on_cores(*(os.sched_getaffinity(0) - {CORE})):
            reporters, officers, taken = _all_at_work(plan, server, gateway.url, tokens, cases)
    sent = len(reporters.seconds)
    require(_stored(office) >= (_WARM_CASES + sent, sent), "not every report and file is in the store")
    require(not officers.failures, f"an officer's request failed: {officers.failures[:3]}")
    name = f"beside {plan.officers} officers, on one core"
    return [
        Figure(
            f"reports with a file of {FILE_BYTES // 1_000_000} MB {name}",
            _HOUR * sent / taken,
            "an hour",
            remark=f"{sent} in {taken:.0f} s, {reporters.failures.total()} failed; {'; '.join(reporters.lines())}",
        ),
        Figure(
            f"an officer's request {name}",
            statistics.median(officers.seconds),
            "s",
            remark=f"{len(officers.seconds)} requests, {max(officers.seconds):.2f} s at most",
        ),
    ]


def _all_at_work(
    plan: Capacity, server: UnixServer, url: str, tokens: list[str], cases: list[str]
) -> tuple[Honest, OfficersAtWork, float]:
    reporters, officers = Honest("report with a file"), OfficersAtWork()
    begun = time.monotonic()
    end = begun + plan.seconds
    threads = [
        threading.Thread(target=officers.work, args=(url, token, cases, end, number))
        for number, token in enumerate(tokens)
    ]
    for thread in threads:
        thread.start()
    with ThreadPoolExecutor(plan.reporters) as pool:
        working = [
            pool.submit(reporters.again_and_again, server.connect, str(number), end, _report_with_file)
            for number in range(plan.reporters)
        ]
        for each in working:
            each.result()
    taken = time.monotonic() - begun
    for thread in threads:
        thread.join()
    return reporters, officers, taken


def _report_with_file(browser: Browser) -> None:
    token = browser.enter()
    body, kind = multipart([("csrf_token", token)], [("foto.bin", bytes(FILE_BYTES))])
    status, page = browser.send(_FRAME, body, kind)
    if status != httpx.codes.OK or "Satu berkas tiba utuh" not in page:
        raise UnexpectedAnswerError(f"{status} instead of the file's arrival")


def _stored(office: TestOffice) -> tuple[int, int]:
    with office.database.read() as session:
        counts = (session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Case, Blob))
        cases, blobs = counts
        return cases, blobs
