"""A file is saved byte for byte, or the browser is told that it is not whole."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from crypto.padding import padme
from store.web.verified_stream import HELD_BACK_BYTES, AttachmentMismatchError, held_back
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.office import TestOffice
from tests.process_tree import children
from tests.source_interface.photos.samples import clean_jpeg_file, jpeg

ALTERED = "Lampiran telah diubah"
NOT_WHOLE = "tidak tersimpan"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@given(st.binary(max_size=300_000), st.integers(0, 5_000), st.integers(1, 100_000))
def test_whatever_the_pieces_the_same_bytes_come_out(data: bytes, padding: int, piece: int) -> None:
    padded = data + bytes(min(padding, padme(len(data)) - len(data)))
    pieces = [padded[start : start + piece] for start in range(0, len(padded), piece)]
    assert b"".join(held_back(pieces, len(data), digest(data))) == data


def test_zeros_without_end_are_not_waited_for() -> None:
    def bomb() -> Iterator[bytes]:
        yield b"x" * 1_000
        while True:
            yield bytes(100_000)

    with pytest.raises(AttachmentMismatchError):
        list(held_back(bomb(), 1_000, digest(b"x" * 1_000)))


@pytest.mark.parametrize("at", [0, 10, 199_999])
def test_the_last_block_never_leaves_when_anything_differs(at: int) -> None:
    data = secrets.token_bytes(200_000)
    changed = bytearray(data)
    changed[at] ^= 1
    for plaintext, size in ((bytes(changed), len(data)), (data[:-1], len(data)), (data + b"\0\1", len(data))):
        left = bytearray()
        with pytest.raises(AttachmentMismatchError):
            left.extend(b"".join(_collected(plaintext, size, digest(data), left)))
        assert len(left) <= len(data) - HELD_BACK_BYTES


def _collected(plaintext: bytes, size: int, sha256: str, into: bytearray) -> list[bytes]:
    for piece in held_back([plaintext[:70_000], plaintext[70_000:]], size, sha256):
        into.extend(piece)
    return []


def test_the_officer_reads_that_the_channel_cleaned_a_photo_and_saves_what_was_kept(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    case.attaches(jpeg(), "IMG_20260512_1.jpg", cleans=True)
    case.attaches(jpeg(), "apa adanya.jpg")
    page = officer.case(case.case)
    said = "Saat foto ini tiba, kanal menghapus data tempat, kamera, dan pembuat darinya."
    for row in (r"<li>(.*?)</li>", r"<tr><td>(.*?)</tr>"):  # in the conversation, and in the list of evidence
        rows = [found for found in re.findall(row, page.html, re.DOTALL) if "/attachments/" in found]
        assert ["foto-2.jpg" in found for found in rows] == [True, False]
        assert [said in found for found in rows] == [True, False]
        links = [re.findall(r'href="([^"]*/attachments/[^"]*)"', found)[0] for found in rows]
        assert [officer.http.get(link).content for link in links] == [clean_jpeg_file(), jpeg()]
    assert "IMG_2026" not in page.html


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "kosong.txt"), (b"x", "证据 доказ.txt"), (secrets.token_bytes(300_000), "../../etc/passwd")],
)
def test_a_reporters_file_is_saved_byte_for_byte_under_a_safe_name(
    shared_office: TestOffice, officer: OfficerBrowser, data: bytes, name: str
) -> None:
    case = shared_office.report()
    case.attaches(data, name)
    link = next(link for link in officer.case(case.case).links if "/attachments/" in link)
    answer = officer.http.get(link)
    assert answer.status_code == 200
    assert answer.content == data
    assert answer.headers["Content-Length"] == str(len(data))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "/" not in disposition
    assert ".." not in disposition


def test_an_offices_file_is_saved_byte_for_byte(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    data = secrets.token_bytes(200_001)
    page = officer.reply(case.case, "Terlampir", [("satu.bin", b"1"), ("dua.bin", data)])
    links = [link for link in page.links if "/attachments/" in link]
    assert [officer.http.get(link).content for link in links] == [b"1", data]


def test_a_number_without_a_file_is_nothing(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    case.says("Tanpa berkas")
    for path in ("1", "2", "3", "2/0", "9999999"):
        assert officer.get(f"/id/cases/{case.case}/attachments/{path}").status == 404


def flip_last(stored: bytearray) -> None:
    stored[-30] ^= 1


def flip_middle(stored: bytearray) -> None:
    stored[len(stored) // 2] ^= 1


def cut(stored: bytearray) -> None:
    del stored[-1000:]


def replace(stored: bytearray) -> None:
    stored[:] = bytes(len(stored))


@pytest.mark.parametrize("change", [flip_last, flip_middle, cut, replace])
def test_an_altered_file_never_completes_and_the_next_page_says_so(
    shared_office: TestOffice, officer: OfficerBrowser, change: Callable[[bytearray], None]
) -> None:
    case = shared_office.report()
    data = secrets.token_bytes(3_000_000)
    stored = case.attaches(data, "bukti.bin")
    _alter(shared_office, stored.name, change)
    page = officer.case(case.case)
    link = next(link for link in page.links if "/attachments/" in link)
    received = bytearray()
    try:
        with officer.http.stream("GET", link) as answer:
            assert answer.headers["Content-Length"] == str(len(data)) or answer.status_code in {502, 503}
            whole = answer.status_code == 200
            for piece in answer.iter_raw():
                received += piece
    except httpx.RemoteProtocolError:
        whole = False
        assert NOT_WHOLE in officer.case(case.case).text
    assert not whole or len(received) == len(data)
    assert not whole
    assert len(received) < len(data)


def test_a_small_altered_file_gets_a_page_instead(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    stored = case.attaches(b"kecil", "kecil.txt")
    _alter(shared_office, stored.name, flip_last)
    page = officer.get(f"/id/cases/{case.case}/attachments/2")
    assert page.status == 502
    assert ALTERED in page.text


def test_an_altered_file_of_the_office_never_completes(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    officer.reply(case.case, "Terlampir", [("a.bin", secrets.token_bytes(10_000))])
    name = next(path for path in _blob_names(shared_office, case.case))
    _alter(shared_office, name, flip_last)
    page = officer.get(f"/id/cases/{case.case}/attachments/2/0")
    assert page.status == 502
    assert ALTERED in page.text


def test_a_large_file_passes_in_flat_memory_both_ways(
    shared_office: TestOffice, officer: OfficerBrowser, station: Workstation
) -> None:
    case = shared_office.report()
    size = 100 * 1024 * 1024
    data = secrets.token_bytes(1024 * 1024) * 100
    worker = _worker(station)
    officer.case(case.case)
    before = _memory(worker, "VmRSS")
    page = officer.reply(case.case, "Besar", [("besar.bin", data)])
    assert "Balasan terkirim" in page.text
    case.attaches(data, "balik.bin")
    links = [link for link in officer.case(case.case).links if "/attachments/" in link]
    for link in dict.fromkeys(links):
        seen = hashlib.sha256()
        length = 0
        with officer.http.stream("GET", link) as answer:
            for piece in answer.iter_raw():
                seen.update(piece)
                length += len(piece)
        assert (length, seen.hexdigest()) == (size, digest(data))
    peak = _memory(worker, "VmHWM")
    assert peak - before < 40 * 1024 * 1024, (before, peak)


def _alter(office: TestOffice, name: str, change: Callable[[bytearray], None]) -> None:
    path = _path(office, name)
    stored = bytearray(path.read_bytes())
    change(stored)
    path.chmod(0o640)
    path.write_bytes(stored)


def _path(office: TestOffice, name: str) -> Path:
    return next(path for path in (office.folder / "blobs").rglob("*") if path.is_file() and name in path.name)


def _blob_names(office: TestOffice, case: str) -> list[str]:
    with office.database.read() as session:
        return list(
            session.execute(text('SELECT name FROM blob WHERE "case" = :case'), {"case": case}).scalars()
        )


def _worker(station: Workstation) -> int:
    """The process that serves pages: the only child of the one that keeps it running."""
    [worker] = children(station.server)
    return worker


def _memory(process: int, which: str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(f"{which}:"))
    return int(line.split()[1]) * 1024
