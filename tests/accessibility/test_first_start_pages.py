"""WCAG 2.2 AA on the pages of a first start, in both languages; a browser without scripts goes the whole way."""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from store.domain.enrolment import read_enrolment
from store.domain.roster import RosterCertificate
from store.web.gateway_client_file import OnionClient
from store.web.languages import LANGUAGES
from tests.accessibility.examiner import ChromiumExaminer, NewExaminer
from tests.accessibility.officer_tour import OfficerTour
from tests.accessibility.page_findings import KINDS, Examination
from tests.journalist_interface.new_computer import NAME, NewComputer, grouped, new_computer
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice
from tests.pages.branches import Branches
from tests.secret_watch import WATCH

pytestmark = [pytest.mark.xdist_group("accessibility"), pytest.mark.thorough]
OURS: Final = "first_start/"
CLIENT: Final = OnionClient("A" * 51 + "Q", f"{'a' * 56}.onion")


@dataclass(frozen=True)
class Examined:
    """What was found on the pages, and which branches of their templates were shown."""

    found: Examination
    branches: Branches


@pytest.fixture(scope="module")
def examined(
    examined_office: TestOffice, new_examiner: NewExaminer, tmp_path_factory: pytest.TempPathFactory
) -> Examined:
    """Return what was found on the way from the first page to the sign-in page."""
    office, examination, branches = examined_office, Examination(), Branches()
    file = tmp_path_factory.mktemp("stick") / "holidays.txt"
    file.write_text("2026-12-24 libur Cuti bersama")
    with ExitStack() as stack:
        gateway = stack.enter_context(gateway_process(office))
        for language in LANGUAGES:
            made = new_computer(office, name=f"new-{language}", prepare=branches.watch)
            computer = stack.enter_context(made)
            browser = new_examiner()
            browser.open(f"{computer.origin}/{language}/")
            examination.examine(browser, f"{language}: a browser without a link")
            browser.open(computer.link())
            tour = OfficerTour(browser, computer, language, examination.examine)
            _make_key(tour)
            _tell_office(tour, computer, gateway, file)
            _be_found(tour, office, computer)
    return Examined(examination, branches)


def _make_key(tour: OfficerTour) -> None:
    browser = tour.browser
    tour.at("/nothing", "an address that is none")
    tour.at("/first-start/name")
    tour.press("/name", name=" ")
    tour.here("no name")
    tour.press("/name", name=NAME)
    tour.here("a key, where there is none")
    tour.send("/key/card", "no smart card", button="button")
    tour.press("/key/words")
    words = words_shown(browser)
    tour.here("the words")
    browser.click("a.primary")
    tour.here("the words, to be typed")
    tour.send("/key/new", "other words", passphrase="bukan kata tadi")
    tour.press("/key/new", passphrase=words)
    tour.here("the file, not made yet")
    tour.send("/file", "a wrong passphrase", passphrase="salah")
    tour.send("/file", "the file", passphrase=words)
    tour.at("/first-start/key", "a key that is chosen")


def words_shown(browser: ChromiumExaminer) -> str:
    """The words of the passphrase, which nothing may log."""
    found = re.search(r'<pre class="command"><strong>(.*?)</strong>', browser.source(), re.DOTALL)
    assert found
    words = " ".join(found[1].split())
    WATCH.plant(words)
    return words


def _tell_office(tour: OfficerTour, computer: NewComputer, gateway: str, file: Path) -> None:
    fingerprint = grouped(computer.office.keys.office.fingerprint)
    assert computer.paths is not None
    computer.paths.gateway_client.write_text(CLIENT.text())
    tour.at("/first-start/file", "the file, with Tor set up")
    tour.at("/first-start/office")
    tour.send("/office", "nothing is right", gateway="?", fingerprint="AB")
    tour.browser.choose_files("holidays", [file])
    tour.browser.fill("gateway", f"http://127.0.0.1:{computer.port + 1}")
    tour.browser.fill("fingerprint", fingerprint)
    tour.browser.click("button.primary")
    tour.here("no server")
    tour.at("/first-start/office", "what was typed before")
    tour.send("/office", "another office's server", gateway=gateway, fingerprint=grouped("A" * 40))
    tour.open("/first-start/office")
    tour.press("/office", gateway=gateway, fingerprint=fingerprint)
    tour.here("not in the list")


def _be_found(tour: OfficerTour, office: TestOffice, computer: NewComputer) -> None:
    data = (computer.config.parent / "state/first-start.enrolment").read_bytes()
    enrolment = read_enrolment(data)
    certificate = RosterCertificate(enrolment.fingerprint, enrolment.certificate)
    people = office.people_with("sari", certificates=(certificate,))
    office.publish(people=people)
    tour.browser.click("a.primary")
    tour.here("found in the list")
    tour.press("/list")
    tour.here("the sign-in page")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_on_the_pages_of_a_first_start(examined: Examined, kind: str) -> None:
    assert len(examined.found.pages) == 2 * 22, examined.found.pages
    assert not examined.found.found[kind], "\n".join(examined.found.found[kind])


def test_every_branch_of_their_templates_was_shown(examined: Examined) -> None:
    """But for a key on a smart card, as there is no card, and a second key."""
    missed = [branch for branch in examined.branches.missed() if branch.startswith(OURS)]
    assert [branch for branch in missed if not branch.startswith(f"{OURS}key.html")] == []
    assert len(missed) == 2, missed
