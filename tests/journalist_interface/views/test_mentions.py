"""A note is pointed out to readers of its case alone, and stands on their first page until they open it."""

from collections.abc import Iterator

import pytest

from journalist_interface.actions.papers import NotReaderError
from store.api.messages import EventRow
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import listed, opened
from tests.journalist_interface.officer_browsers import action_page, do
from tests.journalist_interface.workstation import OfficerBrowser, workstation_process
from tests.office import TestOffice

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
WAITING = "Seorang rekan menunjukkan sebuah catatan kepada Anda"


@pytest.fixture
def people(office: TestOffice, gateway: str) -> Iterator[HeadlessWorkstations]:
    office.with_everybody()
    with HeadlessWorkstations(office, gateway) as made:
        yield made


@pytest.fixture
def budi(office: TestOffice, gateway: str) -> Iterator[OfficerBrowser]:
    with workstation_process(office, gateway, "budi") as station, station.signed_in() as browser:
        yield browser


def written(sari: HeadlessWorkstation, case: str, *mentions: str) -> EventRow:
    number = perform(sari.work(case), "note", text="Mohon dilihat", mentions=mentions)
    [row] = sari.services.client.events(sari.officer.token, case, number - 1).events
    return row


def test_a_note_stands_on_the_first_page_of_whom_it_is_pointed_out_to_until_they_open_it(
    office: TestOffice, people: HeadlessWorkstations, budi: OfficerBrowser
) -> None:
    case, other = office.report("Satu").case, office.report("Dua").case
    sari = people.of("sari")
    written(sari, case, "budi")
    written(sari, other)
    opened(budi)
    assert listed(budi, urgency="mentioned") == {case}
    assert WAITING in budi.case(case).text
    assert "Ditunjukkan kepada: Budi" in budi.get(f"/id/cases/{case}/papers").text
    assert WAITING not in budi.case(case).text
    assert listed(budi, urgency="mentioned") == set()
    written(sari, case, "budi", "sari")
    assert WAITING in budi.case(case).text
    assert "1" in budi.get("/id/today").html.partition("urgency=mentioned")[2][:20]


@pytest.mark.usefixtures("people")
def test_the_form_offers_the_other_readers_of_the_case_and_nobody_else(
    office: TestOffice, budi: OfficerBrowser
) -> None:
    case = office.report("Tanpa petugas ketiga", ["petugas-3"]).case
    form = action_page(budi, case, "note").form("/do/note")
    assert form.choices["mentions"] == ["sari"]
    assert do(budi, case, "note", {"text": "Lihat", "mentions": ["sari"]}).status == 200
    refused = do(budi, case, "note", {"text": "Lihat juga", "mentions": ["wati"]})
    assert refused.status == 400
    assert "hanya dapat ditunjukkan kepada yang sekarang membaca" in refused.text
    assert "Lihat juga" in refused.html


@pytest.mark.parametrize("person", ["wati", "joko", "dewi", "rina", "nobody"])
def test_a_note_is_not_pointed_out_to_who_does_not_read_the_case(
    office: TestOffice, people: HeadlessWorkstations, person: str
) -> None:
    case = office.report("Tanpa petugas ketiga", ["petugas-3"]).case
    with pytest.raises(NotReaderError):
        written(people.of("sari"), case, "budi", person)


def test_the_store_does_not_see_to_whom_a_note_is_pointed_out(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, sari = office.report().case, people.of("sari")
    with_one, without = written(sari, case, "budi"), written(sari, case)
    assert with_one.content is not None
    assert without.content is not None
    assert len(with_one.content) == len(without.content)
    assert [row.event.read().people for row in (with_one, without)] == [(), ()]
    assert b"budi" not in with_one.event.statement
