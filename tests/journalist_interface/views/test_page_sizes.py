"""However much one person writes, no page of a colleague becomes huge, and all of it is on some page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import pytest

from journalist_interface.presenters.list_pages import MOST_ROWS
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification.nested_pgp import MOST_MESSAGES
from store.domain.event import Content, EventKind
from store.domain.reply import MAX_ATTACHMENTS
from store.domain.restored_history import MOST_LOST, HistoryEnd, Loss, LostEvent
from tests.genuine_case import GenuineCase
from tests.journalist_interface.filled_case import LONG_NAME, FilledEvent, many_files, note, write
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.staged_cases import reviewed
from tests.journalist_interface.store_rows import empty_envelope
from tests.journalist_interface.verification.test_nested_pgp import encrypted
from tests.office import TestOffice

MOST_BYTES: Final = 600_000
LONG: Final = "\u00ad" * 150_000
"""A text of hidden characters, each of which a page spells out."""
LONG_REASON: Final = 31_000
"""Characters of it in a reason, which are six parts on the page."""
EVENTS: Final = 2
"""Events of a case that was acknowledged."""
LOSSES: Final = 60
"""More than fit on a page of the history."""
HOLDS: Final = 20
PARTS: Final = ("", "/history", "/papers", "/evidence", "/people", "/lost")


@pytest.fixture
def case(busy_office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    made = busy_office.report("Laporan", name="Nama Contoh")
    perform(workstations.of("sari").work(made.case), "acknowledge")
    return made


Turned = Callable[..., list[OfficerPage]]


@pytest.fixture
def turned(browsers: OfficerBrowsers) -> Turned:
    """Return all pages of an address, by the link to the next one; none may be too large."""

    def pages(path: str, person: str = "sari") -> list[OfficerPage]:
        browser = browsers.of(person)
        found = [browser.get(path)]
        while following := re.search(r'rel="next" href="([^"]+)"', found[-1].html):
            found.append(browser.get(following[1].replace("&amp;", "&")))
        sizes = [len(page.html.encode()) for page in found]
        assert max(sizes) < MOST_BYTES, (path, sizes)
        return found

    return pages


def numbers(pages: list[OfficerPage], letter: str) -> list[int]:
    """Return the numbers of the rows of these pages, in their order."""
    return [int(number) for page in pages for number in re.findall(rf' id="{letter}(\d+)"', page.html)]


@pytest.mark.parametrize("rows", [60, pytest.param(MOST_ROWS - 5, marks=pytest.mark.thorough)])
def test_an_ordinary_case_stays_on_one_page(
    workstations: HeadlessWorkstations, turned: Turned, case: GenuineCase, rows: int
) -> None:
    said = "Rapat dengan bagian gudang; daftar muatan diminta. " * 12
    wati, files = workstations.of("wati"), many_files("daftar muatan gudang bulan mei.pdf")
    write(wati, case, [*(note(said) for _ in range(rows)), note("Berkas", files)])
    for part in PARTS:
        [page] = turned(f"/id/cases/{case.case}{part}")
        assert "Halaman ini memuat" not in page.text


def test_a_history_of_signed_losses_stands_on_several_pages_and_lacks_none(
    busy_office: TestOffice, workstations: HeadlessWorkstations, turned: Turned, case: GenuineCase
) -> None:
    made, day = RestoredCase.backed_up(busy_office, case.case), busy_office.clock.today()
    lost = tuple(
        LostEvent(1000 - MOST_LOST + at, "a" * 64, "wati", "paper", day, "budi") for at in range(MOST_LOST)
    )
    loss = Loss(made.note(), HistoryEnd(999, "a" * 64, "b" * 64, 900), lost)
    ends = (msgspec.structs.replace(loss.old, statement=f"{number:064x}") for number in range(LOSSES))
    losses = (msgspec.structs.replace(loss, old=end) for end in ends)
    write(
        workstations.of("wati"),
        case,
        [FilledEvent(EventKind.ACCEPT_RESTORE, None, {"loss": each}) for each in losses],
    )
    pages = turned(f"/id/cases/{case.case}/history")
    assert numbers(pages, "e") == list(range(LOSSES + EVENTS, 0, -1))
    assert len(pages) > 1
    assert pages[0].text.count("Hilang: no. 999") == len(numbers(pages[:1], "e"))
    assert all(f"dari {LOSSES + EVENTS}" in page.text for page in pages)
    turned(f"/id/cases/{case.case}/lost")


def test_long_texts_are_shown_in_parts_and_each_part_is_on_some_page(
    workstations: HeadlessWorkstations, turned: Turned, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    held = FilledEvent(EventKind.HOLD, Content(text=LONG))
    write(workstations.of("wati"), case, [note(LONG), note(LONG + "akhir"), held, held])
    for part in PARTS:
        turned(f"/id/cases/{case.case}{part}")
    history = browsers.of("sari").get(f"/id/cases/{case.case}/history")
    assert history.text.count("Pemusnahan ditangguhkan oleh") == 1
    papers = browsers.of("sari").get(f"/id/cases/{case.case}/papers")
    for page, number in ((history, EVENTS + 3), (papers, EVENTS + 2), (papers, EVENTS + 1)):
        whole = f"/id/cases/{case.case}/texts/event/{number}"
        assert whole in page.links
    parts = turned(f"/id/cases/{case.case}/texts/event/{EVENTS + 2}")
    assert sum(part.text.count("[U+00AD]") for part in parts) == len(LONG)
    assert "akhir" in parts[-1].text


def test_many_files_with_long_names_stand_on_several_pages_and_lack_none(
    workstations: HeadlessWorkstations, turned: Turned, case: GenuineCase
) -> None:
    notes = [note(files=many_files(LONG_NAME, number * MAX_ATTACHMENTS)) for number in range(10)]
    write(workstations.of("wati"), case, notes)
    pages = turned(f"/id/cases/{case.case}/evidence")
    labels = [label for page in pages for label in re.findall(r'/evidence/(berkas-\d+-\d+)"', page.html)]
    assert len(set(labels)) == len(labels) == 10 * MAX_ATTACHMENTS
    papers = turned(f"/id/cases/{case.case}/papers")
    assert numbers(papers, "p") == list(range(EVENTS + 10, EVENTS, -1))


def test_a_long_conversation_begins_where_it_is_unread_and_tells_of_warnings_on_other_pages(
    busy_office: TestOffice, turned: Turned, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    last = 20
    for number in range(2, last + 1):
        case.says(f"Pesan {number}. {'Panjang. ' * 4_000}")
    empty_envelope(busy_office, case.case, 3)
    [begun] = turned(f"/id/cases/{case.case}")
    newest, older = turned(f"/id/cases/{case.case}?page=1")
    assert numbers([begun], "m") == numbers([older], "m")
    assert numbers(turned(f"/id/cases/{case.case}")[:1], "m") == numbers([newest], "m")
    assert numbers([older, newest], "m") == list(range(1, last + 1))
    assert "1 lagi yang bertanda peringatan" in newest.text
    assert "bertanda peringatan ada" not in older.text
    following = re.search(r'role="status">[^<]*<a href="([^"]+)"', newest.html)
    assert following is not None
    assert 'class="bad" id="m3"' in browsers.of("sari").get(following[1]).html


def test_a_message_of_the_reporter_stays_unread_until_its_page_was_opened(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    """A colleague cannot push it from the first page by replies, and have it count as read."""
    sari, address = browsers.of("sari"), f"/id/cases/{case.case}"
    sari.get(address)
    case.says("Ini belum dibaca")
    for _ in range(10):
        send_reply(workstations.of("wati").work(case.case), "Baik. " * 9_000)
    assert _is_unread(workstations, case)
    assert "Ini belum dibaca" not in sari.get(f"{address}?page=1").text
    assert _is_unread(workstations, case)
    assert "Ini belum dibaca" in sari.get(address).text
    assert not _is_unread(workstations, case)
    assert "Ini belum dibaca" not in sari.get(address).text


def _is_unread(workstations: HeadlessWorkstations, case: GenuineCase) -> bool:
    sari = workstations.of("sari")
    [row] = [row for row in all_rows(sari.services, sari.officer) if row.case == case.case]
    return row.unread > 0


def test_long_messages_and_a_long_report_leave_the_page_of_a_case_small(
    busy_office: TestOffice, workstations: HeadlessWorkstations, turned: Turned
) -> None:
    case = busy_office.report("\u00ad" * 100_000)
    perform(workstations.of("sari").work(case.case), "acknowledge")
    for _ in range(8):
        case.says("\u00ad" * 100_000)
    send_reply(workstations.of("wati").work(case.case), LONG)
    pages = turned(f"/id/cases/{case.case}?page=1")
    assert sorted(numbers(pages, "m")) == list(range(1, 11))
    assert f"/id/cases/{case.case}/texts/answer/1" in pages[0].links
    assert (
        sum(page.text.count("[U+00AD]") for page in turned(f"/id/cases/{case.case}/texts/answer/1"))
        == 100_000
    )
    assert len(turned(f"/id/cases/{case.case}/texts/message/10")) > 1


def test_news_before_a_decision_are_bounded_and_those_left_out_are_counted(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    sari = browsers.of("sari")
    form = action_page(sari, case.case, "archive").form("/do/archive")
    write(workstations.of("wati"), case, [note(LONG[:60_000]) for _ in range(12)])
    page = sari.post(form, {"reason": "unclear", "text": "Kurang jelas"})
    assert page.status == 409
    assert len(page.html.encode()) < MOST_BYTES + 20_000
    assert re.search(r"\d+ lagi tidak ditampilkan di sini. Bacalah sebelum Anda memutuskan", page.text)


def test_long_reasons_leave_the_pages_of_requests_for_an_identity_small(
    workstations: HeadlessWorkstations, turned: Turned, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    says = Content(text=LONG[:LONG_REASON])
    asked = FilledEvent(EventKind.ASK, says, {"people": ("rina",)}, to="rina")
    write(workstations.of("wati"), case, [asked] * 10)
    turned(f"/id/cases/{case.case}/people")
    rina = browsers.of("rina")
    listing = rina.get("/id/identity-requests")
    assert len(listing.html.encode()) < 60_000
    assert "[U+00AD]" not in listing.text
    assert "Alasannya panjang dan ada di halamannya." in listing.text
    pages = turned(f"/id/identity-requests/{case.case}/{EVENTS + 1}", "rina")
    assert sum(page.text.count("[U+00AD]") for page in pages) == LONG_REASON


def test_many_requests_for_an_identity_stand_on_several_pages(
    workstations: HeadlessWorkstations, turned: Turned, case: GenuineCase
) -> None:
    asked = FilledEvent(EventKind.ASK, Content(text="Untuk LPSK"), {"people": ("rina",)}, to="rina")
    write(workstations.of("wati"), case, [asked] * (MOST_ROWS + 1))
    first, second = turned(f"/id/cases/{case.case}/people")
    assert f"Halaman ini memuat {MOST_ROWS} dari {MOST_ROWS + 1}" in first.text
    assert f"Halaman ini memuat 1 dari {MOST_ROWS + 1}" in second.text


def test_a_long_brief_is_shown_in_parts_before_the_declaration(
    busy_office: TestOffice, workstations: HeadlessWorkstations, turned: Turned
) -> None:
    case = reviewed(busy_office, workstations.of("sari"))
    assigned = {"lead": "joko", "members": ("agus",), "brief": f"{LONG[:100_000]}akhir"}
    perform(workstations.of("sari").work(case.case), "assign", **assigned)
    pages = turned(f"/id/cases/{case.case}", "agus")
    assert sum(page.text.count("[U+00AD]") for page in pages) == 100_000
    assert "akhir" in pages[-1].text


def test_what_a_reporter_encrypted_themselves_is_shown_in_parts_and_each_part_is_on_some_page(
    busy_office: TestOffice, turned: Turned, case: GenuineCase, tmp_path: Path
) -> None:
    armor = encrypted(busy_office, f"{LONG}akhir".encode(), tmp_path, "--armor").decode()
    case.says(armor * MOST_MESSAGES)
    [page] = turned(f"/id/cases/{case.case}/inner/2")
    wholes = [link for link in page.links if "/inner/2/" in link]
    assert wholes == [f"/id/cases/{case.case}/inner/2/{number}" for number in range(1, MOST_MESSAGES + 1)]
    parts = turned(wholes[-1])
    assert sum(part.text.count("[U+00AD]") for part in parts) == len(LONG)
    assert "akhir" in parts[-1].text


def test_the_passages_of_a_long_case_stand_on_several_pages_and_ticks_of_all_pages_count(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, turned: Turned, case: GenuineCase
) -> None:
    lines = "\n".join(f"baris {number}" for number in range(2_500))
    write(workstations.of("wati"), case, [note(lines), note(LONG + "akhir"), note("Bagian penutup")])
    sari, first, second = browsers.of("sari"), f"paper.{EVENTS + 1}.3", f"paper.{EVENTS + 3}.0"
    pages = [sari.get(f"/id/cases/{case.case}/export/dossier-outside")]
    while 'name="turn"' in pages[-1].html and "Berikutnya</button>" in pages[-1].html:
        form = pages[-1].form("/export/dossier-outside")
        ticked = [first] if len(pages) == 1 else form.chosen.get("left_out", [])
        following: dict[str, str | list[str]] = {
            "turn": str(len(pages) + 1),
            "left_out": ticked,
            "purpose": "Kejaksaan",
        }
        pages.append(sari.post(form, following))
    assert len(pages) > 2
    assert max(len(page.html.encode()) for page in pages) < MOST_BYTES
    names = [name for page in pages for name in re.findall(r'name="left_out" value="([^"]+)"', page.html)]
    assert len(set(names)) == len(names)
    assert {f"paper.{EVENTS + 1}.{number}" for number in range(2_500)} | {second} < set(names)
    assert "1 dicentang di halaman lain" in pages[-1].text
    parts = turned(f"/id/cases/{case.case}/export/dossier-outside/passages/paper.{EVENTS + 2}.0")
    assert "akhir" in parts[-1].text
    back = sari.post(pages[-1].form("/export/dossier-outside"), {"turn": "1", "left_out": [second]})
    assert back.form("/export/dossier-outside").chosen["left_out"] == [first]
    assert back.form("/export/dossier-outside").fields["purpose"] == "Kejaksaan"
    assert "1 dicentang di halaman lain" in back.text


def test_what_arrives_on_a_page_of_passages_that_was_turned_is_not_exported_unseen(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    lines = "\n".join(f"baris {number}" for number in range(1_500))
    write(workstations.of("wati"), case, [note(lines)])
    sari = browsers.of("sari")
    page = sari.get(f"/id/cases/{case.case}/export/dossier-outside")
    case.says("Nama saya Contoh")
    page = sari.post(page.form("/export/dossier-outside"), {"turn": "2"})
    assert "Nama saya Contoh" not in page.text
    page = sari.post(page.form("/export/dossier-outside"), {"purpose": ""})
    assert page.status == 400
    page = sari.post(page.form("/export/dossier-outside"), {"purpose": "Kejaksaan"})
    assert page.status == 409
    assert "Nama saya Contoh" in page.text


def test_a_long_reason_to_destroy_a_message_is_shown_to_its_signatory_in_parts(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, turned: Turned, case: GenuineCase
) -> None:
    case.says("Data orang ketiga")
    answers = {"place": f"{case.last_sequence}", "reason": f"{LONG[:LONG_REASON]}akhir", "leader": "dewi"}
    perform(workstations.of("wati").work(case.case), "propose-part", **answers)
    pages = turned(f"/id/destructions/{case.case}", "dewi")
    assert sum(page.text.count("[U+00AD]") for page in pages) == LONG_REASON
    assert "akhir" in pages[-1].text
    signed = browsers.of("dewi").post(pages[-1].form(f"/destructions/{case.case}"))
    assert "Pesan itu sudah dimusnahkan" in signed.text


def test_of_many_holds_by_one_person_the_first_is_offered_beside_those_of_colleagues_and_the_rest_counted(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    held = FilledEvent(EventKind.HOLD, Content(text="Diminta kejaksaan"))
    write(workstations.of("wati"), case, [held] * HOLDS)
    write(workstations.of("budi"), case, [held])
    perform(workstations.of("sari").work(case.case), "bring-leader", leader="lina")
    lina = browsers.of("lina")
    form = action_page(lina, case.case, "release").form("/do/release")
    assert form.choices["hold"] == [str(EVENTS + 1), str(EVENTS + HOLDS + 1)]
    assert f"dan {HOLDS - 1} lainnya dari orang ini" in action_page(lina, case.case, "release").text
    lina.post(form, {"hold": str(EVENTS + 1), "reason": "Selesai"})
    page = action_page(lina, case.case, "release")
    assert page.form("/do/release").choices["hold"] == [str(EVENTS + 2), str(EVENTS + HOLDS + 1)]
    assert f"dan {HOLDS - 2} lainnya dari orang ini" in page.text


def test_a_note_pointed_out_stays_announced_until_its_page_was_opened(
    workstations: HeadlessWorkstations, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    """A colleague cannot push it from the first page, and have it count as opened."""
    sari = browsers.of("sari")
    perform(workstations.of("budi").work(case.case), "note", text="Untuk sari", mentions=("sari",))
    write(workstations.of("wati"), case, [note("Baik. " * 9_000) for _ in range(11)])
    papers = f"/id/cases/{case.case}/papers"
    assert "Untuk sari" not in sari.get(papers).text
    announced = re.search(rf'href="({papers}[^"]*)">Baca', sari.get(f"/id/cases/{case.case}").html)
    assert announced is not None
    assert "Untuk sari" in sari.get(announced[1].partition("#")[0]).text
    assert "Seorang rekan menunjukkan" not in sari.get(f"/id/cases/{case.case}").text
