"""WCAG 2.2 AA on the page that takes a workstation to the office's new key, which only another gateway can lead to."""

from contextlib import ExitStack

import pytest

from store.web.languages import LANGUAGES
from tests.accessibility.examiner import NewExaminer
from tests.accessibility.officer_tour import OfficerTour
from tests.accessibility.page_findings import KINDS, Examination
from tests.journalist_interface.hostile_gateway import HostileGateway, json_answer
from tests.journalist_interface.new_office_key import new_office_key
from tests.journalist_interface.workstation import gateway_process, workstation_process
from tests.office import TestOffice

pytestmark = [pytest.mark.xdist_group("accessibility"), pytest.mark.thorough]


@pytest.fixture(scope="module")
def examined(
    examined_office: TestOffice, new_examiner: NewExaminer, tmp_path_factory: pytest.TempPathFactory
) -> Examination:
    """Return what was found on the way to the new key, in both languages."""
    office, examination = examined_office, Examination()
    with ExitStack() as stack:
        hostile = stack.enter_context(HostileGateway(stack.enter_context(gateway_process(office))))
        station = stack.enter_context(workstation_process(office, hostile.address))
        key = stack.enter_context(new_office_key(office, tmp_path_factory.mktemp("new")))
        browser = new_examiner()
        browser.open(station.link())  # it sees the roster by the old key
        stack.enter_context(hostile.lying("GET", "/v1/roster", json_answer(key.offered())))
        tours = [OfficerTour(browser, station, code, examination.examine) for code in LANGUAGES]
        for tour in tours:
            tour.at("/sign-in", "a new key was offered")
            tour.at("/office-key")
            tour.send("/office-key", "another fingerprint", fingerprint="A" * 40)
        tours[0].at("/office-key", "the page once more")
        tours[0].send("/office-key", "the new key was taken", fingerprint=key.fingerprint)
    return examination


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_on_the_way_to_a_new_office_key(examined: Examination, kind: str) -> None:
    assert len(examined.pages) == 8
    assert not examined.found[kind], "\n".join(examined.found[kind])
