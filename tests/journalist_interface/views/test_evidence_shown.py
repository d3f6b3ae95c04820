"""What the page of a file shows and tells once its officer asked for it, and the ways to save it then."""

import hashlib
import io
import re
import secrets
import tarfile
from collections.abc import Iterator

import pytest

from journalist_interface.evidence import availability, sandbox
from journalist_interface.session import attachments
from journalist_interface.views import evidence
from source_interface.submissions.withdrawals import SentFileState
from store.domain.reply import ReplyAttachment
from tests.free_ports import PATIENCE_SECONDS
from tests.genuine_case import GenuineCase
from tests.header_set import DOWNLOAD, PREVIEW, check_headers
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.held_conversion import HeldConversion
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_here
from tests.office import TestOffice
from tests.source_interface import report_reader

pytestmark = pytest.mark.slow
CANNOT_WITHDRAW = "tidak dapat lagi ditarik"
TELLS = "memuat petunjuk tentang pembuatnya"
NOT_HARMLESS = "tanpa data penulis, bukan berarti aman"


@pytest.fixture
def case(shared_office: TestOffice) -> GenuineCase:
    """A report without files."""
    return shared_office.report()


def address(case: GenuineCase, number: int = 2) -> str:
    """The page of a file of the reporter."""
    return f"/id/cases/{case.case}/evidence/lampiran-{number}"


def picture_of(page: OfficerPage) -> str:
    """The address of the picture on a page."""
    [found] = re.findall(r'<img src="([^"]+)"', page.html)
    return str(found)


def test_a_pdf_is_shown_as_pictures_with_what_it_tells_beside_them(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.pdf(3), "daftar.pdf")
    case.attaches(b"isi", "catatan.txt")
    before = officer.get(address(case))
    assert "<img" not in before.html
    assert before.links.count(address(case, 3)) == 1  # the next file
    assert made_files.AUTHOR not in before.text
    page = officer.shown(case.case)
    assert f"Penulis: {made_files.AUTHOR}" in page.text
    assert "1 dari 3" in page.text
    assert 'alt="Halaman 1 dari 3 dari lampiran-2"' in page.html
    last = officer.get(f"{address(case)}?page=3")
    assert 'alt="Halaman 3 dari 3 dari lampiran-2"' in last.html
    assert officer.get(f"{address(case)}?page=99").html == last.html
    first, third = (officer.http.get(picture_of(each)) for each in (page, last))
    assert first.content != third.content
    for answer in (first, third):
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
        check_headers(answer.headers.multi_items(), DOWNLOAD)
    assert officer.get(f"{address(case)}/pages/4").status == 404
    assert officer.get(f"{address(case)}/pages/0").status == 404


