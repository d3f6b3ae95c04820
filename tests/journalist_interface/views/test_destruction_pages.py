"""The pages about the end of a case: the proposal, the signatory's list, the first page, the hold."""

from datetime import timedelta

import pytest

from store.domain.event import Content, EventKind
from store.domain.register_number import register_number
from store.domain.retention import DestructionScope, RetentionEnd
from store.domain.shares import MOST_OF_ONE
from store.domain.stages import Stage
from tests.journalist_interface.ended_case import RETENTION, after_a_month, archived, let_a_month_pass
from tests.journalist_interface.filled_case import FilledEvent, write
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import action_page, do, offered, officer_browsers
from tests.journalist_interface.store_rows import spoil_decision
from tests.office import TestOffice

pytestmark = pytest.mark.slow


def test_a_destruction_is_proposed_signed_seen_and_held_on_the_pages(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    office.publish(retention=RETENTION)
    with HeadlessWorkstations(office, gateway) as people:
        case = archived(office, people.of("sari")).case
        other = archived(office, people.of("sari"), ["kepala"]).case
    let_a_month_pass(office)
    number = register_number(case)
    with officer_browsers(office, gateway) as browsers:
        sari, budi, dewi = (browsers.of(person) for person in ("sari", "budi", "dewi"))
        assert "propose-destruction" in offered(sari.get(f"/id/cases/{case}"))
        assert "Disimpan sampai:" in sari.get(f"/id/cases/{case}").text
        assert "Dewi" not in action_page(sari, other, "propose-destruction").html.partition("<main")[2]
        page = do(sari, case, "propose-destruction", {"leader": "dewi"})
        assert "menunggu tanda tangan Dewi Lestari" in page.text
        listing = dewi.get("/id/destructions")
        assert number in listing.text
        assert register_number(other) not in listing.text
        assert "usang" not in listing.text
        page = dewi.get(f"/id/destructions/{case}")
        assert "Diarsipkan" in page.text
        assert "Sari Wulandari" in page.text
        missing, excluded = (dewi.get(f"/id/destructions/{name}") for name in ("0" * 32, other))
        assert (missing.status, missing.text) == (excluded.status, excluded.text)
        page = dewi.post(page.form(f"/destructions/{case}"))
        assert "dimusnahkan dalam 7 hari" in page.text
        today = budi.get("/id/today")
        assert "Akan dimusnahkan" in today.text
        listed = budi.get("/id/cases?urgency=destruction")
        assert number in listed.text
        assert register_number(other) not in listed.html.partition("<main")[2]
        assert "Dua orang telah menandatangani" in budi.get(f"/id/cases/{case}").text
        page = do(budi, case, "hold", {"reason": "Ada perkara di pengadilan"})
        assert "ditangguhkan oleh Budi Santoso" in page.text
        assert "menangguhkan pemusnahan" in budi.get(f"/id/cases/{case}/history").text
        assert number not in budi.get("/id/cases?urgency=destruction").html.partition("<main")[2]
        english = dewi.get("/en/destructions")
        assert "Proposals that await your signature" in english.text


def test_a_leader_who_cannot_sign_is_refused_at_the_field_and_a_proposal_not_proven_is_no_fault_of_ours(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]), officer_browsers(office, gateway) as browsers:
        page = do(browsers.of("sari"), case.case, "propose-destruction", {"leader": "budi"})
        assert (page.status, 'href="#leader"' in page.html) == (409, True)
        perform(people.of("sari").work(case.case), "propose-destruction", leader="dewi")
        spoil_decision(office, case.case, len(people.of("sari").work(case.case).file.events))
        page = browsers.of("dewi").get(f"/id/destructions/{case.case}")
        assert page.status == 502
        assert "Jangan menandatanganinya" in page.text
        assert "Jangan percaya ini" in page.text


def test_a_leader_signs_the_proposal_that_they_read_and_no_later_one(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]), officer_browsers(office, gateway) as browsers:
        sari, dewi = people.of("sari"), browsers.of("dewi")
        perform(sari.work(case.case), "propose-destruction", leader="dewi")
        read = dewi.get(f"/id/destructions/{case.case}").form(f"/destructions/{case.case}")
        perform(sari.work(case.case), "propose-destruction", leader="dewi")
        answer = dewi.post(read)
        assert answer.status == 409
        assert "tidak berlaku lagi" in answer.text
        found = sari.work(case.case).file.state
        assert found is not None
        assert found.destruction is not None
        assert found.destruction.signed is None
        page = dewi.post(answer.form(f"/destructions/{case.case}"))
        assert "dimusnahkan dalam 7 hari" in page.text


