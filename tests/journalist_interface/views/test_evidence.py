"""The pages of a case's files: what each is, who sees it, and all of them saved together."""

import hashlib
import io
import re
import secrets
import tarfile
from dataclasses import replace

import httpx
import pytest

from source_interface.submissions.withdrawals import SentFileState
from store.domain.register_number import register_number
from store.domain.reply import ReplyAttachment
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice
from tests.source_interface.photos.samples import jpeg
from tests.source_interface.report_reader import answer

PAGE = "evidence/lampiran-2"
PARTS = ("evidence", "evidence/archive", PAGE)
MADE_OF_IT = tuple(f"{PAGE}/{part}" for part in ("pages/1", "sound", "cleaned", "pictures"))
SENT_TO_IT = ("evidence", PAGE, f"{PAGE}/stop", f"{PAGE}/original")


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an archive by their names."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
        return {
            member.name: file.read()
            for member in tar.getmembers()
            if (file := tar.extractfile(member)) is not None
        }


def test_each_file_has_a_page_that_says_what_it_is_before_it_is_fetched(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    data = secrets.token_bytes(2_000)
    case.attaches(data, "daftar\u202e kuitansi.pdf")
    page = officer.get(next(link for link in officer.case(case.case).links if "/evidence/" in link))
    assert page.path == f"/id/cases/{case.case}/evidence/lampiran-2"
    for shown in ("daftar[U+202E] kuitansi.pdf", hashlib.sha256(data).hexdigest(), "Pelapor", "2 kB"):
        assert shown in page.text
    assert "tidak dapat lagi ditarik" in page.text
    link = next(link for link in page.links if "/attachments/" in link)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    for way in (page.path, link):
        gone = officer.get(way)
        assert gone.status == 404
        assert "tertulis apa yang ditarik atau dimusnahkan" in gone.text
        assert "bukan untuk Anda baca" not in gone.text


def test_files_of_replies_and_papers_have_pages_too(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    sari.reply(case.case, "Terlampir", [("satu.txt", b"1"), ("dua.txt", b"22")])
    do(sari, case.case, "note", {"text": "Catatan"}, [("catatan.txt", b"333")])
    pages = [
        sari.get(link) for link in sari.get(f"/id/cases/{case.case}/evidence").links if "/evidence/" in link
    ]
    labels = [
        page.path.rpartition("/")[2] for page in pages if "lampiran" in page.path or "berkas" in page.path
    ]
    assert labels == ["lampiran-2-1", "lampiran-2-2", "berkas-3-1"]
    for label, data in zip(labels, (b"1", b"22", b"333"), strict=True):
        page = sari.get(f"/id/cases/{case.case}/evidence/{label}")
        assert hashlib.sha256(data).hexdigest() in page.text
        assert "Sari Wulandari" in page.text
        assert "tidak dapat lagi ditarik" not in page.text


def test_the_list_with_the_sums_says_which_photo_was_cleaned_and_calls_no_file_original_that_was(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    case.attaches(jpeg(), "IMG_1.jpg", cleans=True)
    case.attaches(jpeg(), "apa adanya.jpg")
    page = officer.get(f"/id/cases/{case.case}/evidence")
    rows = [row for row in re.findall(r"<li>(.*?)</li>", page.html, re.DOTALL) if "SHA-256" in row]
    said = "Saat foto ini tiba, kanal menghapus data tempat, kamera, dan pembuat darinya."
    assert [said in row for row in rows] == [True, False]
    assert "seperti saat tiba" not in page.text


def test_all_files_are_saved_as_one_archive_with_their_sums(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    data = secrets.token_bytes(300_000)
    case.attaches(data, "../../bukti.bin")
    officer.reply(case.case, "Terlampir", [("balasan.txt", b"1")])
    answer = officer.http.get(f"/id/cases/{case.case}/evidence/archive")
    assert answer.headers["Content-Length"] == str(len(answer.content))
    number = register_number(case.case)
    assert f'filename="{number}.tar"' in answer.headers["Content-Disposition"]
    files = unpacked(answer.content)
    assert files[f"{number}/lampiran-2_bukti.bin"] == data
    assert files[f"{number}/lampiran-3-1_balasan.txt"] == b"1"
    assert (
        f"{hashlib.sha256(data).hexdigest()}  lampiran-2_bukti.bin\n"
        in files[f"{number}/SHA256SUMS"].decode()
    )


def test_an_archive_with_an_altered_file_breaks_off_and_the_next_page_says_so(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    case.attaches(b"utuh", "utuh.txt")
    stored = case.attaches(secrets.token_bytes(500_000), "bukti.bin")
    [path] = [
        path
        for path in (shared_office.folder / "blobs").rglob("*")
        if path.is_file() and stored.name in path.name
    ]
    changed = bytearray(path.read_bytes())
    changed[-40] ^= 1
    path.chmod(0o640)
    path.write_bytes(changed)
    with pytest.raises(httpx.RemoteProtocolError):
        officer.http.get(f"/id/cases/{case.case}/evidence/archive")
    assert "tidak tersimpan" in officer.case(case.case).text


def test_who_was_excluded_gets_of_every_page_of_files_what_no_case_gets(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    hidden = _with_a_file(shared_office.report("Tentang Sari", excluded=["petugas-1"]))
    seen = _with_a_file(shared_office.report())
    for part in PARTS:
        excluded, missing, own = (
            officer.get(f"/id/cases/{case}/{part}") for case in (hidden, "0" * 32, seen)
        )
        assert own.status == 200, part
        assert excluded.status == missing.status == 404, part
        assert excluded.html.replace(hidden, "0" * 32) == missing.html, part
    form = officer.get(f"/id/cases/{seen}/{PAGE}").form("/lampiran-2")
    for sent, parts in ((False, MADE_OF_IT), (True, SENT_TO_IT)):
        for part in parts:
            excluded, missing = (
                officer.post(replace(form, action=f"/id/cases/{case}/{part}"))
                if sent
                else officer.get(f"/id/cases/{case}/{part}")
                for case in (hidden, "0" * 32)
            )
            assert excluded.status == missing.status == 404, part
            assert excluded.html.replace(hidden, "0" * 32) == missing.html, part


def _with_a_file(case: GenuineCase) -> str:
    case.attaches(b"isi", "isi.txt")
    return case.case


def test_a_label_of_no_file_is_nothing_and_a_case_without_files_has_no_archive(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    for part in ("lampiran-1", "lampiran-2", "berkas-1-1", "x", "archive"):
        assert officer.get(f"/id/cases/{case.case}/evidence/{part}").status == 404, part
    assert "akan muncul di sini" in officer.get(f"/id/cases/{case.case}/evidence").text


def test_a_false_file_of_a_colleague_stays_out_of_the_next_archive(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report()
    case.attaches(b"bukti satu", "satu.txt")
    nowhere = ReplyAttachment(secrets.token_hex(16), secrets.token_bytes(32), "palsu.txt", 1 << 50, "0" * 64)
    answer(busy_office, "sari", case, "Salam", (nowhere,), lie_nowhere=True)
    case.attaches(b"bukti dua", "dua.txt")
    budi = browsers.of("budi")
    with pytest.raises(httpx.RemoteProtocolError):
        budi.http.get(f"/id/cases/{case.case}/evidence/archive")
    files = unpacked(budi.http.get(f"/id/cases/{case.case}/evidence/archive").content)
    assert {b"bukti satu", b"bukti dua"} <= set(files.values())
    assert not any("palsu" in name for name in files)
    assert "semua berkas dari Sari Wulandari" in budi.get(f"/id/cases/{case.case}/evidence").text
