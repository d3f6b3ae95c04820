"""Progress without scripts, in real browsers: how much is here, how long it may take, and what was kept."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.interface import Browser
from tests.source_interface.box import Box, Served, wait_until
from tests.source_interface.reporter import ANSWERS
from tests.source_interface.slow_way import SlowWay

MEBIBYTE = 1024 * 1024
PROGRESS, RESULT = "iframe.progress", "iframe.result"


@pytest.fixture
def served(box: Box) -> Iterator[Served]:
    with box.serve() as running:
        yield running


@pytest.fixture
def way(served: Served) -> Iterator[SlowWay]:
    """As slow as Tor on a bad day; nothing but the pace is changed."""
    with SlowWay(served.port, bytes_per_second=3 * MEBIBYTE) as slow:
        yield slow


def enter(browser: Browser, url: str) -> None:
    """Report, type the code back, and open the page for files."""
    browser.open(f"{url}/id/report")
    for name, text in ANSWERS.items():
        browser.fill(name, text)
    browser.click("#report .primary")
    browser.fill("code", browser.value("shown"))
    browser.click("#repeat .primary")
    browser.open(f"{url}/id/mailbox/files")


def file_of(folder: Path, name: str, size: int) -> Path:
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path


def percent_in(text: str) -> int | None:
    found = re.search(r"(\d+) %", text)
    return None if found is None else int(found[1])


def test_an_upload_shows_how_much_is_here_and_how_long_it_takes_while_it_runs(
    browser: Browser, way: SlowWay, tmp_path: Path
) -> None:
    enter(browser, way.url)
    files = [file_of(tmp_path, "kuitansi.pdf", 1000), file_of(tmp_path, "rekaman.mp4", 24 * MEBIBYTE)]
    browser.choose_files("files", files)
    browser.click("#files-form .primary")
    seen: list[int] = []
    words: set[str] = set()

    def arrived() -> bool:
        text = browser.frame_text(PROGRESS)
        words.update(text.splitlines())
        now = percent_in(text)
        if now is not None and now not in seen:
            seen.append(now)
        return "Kembali ke laporan saya" in browser.frame_text(RESULT)

    wait_until(arrived, 90)
    assert len(seen) >= 3
    assert seen == sorted(seen)
    said = "\n".join(words)
    assert "lagi." in said, said
    assert "Sedang dikirim: rekaman.mp4" in said
    assert "Satu berkas sudah tiba utuh." in said
    result = browser.frame_text(RESULT)
    assert re.search(r"kuitansi\.pdf\s*\(1\skB\)", result)
    assert re.search(r"rekaman\.mp4\s*\(25,2\sMB\)", result)
    assert browser.url().endswith("/id/mailbox/files")
    wait_until(lambda: "Pengiriman selesai." in browser.frame_text(PROGRESS))


def test_who_stops_an_upload_reads_what_was_kept(browser: Browser, way: SlowWay, tmp_path: Path) -> None:
    enter(browser, way.url)
    files = [file_of(tmp_path, "utuh.txt", 5000), file_of(tmp_path, "besar.bin", 60 * MEBIBYTE)]
    browser.choose_files("files", files)
    browser.click("#files-form .primary")
    wait_until(lambda: "Satu berkas sudah tiba utuh." in browser.frame_text(PROGRESS), 60)
    browser.open(f"{way.url}/id/mailbox/files")  # where the frame's link to stop leads
    wait_until(lambda: "Pengiriman terakhir tidak selesai." in browser.frame_text(PROGRESS), 60)
    said = browser.frame_text(PROGRESS)
    assert re.search(r"utuh\.txt\s*\(5\skB\)", said)
    assert "besar.bin: Berkas ini tidak tiba utuh" in said
    browser.open(f"{way.url}/id/mailbox")
    assert "utuh.txt" in browser.text()
    assert "besar.bin" not in browser.text()


def test_without_frames_the_same_files_are_sent_and_listed(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    enter(browser, served.url)
    browser.choose_files("files", [file_of(tmp_path, "satu.txt", 10), file_of(tmp_path, "dua.txt", 20)])
    browser.click("[formaction='/id/mailbox/attachments']")
    assert "2 berkas tiba utuh" in browser.text()
    assert "satu.txt" in browser.text()
    assert "dua.txt" in browser.text()


def test_a_message_that_was_being_written_stays_beside_the_files(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    enter(browser, served.url)
    browser.open(f"{served.url}/id/mailbox")
    browser.fill("text", "Belum selesai")
    browser.click("[formaction='/id/mailbox/files']")
    assert browser.value("text") == "Belum selesai"
    browser.choose_files("files", [file_of(tmp_path, "satu.txt", 10)])
    browser.click("#files-form .primary")
    wait_until(lambda: "Satu berkas tiba utuh" in browser.frame_text(RESULT))
    assert browser.value("text") == "Belum selesai"