def test_one_message_is_destroyed_on_the_pages_and_leaves_a_sentence_in_its_place(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    case = office.report("Isi laporan")
    case.says("Nama anak tetangga saya")
    hidden = office.report("Laporan lain", ["kepala"]).case
    number = register_number(case.case)
    with officer_browsers(office, gateway) as browsers:
        sari, budi, dewi = (browsers.of(person) for person in ("sari", "budi", "dewi"))
        assert "propose-part" in offered(sari.get(f"/id/cases/{case.case}"))
        assert "propose-part" not in offered(sari.get(f"/id/cases/{hidden}"))
        form = action_page(sari, case.case, "propose-part").html
        assert "no. 2, Pelapor: Nama anak tetangga saya" in form
        unchosen = do(sari, case.case, "propose-part", {"reason": "Alasan", "leader": "dewi"})
        assert (unchosen.status, "Pilih pesan atau berkasnya." in unchosen.text) == (400, True)
        typed = {"place": "2", "reason": "Data orang ketiga", "leader": "dewi"}
        page = do(sari, case.case, "propose-part", typed)
        assert "Pemusnahan pesan nomor 2 sudah diusulkan" in page.text
        listing = dewi.get("/id/destructions")
        assert number in listing.text
        assert "Hanya pesan nomor 2" in listing.text
        page = dewi.get(f"/id/destructions/{case.case}")
        assert "Data orang ketiga" in page.text
        assert "tetangga" not in page.text
        missing, excluded = (dewi.get(f"/id/destructions/{name}") for name in ("0" * 32, hidden))
        assert (missing.status, missing.text) == (excluded.status, excluded.text)
        page = dewi.post(page.form(f"/destructions/{case.case}"))
        assert "Pesan itu sudah dimusnahkan" in page.text
        page = budi.get(f"/id/cases/{case.case}")
        assert "Sari Wulandari dan Dewi Lestari menandatangani pemusnahannya" in page.text
        assert "tetangga" not in page.text
        assert "sudah tidak ada di server" not in page.text
        assert "mengusulkan pemusnahan pesan nomor 2" in budi.get(f"/id/cases/{case.case}/history").text
        assert "A message was here." in budi.get(f"/en/cases/{case.case}").text


def test_a_message_for_which_a_destruction_is_proposed_can_be_held_in_an_open_case(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    case = office.report("Isi laporan")
    case.says("Masih diperlukan")
    with officer_browsers(office, gateway) as browsers:
        sari, budi = browsers.of("sari"), browsers.of("budi")
        assert "hold" not in offered(budi.get(f"/id/cases/{case.case}"))
        do(sari, case.case, "propose-part", {"place": "2", "reason": "Alasan", "leader": "dewi"})
        assert "hold" in offered(budi.get(f"/id/cases/{case.case}"))
        do(budi, case.case, "hold", {"reason": "Bukti di pengadilan"})
        assert "propose-part" not in offered(sari.get(f"/id/cases/{case.case}"))
        assert browsers.of("dewi").get(f"/id/destructions/{case.case}").status == 404


def test_a_flood_of_one_officer_hides_no_colleagues_proposal_and_is_counted(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    cases = [office.report("Isi laporan") for _ in range(MOST_OF_ONE + 2)]
    with HeadlessWorkstations(office, gateway) as people, officer_browsers(office, gateway) as browsers:
        for number, case in enumerate(cases):
            case.says("Data orang ketiga")
            person, reason = ("budi", "Alasan budi") if not number else ("sari", "Alasan " * 9_000)
            perform(
                people.of(person).work(case.case), "propose-part", place="2", reason=reason, leader="dewi"
            )
        dewi = browsers.of("dewi")
        listing = dewi.get("/id/destructions")
        shown = [case for case in cases if f"/id/destructions/{case.case}" in listing.links]
        assert (cases[0] in shown, len(shown)) == (True, MOST_OF_ONE + 1)
        assert "Sari Wulandari mengajukan 1 usulan lagi." in listing.text
        assert len(listing.html.encode()) < 40_000
        [hidden] = [case for case in cases if case not in shown]
        page = dewi.get(f"/id/destructions/{hidden.case}")
        assert "Alasan Alasan" in page.text
        dewi.post(page.form(f"/destructions/{hidden.case}"))
        assert "usulan lagi" not in dewi.get("/id/destructions").text


def test_a_reason_that_is_too_long_stays_in_its_form_and_the_sentence_says_so(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    case = office.report("Isi laporan")
    case.says("Data orang ketiga")
    with officer_browsers(office, gateway) as browsers:
        typed = {"place": "2", "reason": "a" * 64_001, "leader": "dewi"}
        page = do(browsers.of("sari"), case.case, "propose-part", typed)
        assert (page.status, "Alasan ini terlalu panjang" in page.text) == (409, True)
        assert page.form("/do/propose-part").fields["reason"] == typed["reason"]


def test_a_proposal_for_a_whole_report_that_is_too_long_for_the_list_leads_to_its_page(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]), officer_browsers(office, gateway) as browsers:
        day = office.clock.today()
        end = RetentionEnd(Stage.ARCHIVED, day - timedelta(days=40), day - timedelta(days=1))
        fields = {"person": "dewi", "destroys": DestructionScope(case.last_sequence)}
        says = Content(text="a" * 20_000, retention=end)
        proposed = FilledEvent(EventKind.PROPOSE_DESTRUCTION, says, fields, to="dewi")
        write(people.of("sari"), case, [proposed])
        dewi = browsers.of("dewi")
        listing = dewi.get("/id/destructions")
        assert "Cara penutupannya ada di halamannya." in listing.text
        assert "Diarsipkan" not in listing.text
        page = dewi.get(f"/id/destructions/{case.case}")
        assert "Diarsipkan" in page.text
        assert "dimusnahkan dalam 7 hari" in dewi.post(page.form(f"/destructions/{case.case}")).text
