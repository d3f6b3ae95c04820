"""WCAG 2.2 AA on every state of the officers' pages, in both languages."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import pytest

from journalist_interface.actions.table import ACTIONS
from store.web.languages import LANGUAGES
from tests.accessibility import further_states as further
from tests.accessibility import long_states as long
from tests.accessibility import officer_states as states
from tests.accessibility import rare_states as rare
from tests.accessibility.examiner import NewExaminer
from tests.accessibility.officer_steps import take_steps
from tests.accessibility.officer_tour import OfficerTour
from tests.accessibility.page_findings import KINDS, Examination
from tests.accessibility.watched_pages import SERVER, WatchedPages
from tests.filled_statistics import fill_statistics, made_up_records
from tests.journalist_interface.ended_case import after_a_month
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.officer_browsers import OfficerBrowsers, officer_browsers
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice
from tests.running_gateway import RunningGateway

FEW = 20
# Its short form is test_officers_pages, which follows all links.
pytestmark = [pytest.mark.xdist_group("accessibility"), pytest.mark.thorough]
FIRST_START = {
    f"first_start/{name}.html"
    for name in (
        *("confirm", "file", "key", "name", "no_list", "not_listed", "office", "problem", "step"),
        *("typed_words", "words"),
    )
}
"""Templates of the pages that `test_first_start_pages` goes through."""
PARTS_OF_PAGES = {
    "base.html",
    "case_frame.html",
    "case_table.html",
    "figure_table.html",
    "macros.html",
    "part_destruction.html",
    "office_key.html",
    *("desktop/base.html", "desktop/door.html", "desktop/problem.html"),
    *FIRST_START,
}
"""Templates that are shown within others alone, or in tests of their own: test_door_in_a_browser, for instance."""
MISSED = {
    "action.html": 1,
    "base.html": 4,
    "bulk_archive.html": 1,
    "case.html": 1,
    "case_frame.html": 2,
    "case_table.html": 1,
    "cases.html": 5,
    "destructions.html": 2,
    "export.html": 2,
    "exports.html": 2,
    "hand_over.html": 2,
    "history.html": 2,
    "identity_request.html": 4,
    "identity_requests.html": 8,
    "losses.html": 4,
    "macros.html": 25,
    "nested_pgp.html": 1,
    "people.html": 9,
    "private.html": 2,
    "problem.html": 1,
    "progress.html": 4,
    "publication.html": 2,
    "search.html": 1,
    "sign_in.html": 1,
    "statistics.html": 3,
    "texts.html": 1,
    "today.html": 3,
}
"""How many branches of a template no state reaches yet: a number may only fall."""
ELSEWHERE = {"evidence.html", "evidence_list.html", "office_key.html", *FIRST_START}
"""Templates whose states `test_evidence_states` and `test_office_key_page` have."""
NO_PAGES = {
    "office_key",
    *("static", "root", "saving", "exporting.save", "nested_pgp.save", "publication.save", "statistics.save"),
    *("case_files.archive", "evidence.cleaned", "evidence.picture", "evidence.pictures", "evidence.sound"),
}
"""Endpoints, or blueprints of them, that lead elsewhere or send a file, or that test_office_key_page asks."""


@dataclass(frozen=True)
class Examined:
    """What was found on the pages, and which of them were shown."""

    found: Examination
    watched: WatchedPages


@pytest.fixture(scope="module")
def examined(examined_office: TestOffice, new_examiner: NewExaminer) -> Examined:
    """Return what was found on the states of the pages of all who have a workstation."""
    office = examined_office
    examination, start = Examination(), partial(workstation_process, program=SERVER)
    with RunningGateway(office) as gateway, ExitStack() as stack:
        people, ended = stack.enter_context(after_a_month(office, gateway.url, cases=4))
        cases = states.made_cases(office, people, ended)
        fill_statistics(office, made_up_records(FEW, office.clock.today()))  # of years that are over too
        browsers = stack.enter_context(officer_browsers(office, gateway.url, start=start))

        def tours(person: str) -> list[OfficerTour]:
            browser = new_examiner()
            looks = {"id": examination.examine, "en": examination.glance}
            made = [OfficerTour(browser, browsers.station(person), code, looks[code]) for code in LANGUAGES]
            made[0].sign_in()
            return made

        rina = tours("rina")
        for tour in rina:
            states.custodians_states(tour)
        joko, dewi, sari = tours("joko"), tours("dewi"), tours("sari")
        joko[0].at("/cases", "a list with an invitation")
        for tour in joko:
            states.members_states(tour, cases.team.case)
        for tour in dewi:
            states.leaders_states(tour, cases)
        for tour in sari:
            states.officers_refusals(tour, people, cases)
        states.officers_changes(sari[0], cases)
        states.a_report_is_gone(sari[0], office, cases)
        states.leaders_changes(dewi[0], office, people, cases)
        take_steps(office, people, {"sari": sari, "joko": joko, "dewi": dewi})
        stranger = new_examiner()
        stranger.open(f"{sari[0].station.origin}/id/today")
        examination.examine(stranger, "a browser without a link")
        budi = tours("budi")
        _rarely(office, people, cases, {"sari": sari, "dewi": dewi, "rina": rina, "budi": budi})
        rare.remaining_pages(sari[0], dewi[0], cases.told.case)
        further.filtered_lists(sari[0])
        further.quiet_parts(sari[0], cases)
        further.cases_of_their_own(sari[0], office, people)
        long.long_lists(sari, rina[0], office, people)
        further.a_file_is_proposed(dewi[0], office, people)
        further.altered_rows(dewi[0], rina[0], sari[0], office, people)
        rare.without_a_key(budi[0])
        rare.roster_states([sari[0], dewi[0]], office)
        _end(sari[0], browsers, gateway, cases.plain.case)
        watched = WatchedPages.noted(browsers.folders)
    return Examined(examination, watched)


def _rarely(
    office: TestOffice,
    people: HeadlessWorkstations,
    cases: states.StatedCases,
    tours: Mapping[str, list[OfficerTour]],
) -> None:
    sari, budi, dewi = (tours[person][0] for person in ("sari", "budi", "dewi"))
    rare.list_states(sari)
    rare.text_states(sari, office)
    rare.texts_begun_anew(budi)
    restored = rare.case_states(sari, office, people)
    further.a_second_signature(budi, restored)
    rare.custodians_answers(tours["rina"], sari, people, cases.plain.case)
    rare.leaders_of_a_part(sari, dewi, office, people)
    rare.flood_states(sari, office)


def _end(tour: OfficerTour, browsers: OfficerBrowsers, gateway: RunningGateway, case: str) -> None:
    """Send replies when the session has ended elsewhere, and when there is no gateway any more."""
    tour.open(f"/cases/{case}")
    browsers.of(tour.station.person)
    tour.send("/reply", "the session has ended", text="Balasan yang diketik")
    tour.sign_in()
    tour.open(f"/cases/{case}/do/note")
    tour.send("/do/note", "too long", text="x" * 2_200_000)
    tour.open(f"/cases/{case}")
    gateway.stop()
    tour.send("/reply", "no gateway", text="Balasan yang diketik")
    tour.at("/cases", "no gateway")
    tour.browser.open(tour.station.link())
    tour.here("the page for signing in, without a gateway")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_on_any_state_of_the_officers_pages(examined: Examined, kind: str) -> None:
    assert not examined.found.found[kind], "\n".join(examined.found.found[kind])


def test_the_form_of_every_action_was_looked_at(examined: Examined) -> None:
    looked = {page.rpartition("/do/")[2] for page in examined.found.pages if "/do/" in page}
    # On its case's page: with a question that waits, a lead alone, a case without a handler.
    assert set(ACTIONS) - looked <= {"verify", "keep-team", "take"}


def test_every_branch_of_a_template_was_looked_at_but_for_those_that_are_counted(examined: Examined) -> None:
    missed: dict[str, list[str]] = {}
    for branch in sorted(examined.watched.branches - examined.watched.taken):
        missed.setdefault(branch.partition(":")[0], []).append(branch)
    counted = {name: found for name, found in missed.items() if name not in ELSEWHERE}
    more = [branch for name, found in counted.items() if len(found) > MISSED.get(name, 0) for branch in found]
    assert not more, "\n".join(more)


def test_every_template_and_every_address_of_a_page_was_looked_at(examined: Examined) -> None:
    watched = examined.watched
    assert watched.templates - watched.shown <= PARTS_OF_PAGES
    unasked = watched.endpoints - watched.asked
    assert {name for name in unasked if not NO_PAGES & {name, name.partition(".")[0]}} == set()
