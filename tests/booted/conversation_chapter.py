"""A chapter of the long story: a report with a file over the onion, an officer's answer, and the reporter reads it."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.firefox_on_machine import MachineFirefox
from tests.booted.officer_workstation import USER, OfficerWorkstation
from tests.booted.story import demand, step
from tests.browsers.firefox import FirefoxBrowser
from tests.end_to_end.people_in_browsers import OfficerWindow, Reporter

WHAT: Final = "Uang perjalanan dibayar dua kali untuk rapat yang tidak pernah ada."
"""The event that the report tells of."""
_ANSWERS: Final = {
    "what": WHAT,
    "who": "Bendahara bagian umum.",
    "when": "Setiap akhir bulan.",
    "how": "Dengan dua nomor bukti.",
}
_REPLY: Final = "Terima kasih. Apakah Anda masih menyimpan bukti yang kedua?"
_FILE: Final = "bukti.txt"
_EVIDENCE: Final = b"Bukti 12 dan bukti 13 untuk satu perjalanan.\n"


@dataclass(frozen=True)
class ShownConversation:
    """A code, and what its mailbox shows."""

    code: str = field(repr=False)
    words: tuple[str, ...]


def converse(
    client: BootedMachine, officers: BootedMachine, workstation: OfficerWorkstation, source: str
) -> ShownConversation:
    """Let a reporter and an officer speak, whose workstation is started by its command."""
    return converse_with(client, source, partial(_answer, officers, workstation))


def converse_with(client: BootedMachine, source: str, answer: Callable[[], None]) -> ShownConversation:
    """Let a reporter send and an officer answer, each in a Firefox without scripts on their own machine."""
    window = MachineFirefox(client, "pelapor")
    reporter = Reporter(FirefoxBrowser(window), f"http://{source}/")
    try:
        with step("A reporter sends a report with a file by Firefox over the onion"):
            code = _report(reporter, window.put(_FILE, _EVIDENCE))
        with step("An officer's workstation opens both, and answers"):
            answer()
        with step("The reporter reads the answer"):
            reporter.browser.new_profile()
            reporter.come_back(code)
            reporter.browser.wait_for_text(_REPLY)
            reporter.leave()
    finally:
        reporter.browser.close()
    return ShownConversation(code, (WHAT, _REPLY))


def _report(reporter: Reporter, evidence: Path) -> str:
    reporter.begin_report()
    reporter.write(_ANSWERS, "corruption")
    code = reporter.send_report()
    reporter.confirm_code()
    received = reporter.attach([evidence])
    demand(_FILE in received, f"The file did not arrive: {received}")
    reporter.leave()
    return code


def _answer(machine: BootedMachine, workstation: OfficerWorkstation) -> None:
    listed = workstation.start()
    browser = FirefoxBrowser(MachineFirefox(machine, USER))
    try:
        officer = OfficerWindow(browser, workstation, listed)
        officer.enter()
        answer_report(officer)
    finally:
        browser.close()


def answer_report(officer: OfficerWindow, *, acknowledge: bool = False) -> None:
    """Let an officer who is signed in open the report and its file, acknowledge it if wanted, and answer."""
    officer.open_case_that_says(WHAT)
    with tempfile.TemporaryDirectory(prefix="booted-") as folder:
        saved = officer.save_evidence(Path(folder))
        demand([path.read_bytes() for path in saved] == [_EVIDENCE], "The file is not the one that was sent.")
    if acknowledge:
        officer.browser.click_text("Terima laporan")
    officer.reply(_REPLY, [])
    officer.browser.wait_for_text(_REPLY)
