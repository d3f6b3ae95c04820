"""Files of a case: what they hold and never hold, how a stranger checks them, and who may make them."""

import base64
import gzip
import hashlib
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from crypto.gpg.decrypt import decrypt_bytes
from journalist_interface.dossier import making
from journalist_interface.dossier import pdf as typesetting
from journalist_interface.dossier.making import make_export
from journalist_interface.dossier.wanted import WantedExport
from journalist_interface.verification.decision_basis import SeenUpTo
from store.domain.register_number import register_number
from tests.genuine_case import GenuineCase
from tests.journalist_interface.exported_case import (
    PURPOSE,
    STRANGE,
    SavedFiles,
    eventful,
    export,
    holds,
    layers,
    pdf_text,
    saved,
    unpacked,
)
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.staged_cases import assigned
from tests.office import TestOffice
from tests.scenario.checked_archive import verified

pytestmark = pytest.mark.slow
LONGEST_SCRIPT = 40


@pytest.fixture(scope="module")
def case(busy_office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    """A case with something of everything."""
    return eventful(busy_office, workstations)


@pytest.fixture(scope="module")
def dossier(browsers: OfficerBrowsers, case: GenuineCase) -> SavedFiles:
    """Its whole dossier, as sari saved it."""
    sari = browsers.of("sari")
    return saved(sari, export(sari, case.case, "dossier"))


def test_a_dossier_is_a_tagged_pdf_a_in_both_languages_with_all_that_readers_read(
    dossier: SavedFiles,
) -> None:
    made = dossier.one(".pdf")
    bare = b"".join(layers(made))
    assert b"<pdfaid:part>3</pdfaid:part>" in bare
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in bare
    assert b"/StructTreeRoot" in bare
    shown = pdf_text(made)
    for words in (
        "Berkas perkara laporan", "Dossier of a case", PURPOSE, "Sari Wulandari", "Pada hari Senin", "Kapan tepatnya?",
        "Lembar telaah", "Catatan rahasia tentang Pak Contoh", "memastikan kejelasan", "confirmed clarity",
        "kuitansi budi.pdf", hashlib.sha256(b"isi kuitansi").hexdigest(), "formulir.odt", "daftar.xlsx",
        hashlib.sha256(b"daftar").hexdigest(), '#import "@preview/kotak:1.0.0" $x$', "[U+6F22][U+5B57] [U+1F600]",
    ):  # fmt: skip
        assert " ".join(words.split()) in shown, words


def test_the_same_case_gives_the_same_pages(browsers: OfficerBrowsers, case: GenuineCase) -> None:
    sari = browsers.of("sari")
    first, second = (saved(sari, export(sari, case.case, "transcript")) for _ in range(2))
    name = f"{register_number(case.case)}-transcript.pdf"
    assert list(first.files) == list(second.files) == [name]
    before, after = (pdf_text(files.files[name]).split() for files in (first, second))
    # The second tells of the first in its number of decisions, in both languages, and of nothing else.
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    [number] = {int(old.rstrip(",")) for old, _new in changed}
    assert changed == [(f"{number},", f"{number + 1},")] * 2


def test_the_archive_is_verified_by_a_short_script_with_gpg_openssl_and_sha256sum_alone(
    dossier: SavedFiles, tmp_path: Path
) -> None:
    folder = unpacked(dossier.one(".tar.gz"), tmp_path)
    assert len((folder / "verify.sh").read_text().splitlines()) <= LONGEST_SCRIPT
    run = verified(folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("BENAR / GOOD: ")
    first_lines = {path.read_bytes().partition(b"\n")[0] for path in folder.glob("reporter/*.txt")}
    assert first_lines == {b"kentongan/envelope/1", b"kentongan/withdrawal/1"}
    assert {"events", "reporter", "replies", "certificates"} <= {path.name for path in folder.iterdir()}
    evidence = folder / "evidence"
    evidence.mkdir()
    (evidence / "2-kuitansi budi.pdf").write_bytes(b"isi kuitansi")
    sums = ["sha256sum", "--check", "--strict", "evidence.sha256"]
    assert subprocess.run(sums, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "which", ["events/000003", "reporter/000002", "reporter/000007", "replies/000003", "copy"]
)
def test_the_script_names_what_was_altered_though_its_sums_were_made_anew(
    dossier: SavedFiles, tmp_path: Path, which: str
) -> None:
    folder = unpacked(dossier.one(".tar.gz"), tmp_path)
    text = folder / f"{which}.txt"
    text.write_bytes(text.read_bytes().replace(b'"day":"20', b'"day":"19').replace(b'"blob":"', b'"blob":"0'))
    _sum_anew(folder)
    run = verified(folder)
    assert run.returncode == 1
    assert f"SALAH / WRONG: {which}.txt" in run.stderr


def test_the_script_notices_a_decision_that_is_missing_or_in_another_place(
    dossier: SavedFiles, tmp_path: Path
) -> None:
    folder = unpacked(dossier.one(".tar.gz"), tmp_path)
    for ending in (".txt", ".sig"):
        (folder / "events" / f"000002{ending}").unlink()
    _sum_anew(folder)
    assert "events/000003.txt" in verified(folder).stderr

    last = max(path.stem for path in (folder / "events").iterdir())
    folder = unpacked(dossier.one(".tar.gz"), tmp_path / "again")
    for ending in (".txt", ".sig"):
        (folder / "events" / f"{last}{ending}").unlink()
    _sum_anew(folder)
    assert "copy.txt: head" in verified(folder).stderr


def test_no_export_holds_identity_session_keys_keys_of_files_or_whom_the_reporter_excluded(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Isi laporan", excluded=["petugas-3"], name="Nama Pelapor Sungguhan")
    sari = workstations.of("sari")
    case.attaches(b"isi", "bukti.pdf")
    perform(sari.work(case.case), "acknowledge")
    perform(sari.work(case.case), "note", text="Catatan", files=sari.upload(case.case, "a.odt", b"a"))
    perform(sari.work(case.case), "ask-identity", reason="Hanya untuk pemegang identitas")
    perform(sari.work(case.case), "renew", person="budi")
    file = sari.work(case.case).file
    keys = [opened.key.text for opened in file.cache.opened.values()]
    keys += [key.text for keys in file.given.blobs.keys.values() for held in keys.values() for key in held]
    content = file.chain.papers()[0].content
    assert content is not None
    note = content.attachments[0]
    files = saved(browsers.of("sari"), export(browsers.of("sari"), case.case, "dossier"))
    first = file.cache.opened[file.tried[1]].message
    assert b"petugas-3" in first
    archive = gzip.decompress(files.one(".tar.gz"))
    for secret in (*keys, note.key.hex(), "Nama Pelapor Sungguhan", "Hanya untuk pemegang identitas", "wati"):
        for data in (archive, *layers(files.one(".pdf"))):
            assert secret.encode() not in data
            assert secret.rpartition(":")[2].encode() not in data
    for data in (archive, *layers(files.one(".pdf"))):
        assert b"petugas-3" not in data
        assert note.key not in data
    assert "Petugas WBS III" not in pdf_text(files.one(".pdf"))


def test_a_version_for_outside_says_so_on_every_page_and_holds_nothing_of_what_was_left_out(
    browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    sari = browsers.of("sari")
    left_out = ["report.0.1", "entry.6.1", "paper.7.0", "file.entry.2.0", "file.paper.6.0"]
    gone = [
        "muka",
        "bersama Pak Contoh",
        "Catatan rahasia tentang Pak Contoh",
        "kuitansi budi.pdf",
        "daftar.xlsx",
    ]
    gone += [hashlib.sha256(data).hexdigest() for data in (b"isi kuitansi", b"daftar")]
    whole = saved(sari, export(sari, case.case, "dossier-outside")).one(".pdf")
    assert [words for words in gone if not holds(whole, words)] == []
    for kind, fields in (("dossier-outside", {}), ("referral", {"to": "LPSK"})):
        files = saved(sari, export(sari, case.case, kind, {"left_out": left_out, **fields}))
        assert [name.rpartition(".")[2] for name in files.files] == ["pdf"]
        pdf = files.one(".pdf")
        assert [words for words in gone if holds(pdf, words)] == []
        assert "Pada hari Senin" in pdf_text(pdf)
        assert b"/EmbeddedFile" not in b"".join(layers(pdf))
        pages = _pages(pdf)
        assert len(pages) > 1
        assert all("Versi untuk pihak luar" in page and "Version for outside" in page for page in pages)


def test_a_version_for_outside_can_leave_out_the_risk_and_what_the_reporter_is_to_the_office(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Isi laporan")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    perform(workstations.of("sari").work(case.case), "assess", level="high", factors=("guessable", "near"))
    number = len(workstations.of("sari").work(case.case).file.events)
    sari, gone = (
        browsers.of("sari"),
        ("the reporter can be guessed", "Risk to the reporter: high", "lives near"),
    )
    whole = saved(sari, export(sari, case.case, "referral", {"to": "LPSK"})).one(".pdf")
    assert [words for words in gone if not holds(whole, words)] == []
    left_out = [*(f"detail.{number}.{line}" for line in range(4)), "relation"]
    form = sari.get(f"/id/cases/{case.case}/export/referral")
    assert all(f'name="left_out" value="{name}"' in form.html for name in left_out)
    pdf = saved(sari, export(sari, case.case, "referral", {"to": "LPSK", "left_out": left_out})).one(".pdf")
    assert [words for words in gone if holds(pdf, words)] == []
    assert pdf_text(pdf).count("[tidak disertakan") == len(left_out)


def test_what_was_left_out_in_one_place_and_stands_in_another_is_named_and_nothing_is_made(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Bapak Contoh Palsu menerima amplop")
    sari = workstations.of("sari")
    perform(sari.work(case.case), "acknowledge")
    perform(sari.work(case.case), "note", text="Kata pelapor: bapak contoh  palsu menerima amplop, dua kali")
    page = export(browsers.of("sari"), case.case, "dossier-outside", {"left_out": "report.0.0"})
    assert page.status == 400
    assert "Tempat itu ditandai di bawah" in page.text
    assert page.html.count("Bagian yang tidak disertakan juga ada di sini.") == 1
    assert page.form("/export/dossier-outside").chosen["left_out"] == ["report.0.0"]
    assert "mengekspor laporan" not in browsers.of("sari").get(f"/id/cases/{case.case}/history").text


def test_a_version_for_outside_is_not_made_of_words_that_no_one_looked_at(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Isi laporan")
    sari = browsers.of("sari")
    form = sari.get(f"/id/cases/{case.case}/export/transcript-outside").form("/transcript-outside")
    case.says("Nama saya Contoh, dan baru saya sebut")
    page = sari.post(form, {"purpose": PURPOSE})
    assert page.status == 409
    assert "Nama saya Contoh" in page.text
    assert PURPOSE in page.html
    again = saved(sari, sari.post(page.form("/transcript-outside"), {"left_out": "entry.2.0"}))
    assert not holds(again.one(".pdf"), "Nama saya Contoh")


def test_files_can_be_encrypted_to_a_certificate_that_the_officer_gives_and_to_no_other_thing(
    busy_office: TestOffice, browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    sari, holder = browsers.of("sari"), busy_office.keys.holder("dewi")
    certificate = _armoured(holder.certificate)
    files = saved(sari, export(sari, case.case, "dossier", {"certificate": certificate}))
    assert all(name.endswith(".gpg") for name in files.files)
    opened = decrypt_bytes(holder.home, files.one(".pdf.gpg"), 8 * 1024 * 1024)
    assert opened.startswith(b"%PDF-")
    assert holder.fingerprint in sari.get(f"/id/cases/{case.case}/history").text
    for bad in ("bukan kunci", certificate.replace("PUBLIC KEY BLOCK", "MESSAGE"), certificate[:300]):
        page = export(sari, case.case, "dossier", {"certificate": bad})
        assert page.status == 400
        assert "Ini bukan kunci publik OpenPGP" in page.text
        assert PURPOSE in page.html


def test_all_who_read_a_case_may_export_it_and_the_history_names_form_purpose_and_sums(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, workstations)
    joko = browsers.of("joko")
    files = saved(joko, export(joko, case.case, "transcript"))
    history = browsers.of("sari").get(f"/id/cases/{case.case}/history").text
    for words in ("mengekspor laporan", "Transkrip percakapan", PURPOSE, _sha256(files.one(".pdf"))):
        assert words in history
    for person in ("dewi", "rina", "lina"):
        for address in ("export", "export/dossier", "exported/0"):
            page = browsers.of(person).get(f"/id/cases/{case.case}/{address}")
            strange = browsers.of(person).get(f"/id/cases/{'0' * 32}/{address}")
            assert page.status == strange.status == 404
            assert page.html.replace(case.case, "0" * 32) == strange.html


def test_files_are_there_for_the_session_that_made_them_alone(
    browsers: OfficerBrowsers, case: GenuineCase
) -> None:
    sari, budi = browsers.of("sari"), browsers.of("budi")
    saved(sari, export(sari, case.case, "transcript"))
    assert budi.get(f"/id/cases/{case.case}/exported/0").status == 404
    assert sari.get(f"/id/cases/{case.case}/exported/7").status == 404
    export(sari, case.case, "dossier", {"purpose": " "})
    assert "Tulis untuk apa berkas ini." in export(sari, case.case, "dossier", {"purpose": " "}).text
    assert "Name the office" in export(sari, case.case, "referral", language="en").text
    assert sari.get(f"/id/cases/{case.case}/export/zip").status == 404


def test_the_report_can_be_strange_in_any_way(busy_office: TestOffice, browsers: OfficerBrowsers) -> None:
    strange = f"{STRANGE}\n{'x' * 500}\n\u202eterbalik\u202c\tא̃ מ\u0303 ก\u0e49 e\u0301 \u0f71\r\nakhir \ud83d".encode(
        "utf-8", "replace"
    ).decode()
    case = busy_office.report(strange)
    sari = browsers.of("sari")
    shown = pdf_text(saved(sari, export(sari, case.case, "dossier")).one(".pdf"))
    assert "[U+202E]terbalik[U+202C]" in shown
    assert "akhir" in shown


def test_a_case_beyond_one_file_is_several_volumes_and_the_archive_is_beside_them(
    workstations: HeadlessWorkstations, case: GenuineCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "MOST_CHARACTERS", 9_000)
    monkeypatch.setattr(making, "MOST_ARCHIVE_BYTES", 1)
    work = workstations.of("sari").work(case.case)
    app = Flask(__name__)
    app.url_build_error_handlers.append(lambda _error, _endpoint, _values: "/")  # no file has links
    Babel(app)
    with app.test_request_context():
        made = make_export(work, WantedExport("dossier", PURPOSE), SeenUpTo.of(work.file), None)
    files = {file.name: file.data for file in made.files}
    name, count = f"{register_number(case.case)}-dossier", len(files) - 1
    assert count > 1
    assert list(files) == [*(f"{name}-{number}.pdf" for number in range(1, count + 1)), f"{name}.tar.gz"]
    volumes = [files[f"{name}-{number}.pdf"] for number in range(1, count + 1)]
    for number, volume in enumerate(volumes, 1):
        assert f"Volume {number} of {count}" in " ".join(_pages(volume)[0].split())
        assert not any(files[f"{name}.tar.gz"] in layer for layer in layers(volume))
    assert "too large to be attached" in pdf_text(volumes[0])
    shown = " ".join(map(pdf_text, volumes))
    for words in ("Pada hari Senin", "Lembar telaah", "Catatan rahasia tentang Pak Contoh", "daftar.xlsx"):
        assert words in shown


def test_long_notes_and_replies_of_one_officer_close_no_colleagues_dossier_or_transcript(
    workstations: HeadlessWorkstations,
    busy_office: TestOffice,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    case, sari = busy_office.report("Uang muka"), workstations.of("sari")
    monkeypatch.setattr(typesetting, "MOST_CHARACTERS", 9_000)
    long = "catatan " * 11_000
    for number in range(3):
        perform(sari.work(case.case), "note", text=f"Panjang {number} {long}")
        send_reply(sari.work(case.case), f"Balasan {number} {long}")
    case.says("Pada hari Senin")
    perform(workstations.of("budi").work(case.case), "note", text="Catatan dari Budi")
    work = workstations.of("budi").work(case.case)
    app = Flask(__name__)
    app.url_build_error_handlers.append(lambda _error, _endpoint, _values: "/")  # no file has links
    Babel(app)
    shown, archives = {}, []
    for form in ("dossier", "transcript"):
        with app.test_request_context():
            made = make_export(work, WantedExport(form, PURPOSE), SeenUpTo.of(work.file), None)
        shown[form] = " ".join(pdf_text(file.data) for file in made.files if file.name.endswith(".pdf"))
        archives += [file.data for file in made.files if file.name.endswith(".tar.gz")]
        assert "Author: Sari Wulandari. Entries: 3. Characters: 264,030. Files: 0." in shown[form]
        assert "Pada hari Senin" in shown[form]
    assert "Uang muka" in shown["dossier"]
    assert "Catatan dari Budi" in shown["dossier"]
    [archive] = archives
    folder = unpacked(archive, tmp_path / "arsip")
    signed = "".join(found.read_text() for found in sorted(folder.rglob("*.txt")))
    for number in range(3):
        assert f"Panjang {number} {long}" in signed
        assert f"Balasan {number} {long}" in signed


def _armoured(certificate: bytes) -> str:
    body = base64.encodebytes(certificate).decode()
    return f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{body}-----END PGP PUBLIC KEY BLOCK-----\n"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sum_anew(folder: Path) -> None:
    """Make the sums fit again, as a forger would."""
    names: Iterable[Path] = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS"
    )
    lines = [f"{_sha256(path.read_bytes())}  {path.relative_to(folder)}\n" for path in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def _pages(pdf: bytes) -> list[str]:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return [page for page in run.stdout.decode().split("\f") if page.strip()]
