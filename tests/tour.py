"""The pages that the story of the procedure passes by: help, errors, and what is done to many cases at once."""

from collections.abc import Sequence
from typing import Final

from install.demonstration.people import OFFICER_ONE
from tests.scenario.hands import Reporter, Worker
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import ReporterLabels

HELP: Final = {
    "reporter-help": "help",
    "reporter-help-report": "help/report",
    "reporter-help-handling": "help/handling",
    "reporter-help-tor": "help/tor",
    "reporter-help-phone": "help/phone",
    "reporter-help-speaking": "help/speaking",
    "reporter-help-code": "help/code",
    "reporter-help-protection": "help/protection",
    "reporter-about": "about",
    "reporter-keys": "keys",
    "reporter-not-found": "nothing-here",
}
UNKNOWN_CASE: Final = "0" * 32
"""The number of no case."""
WORD_OF_THE_STORY: Final = {"id": "kuitansi", "en": "receipt"}


def tour(telling: Telling, codes: Sequence[str]) -> None:
    """After the story, in its demo: `codes` are those of its reporters."""
    try:
        telling.let_days_pass(1)  # the officer's last code may still be the present one, and works once
        _reporters_pages(telling, telling.reporter(), codes[0])
        _officers_pages(telling, telling.worker(OFFICER_ONE))
    finally:
        telling.close()


def _reporters_pages(telling: Telling, reporter: Reporter, code: str) -> None:
    words, window, start = reporter.words, reporter.window, f"{telling.source}{telling.language}/"
    for page, path in HELP.items():
        window.open(f"{start}{path}")
        reporter.show(page)
    window.open(f"{start}report")
    window.send(words(ReporterLabels.SEND), {})
    reporter.show("reporter-report-incomplete")
    window.open(f"{start}open")
    window.send(words(ReporterLabels.OPEN), {words(ReporterLabels.TYPE_CODE): f"{code[:-1]}q"})
    reporter.show("reporter-wrong-code")
    window.open(f"{start}open")
    window.send(words(ReporterLabels.OPEN), {words(ReporterLabels.TYPE_CODE): code})
    reporter.show("reporter-answered")
    for page, path in (("reporter-new-code", "mailbox/code"), ("reporter-erase", "mailbox/erase")):
        window.open(f"{start}{path}")
        reporter.show(page)
    window.open(f"{start}mailbox/code")
    window.send(words("Show me a new code"), {})
    reporter.show("reporter-new-code-shown")


def _officers_pages(telling: Telling, officer: Worker) -> None:
    words, window, start = officer.words, officer.window, f"/{telling.language}/"
    window.open(f"{start}cases")
    if window.page().has_button(words("Open all cases")):
        window.send(words("Open all cases"), {})
        window.open(f"{start}cases")
    officer.show("officer-cases-opened")
    window.send(words("Search"), {words("Search in all opened cases"): WORD_OF_THE_STORY[telling.language]})
    officer.show("officer-search")
    window.open(f"{start}cases")
    window.send(words("Archive all of this page …"), {})
    officer.show("officer-archive-many")
    window.open(f"{start}hand-over")
    officer.show("officer-hand-over")
    window.open(f"{start}cases/{UNKNOWN_CASE}")
    officer.show("officer-not-found")
