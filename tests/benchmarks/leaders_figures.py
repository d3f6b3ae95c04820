"""A leader reads the figures of many records at a running workstation, beside two bare `gpg --decrypt-files`.

Both use the workstation's own key, home and agent, in turns. The two gpg decrypt half of the files each, at the same
time. The workstation also fetches all records through the gateway, verifies each signature by its author's
certificate, and counts. At the next sign-in the figures come from its sealed file.
"""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from crypto.gpg.invocation import program
from journalist_interface.cache.statistics_cache import FILE
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.timing import in_turns, ratio, seconds, spread
from tests.filled_statistics import fill_statistics, made_up_records
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    Workstation,
    gateway_process,
    workstation_process,
)

LEADER: Final = "dewi"
MOST_RATIO: Final = 2.0
MOST_SECONDS: Final = 1.0
_ASKING_SECONDS: Final = 0.2
_LEAST_ROUNDS: Final = 5  # a second is soon lost to something else


def run(place: Place, records: int, rounds: int) -> list[Figure]:
    """So many records, two of three of closed cases."""
    with place.office("figures") as office:
        ciphertexts = fill_statistics(office, made_up_records(records, office.clock.today()))
        with (
            gateway_process(office) as gateway,
            workstation_process(office, gateway, LEADER) as workstation,
        ):
            bare = _TwoGpg(workstation, place.folder / "bare", ciphertexts)
            read, decrypted = in_turns(rounds, lambda: _read_anew(workstation, records), bare.timed)
            again = [_shown_again(workstation, records) for _round in range(max(rounds, _LEAST_ROUNDS))]
    return [
        Figure(
            f"figures of {records} records, the first time ÷ two gpg --decrypt-files",
            ratio(read, decrypted),
            target=MOST_RATIO,
            remark=f"{spread(read)} ÷ {spread(decrypted)}",
        ),
        Figure(
            f"figures of {records} records, next sign-in",
            sorted(again)[len(again) // 2],
            "s",
            target=MOST_SECONDS,
            remark=spread(again),
        ),
    ]


class _TwoGpg:
    """Two processes in the workstation's home, each with half of the files."""

    def __init__(self, workstation: Workstation, folder: Path, ciphertexts: Sequence[bytes]) -> None:
        self._workstation = workstation
        folder.mkdir()
        self._files = [folder / f"{number}.gpg" for number in range(len(ciphertexts))]
        for file, ciphertext in zip(self._files, ciphertexts, strict=True):
            file.write_bytes(ciphertext)

    def timed(self) -> float:
        """Seconds until both are done; somebody is signed in, so that the agent has the key."""
        for file in self._files:
            file.with_suffix("").unlink(missing_ok=True)
        taken = seconds(self._decrypt)
        require(all(b"kentongan/statistics/1" in file.with_suffix("").read_bytes() for file in self._files),
                "gpg did not decrypt every record")  # fmt: skip
        return taken

    def _decrypt(self) -> None:
        (home,) = self._workstation.temporary.glob("kt-*/h")
        command = [program("gpg"), "--homedir", str(home), "--batch", "--quiet", "--decrypt-files"]
        halves = (self._files[::2], self._files[1::2])
        started = [
            subprocess.Popen([*command, *map(str, half)], stderr=subprocess.DEVNULL) for half in halves
        ]
        for process in started:
            process.wait()


def _read_anew(workstation: Workstation, records: int) -> float:
    """Seconds until everything is counted, in a session and at a workstation that knows no record yet.

    The session goes on: the agent keeps the key for whoever comes next.
    """
    (workstation.folder / "state" / "index" / LEADER / FILE).unlink(missing_ok=True)
    officer = workstation.signed_in()
    start = officer.get("/id/statistics")
    require("akan tampil di sini" in start.text, "the figures were known before")
    pages: list[OfficerPage] = []
    taken = seconds(lambda: pages.append(_settled(officer, officer.post(start.form("/statistics")))))
    _require_all(pages[0], records)
    officer.http.close()
    return taken


def _settled(officer: OfficerBrowser, page: OfficerPage) -> OfficerPage:
    while page.path.endswith("/progress"):
        require('http-equiv="refresh"' in page.html, "the reading ended early")
        time.sleep(_ASKING_SECONDS)
        page = officer.get("/id/progress")
    return page


def _shown_again(workstation: Workstation, records: int) -> float:
    """Seconds until the page of a new session is there; signing in is not part of it."""
    pages: list[OfficerPage] = []
    with workstation.signed_in() as officer:
        taken = seconds(lambda: pages.append(officer.get("/id/statistics")))
    _require_all(pages[0], records)
    return taken


def _require_all(page: OfficerPage, records: int) -> None:
    shown = f"{records:,}".replace(",", ".")
    require(f"Laporan masuk {shown} 100 %" in page.text, "not every record is counted")
