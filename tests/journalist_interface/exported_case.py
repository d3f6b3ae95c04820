"""A case with something of everything in it, what a browser saves of its exports, and all that can be found in them."""

import re
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.domain.event import Check
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, ask, perform, send_reply
from tests.journalist_interface.officer_page import Fields, OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice
from tests.scenario import checked_archive

STRANGE: Final = '#import "@preview/kotak:1.0.0" $x$ #sys.inputs [*tebal*] <b>html</b> \\u{41} 漢字 😀'
PURPOSE: Final = "Surat Pengadilan Negeri 12/Pid/2026"
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(frozen=True)
class SavedFiles:
    """What one export gave, by name."""

    files: dict[str, bytes]

    def one(self, ending: str) -> bytes:
        """The file whose name ends so."""
        [found] = [data for name, data in self.files.items() if name.endswith(ending)]
        return found


def export(
    officer: OfficerBrowser, case: str, kind: str, fields: Fields | None = None, language: str = "id"
) -> OfficerPage:
    """Open the form of this kind, fill it in, send it."""
    page = officer.get(f"/{language}/cases/{case}/export/{kind}")
    return officer.post(page.form(f"/export/{kind}"), {"purpose": PURPOSE, **(fields or {})})


def saved(officer: OfficerBrowser, page: OfficerPage) -> SavedFiles:
    """Save every file that the page offers."""
    assert page.status == 200, page.text
    found = {}
    for address in page.links:
        if "/exported/" in address:
            answer = officer.http.get(address)
            assert answer.status_code == 200
            name = answer.headers["Content-Disposition"].partition("''")[2]
            found[name] = answer.content
    assert found, page.text
    return SavedFiles(found)


def eventful(office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    """A case in review: a strange report, files of both sides and one withdrawn, a question, papers, an exclusion."""
    case = office.report(f"Uang\nmuka\n{STRANGE}", excluded=["petugas-3"])
    sari = workstations.of("sari")
    case.attaches(b"isi kuitansi", "kuitansi budi.pdf")
    perform(sari.work(case.case), "acknowledge")
    send_reply(sari.work(case.case), "Balasan tanpa berkas")
    send_reply(
        sari.work(case.case), "Balasan dengan berkas", sari.upload(case.case, "formulir.odt", b"formulir")
    )
    ask(sari.work(case.case), "Kapan tepatnya?")
    case.says("Pada hari Senin\n\nbersama Pak Contoh")
    perform(sari.work(case.case), "review", checks=tuple(Check))
    perform(
        sari.work(case.case),
        "review-sheet",
        text="Lembar telaah",
        files=sari.upload(case.case, "daftar.xlsx", b"daftar"),
    )
    perform(sari.work(case.case), "note", text="Catatan rahasia tentang Pak Contoh")
    case.attaches(b"isi yang ditarik", "salah kirim.pdf")
    case.withdraws(case.last_sequence)
    return case


def unpacked(archive: bytes, folder: Path) -> Path:
    """The folder that the archive makes."""
    packed = folder.with_suffix(".tar.gz")
    packed.write_bytes(archive)
    return checked_archive.unpacked(packed, folder)


def pdf_text(pdf: bytes) -> str:
    """What a reader of PDF shows, without its line breaks."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(run.stdout.decode().replace("\u200b", "").split())


def layers(pdf: bytes) -> Iterator[bytes]:
    """The bytes of a PDF as they lie there, and every stream in it unpacked."""
    yield pdf
    for found in _STREAM.finditer(pdf):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            continue


def holds(pdf: bytes, words: str) -> bool:
    """Whether the words stand anywhere in a PDF: shown, or in its bytes in any spelling that PDF knows."""
    spellings = [words.encode(), words.encode("utf-16-be"), words.encode("utf-16-be").hex().encode()]
    spellings += [words.encode().hex().encode(), spellings[2].upper()]
    return " ".join(words.split()) in pdf_text(pdf) or any(
        spelling in layer for layer in layers(pdf) for spelling in spellings
    )