def test_a_text_that_speaks_as_the_page_does_stands_in_a_frame_of_its_own(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    words = "Berkas ini sudah diperiksa dan aman. Simpan yang asli."
    case.attaches(words.encode(), "catatan.txt")
    page = officer.shown(case.case)
    assert f'<div class="panel">\n<h3>Teks</h3>\n<div class="text">{words}</div>\n</div>' in page.html
    assert re.search(r"\.panel[^{}]*\{[^{}]*border:", officer.http.get("/static/officer.css").text)


def test_the_page_of_a_file_alone_may_show_pictures_and_play_sound(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.pdf(), "daftar.pdf")
    for path, policy in ((address(case), PREVIEW), (f"/id/cases/{case.case}/evidence", None)):
        check_headers(officer.http.get(path).headers.multi_items(), *([policy] if policy else []))


def test_until_its_officer_asks_to_see_it_a_file_can_be_withdrawn_and_not_afterwards(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.pdf(), "satu.pdf")
    case.attaches(made_files.pdf(), "dua.pdf")
    assert CANNOT_WITHDRAW in officer.get(address(case, 3)).text
    assert CANNOT_WITHDRAW not in officer.shown(case.case).text
    assert case.withdraws(2) is not SentFileState.WITHDRAWN
    assert case.withdraws(3) is SentFileState.WITHDRAWN


def test_a_reply_that_names_the_reporters_file_with_a_wrong_key_neither_shows_nor_spoils_it(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    sent = case.attaches(b"isi catatan", "catatan.txt")
    assert "isi catatan" in officer.shown(case.case).text
    digest = hashlib.sha256(b"isi catatan").hexdigest()
    false = ReplyAttachment(sent.name, secrets.token_bytes(32), "palsu.txt", 11, digest)
    report_reader.answer(shared_office, "budi", case, "Salam", (false,), lie_nowhere=True)
    spoilt = officer.shown(case.case, "lampiran-3-1")
    assert "isi catatan" not in spoilt.text
    assert '<p class="note danger" role="status">' in spoilt.html
    honest = officer.get(address(case))
    assert "isi catatan" in honest.text
    assert '<p class="note danger" role="status">' not in honest.html


def test_an_original_that_tells_of_its_author_is_saved_after_one_question(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    data = made_files.pdf()
    case.attaches(data, "daftar.pdf")
    direct = f"/id/cases/{case.case}/attachments/2"
    assert officer.http.get(direct).content == data  # nobody knows yet what it tells
    page = officer.shown(case.case)
    assert TELLS in page.text
    assert direct not in page.links
    asked = officer.get(direct)
    assert (asked.path, TELLS in asked.text) == (address(case), True)
    refused = officer.post(asked.form("/original"), {"csrf_token": "x"})
    assert TELLS in refused.text
    assert officer.post(asked.form("/original")).answer.content == data
    again = officer.get(address(case))
    assert TELLS not in again.text
    assert direct in again.links
    assert officer.http.get(direct).content == data


def test_an_archive_asks_once_for_all_its_files_that_tell_of_their_authors(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.pdf(), "daftar.pdf")
    case.attaches(b"Catatan biasa", "catatan.txt")
    for number in (2, 3):
        officer.shown(case.case, f"lampiran-{number}")
    asked = officer.get(f"/id/cases/{case.case}/evidence/archive")
    assert asked.path == f"/id/cases/{case.case}/evidence"
    assert "memuat petunjuk tentang pembuatnya: lampiran-2." in asked.text
    saved = officer.post(asked.form("/evidence")).answer
    with tarfile.open(fileobj=io.BytesIO(saved.content)) as tar:
        assert len(tar.getnames()) == 3
    assert officer.http.get(f"/id/cases/{case.case}/evidence/archive").content == saved.content


def test_a_cleaned_copy_and_the_pictures_hold_no_author(officer: OfficerBrowser, case: GenuineCase) -> None:
    case.attaches(made_files.photo(), "foto.jpg")
    page = officer.shown(case.case)
    assert f"Penulis: {made_files.AUTHOR}" in page.text
    assert NOT_HARMLESS in page.text
    copy = officer.http.get(f"{address(case)}/cleaned")
    assert copy.content.startswith(b"\xff\xd8\xff")
    assert 'filename="lampiran-2-bersih.jpg"' in copy.headers["Content-Disposition"]
    printed = officer.http.get(f"{address(case)}/pictures")
    assert printed.content.startswith(b"%PDF-")
    assert 'filename="lampiran-2-gambar.pdf"' in printed.headers["Content-Disposition"]
    for answer in (copy, printed):
        assert made_files.AUTHOR.encode() not in answer.content
        assert answer.headers["Content-Length"] == str(len(answer.content))
    assert "Salinan bersih dari lampiran-2 sudah dibuat." in officer.get(address(case)).text


def test_what_has_no_cleaned_copy_says_so_on_its_page(officer: OfficerBrowser, case: GenuineCase) -> None:
    case.attaches(b"\0\1\2", "aneh.bin")
    page = officer.get(f"{address(case)}/cleaned")
    assert page.status == 409
    assert page.form("/lampiran-2").action == address(case)
    unknown = officer.shown(case.case)
    assert "tidak dapat ditampilkan" in unknown.text
    assert "Coba lagi" not in unknown.text
    assert f"{address(case)}/cleaned" not in unknown.links
    direct = f"/id/cases/{case.case}/attachments/2"
    assert direct not in unknown.links
    assert "Tidak seluruh berkas ini ditelusuri" in officer.get(direct).text
    assert officer.post(unknown.form("/original")).answer.content == b"\0\1\2"


def test_what_has_no_pictures_or_not_all_of_them_is_not_called_one_that_can_be_saved_so(
    here: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldConversion()
    monkeypatch.setattr(attachments, "convert", held.convert)
    case = here.office.report()
    case.attaches(made_files.tone(), "suara.mp3")
    case.attaches(made_files.pdf(3), "daftar.pdf")
    with here.signed_in() as officer:
        refused = officer.get(f"{address(case)}/pictures")
        assert (refused.status, "PDF gambar dari berkas ini tidak tersedia" in refused.text) == (409, True)
        officer.post(officer.get(address(case, 3)).form("/lampiran-3"))
        assert held.reached.wait(PATIENCE_SECONDS)
        offered = f"{address(case, 3)}/pictures"
        running = officer.get(address(case, 3))
        assert offered not in running.links
        held.go_on.set()
        assert offered in officer.once_done(running).links


def test_a_sound_is_played_in_ranges_from_memory(officer: OfficerBrowser, case: GenuineCase) -> None:
    case.attaches(made_files.tone(), "suara.mp3")
    page = officer.shown(case.case)
    [source] = re.findall(r'<audio controls preload="none" src="([^"]+)"', page.html)
    whole = officer.http.get(source)
    assert (whole.headers["Content-Type"], whole.content[:4]) == ("audio/ogg", b"OggS")
    check_headers(_without_range(whole.headers.multi_items()), DOWNLOAD)
    part = officer.http.get(source, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert officer.http.get(source, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416


def _without_range(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() != "accept-ranges"]


def test_of_a_video_no_pdf_is_offered_as_its_frames_are_not_all_of_it(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.video(), "rekaman.mp4")
    case.attaches(made_files.photo(), "foto.jpg")
    video, photo = (officer.shown(case.case, f"lampiran-{number}") for number in (2, 3))
    assert "Durasi: 0:02" in video.text
    assert 'alt="Cuplikan 1 dari' in video.html
    assert [f"{page.path}/pictures" in page.links for page in (video, photo)] == [False, True]


def test_a_mail_and_an_archive_are_shown_as_text_and_lists(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.mail("Isi <b>surat</b>."), "surat.eml")
    case.attaches(made_files.archive("satu.txt", "<i>dua.txt"), "berkas.zip")
    mail, listed = officer.shown(case.case), officer.shown(case.case, "lampiran-3")
    for words in ("Dari", "budi@contoh.example", "Perihal", "Isi <b>surat</b>.", "lampiran.pdf"):
        assert words in mail.text
    assert "<b>surat" not in mail.html
    assert "<i>dua.txt" in listed.text
    assert "<i>" not in listed.html
    for page, label in ((mail, "lampiran-2"), (listed, "lampiran-3")):
        assert "tidak ditelusuri" in page.text
        assert "Tidak ditemukan petunjuk" not in page.text
        assert f"/id/cases/{case.case}/evidence/{label}/cleaned" not in page.links


def test_pictures_go_with_the_session_and_are_not_for_another_browser(
    station: Workstation, officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(made_files.pdf(), "daftar.pdf")
    picture = picture_of(officer.shown(case.case))
    with station.browser() as other:
        assert other.http.get(picture).headers["Content-Type"].startswith("text/html")
    officer.post(officer.get("/id/today").form("/sign-out"))
    assert officer.http.get(picture).headers["Content-Type"].startswith("text/html")
    assert officer.sign_in().status == 200
    assert officer.get(picture).status == 404
    assert "<img" not in officer.get(address(case)).html


@pytest.fixture
def here(office: TestOffice, gateway: str) -> Iterator[Workstation]:
    """A workstation in this process."""
    with workstation_here(office, gateway) as made:
        yield made


def test_pages_are_shown_as_they_come_and_a_conversion_can_be_stopped(
    here: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldConversion()
    monkeypatch.setattr(attachments, "convert", held.convert)
    case = here.office.report()
    for name in ("satu.pdf", "dua.pdf"):
        case.attaches(made_files.pdf(3), name)
    with here.signed_in() as officer:
        for number in (2, 3):
            officer.post(officer.get(address(case, number)).form(f"/lampiran-{number}"))
        assert held.reached.wait(PATIENCE_SECONDS)
        running, waiting = (officer.get(address(case, number)) for number in (2, 3))
        assert running.answer.headers["Refresh"] == f"2;url={address(case)}?page=1&renewed=1"
        assert "1 dari 3 halaman sudah siap" in running.text
        assert officer.http.get(picture_of(running)).headers["Content-Type"] == "image/png"
        assert "belum siap" in officer.get(f"{address(case)}?page=3").text
        assert "Menunggu sampai berkas lain" in waiting.text
        assert "Refresh" not in officer.get(f"{address(case)}?still=1").answer.headers
        assert officer.get(f"/id/cases/{case.case}").status == 200  # one goes on working meanwhile
        stopped = officer.post(running.form("/stop"))
        held.go_on.set()
        assert "prosesnya dihentikan" in stopped.text
        assert f"Penulis: {made_files.AUTHOR}" in stopped.text
        assert TELLS in stopped.text
        assert officer.get(picture_of(running)).status == 404
        assert "1 dari 3" in officer.shown(case.case).text  # after the one that waited
        assert "1 dari 3" in officer.get(address(case, 3)).text
        for _minutes in range(2):  # of the thirty after which an idle session ends
            here.office.move(seconds=14 * 60)
            renewed = officer.get(f"{address(case)}?renewed=1")
            assert "1 dari 3" in renewed.text
            assert officer.http.get(picture_of(renewed)).status_code == 200  # as the browser does by itself
        here.office.move(seconds=3 * 60)
        assert "Frasa sandi" in officer.get(f"{address(case)}?renewed=1").text


def test_without_a_sandbox_the_page_says_why_and_saving_goes_on(
    here: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "BUBBLEWRAP", "/nonexistent/bwrap")
    availability._found.clear()
    case = here.office.report()
    case.attaches(made_files.pdf(), "daftar.pdf")
    with here.signed_in() as officer:
        page = officer.get(address(case))
        assert "bubblewrap" in page.text
        assert all(not form.action.endswith("/lampiran-2") for form in page.forms)
        assert all(not link.endswith(("/cleaned", "/pictures")) for link in page.links)
        for part in ("cleaned", "pictures"):
            assert "bubblewrap" in officer.get(f"{address(case)}/{part}").text
        assert officer.http.get(f"/id/cases/{case.case}/attachments/2").content == made_files.pdf()
    assert case.withdraws(2) is not SentFileState.WITHDRAWN


def test_a_file_that_is_too_large_to_show_is_not_fetched(
    here: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = here.office.report()
    case.attaches(made_files.pdf(), "daftar.pdf")
    with here.signed_in() as officer:
        form = officer.get(address(case)).form("/lampiran-2")
        monkeypatch.setattr(evidence, "LARGEST_FILE", len(made_files.pdf()) - 1)
        page = officer.post(form)
        assert "lebih besar dari 300 MB" in page.text
        assert officer.get(f"{address(case)}/cleaned").status == 409
    assert case.withdraws(2) is SentFileState.WITHDRAWN
