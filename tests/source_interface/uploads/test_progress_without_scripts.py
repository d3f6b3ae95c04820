"""Progress without scripts, in real browsers: how much is here, how long it may take, and what was kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.interface import Browser
from tests.browsers.short_form import FIREFOX_FIRST
from tests.source_interface.box import Box, Served, wait_until
from tests.source_interface.slow_way import SlowWay
from tests.source_interface.watched_upload import A_LOOK, PROGRESS, RESULT, enter, file_of, watch

MEBIBYTE = 1024 * 1024


@pytest.fixture
def served(box: Box) -> Iterator[Served]:
    with box.serve() as running:
        yield running


@pytest.fixture
def way(served: Served) -> Iterator[SlowWay]:
    """Return a way as slow as Tor on a bad day; nothing but the pace is changed."""
    with SlowWay(served.port, bytes_per_second=MEBIBYTE) as slow:
        yield slow


@FIREFOX_FIRST
def test_an_upload_shows_how_much_is_here_and_how_long_it_takes_while_it_runs(
    browser: Browser, way: SlowWay, tmp_path: Path
) -> None:
    enter(browser, way.url)
    files = [file_of(tmp_path, "kuitansi.pdf", 1000), file_of(tmp_path, "rekaman.mp4", 10 * MEBIBYTE)]
    browser.choose_files("files", files)
    browser.click("#files-form .primary")
    watched = watch(browser)
    assert len(watched.percents) >= 3
    assert watched.percents == sorted(watched.percents)
    assert "lagi." in watched.words
    assert "Sedang dikirim: rekaman.mp4" in watched.words
    assert "Satu berkas sudah tiba utuh." in watched.words
    assert re.search(r"kuitansi\.pdf\s*\(1\skB\)", watched.result)
    assert re.search(r"rekaman\.mp4\s*\(10,5\sMB\)", watched.result)
    assert browser.url().endswith("/id/mailbox/files")
    wait_until(lambda: "Pengiriman selesai." in browser.frame_text(PROGRESS))


@FIREFOX_FIRST
def test_who_stops_an_upload_reads_what_was_kept(browser: Browser, way: SlowWay, tmp_path: Path) -> None:
    enter(browser, way.url)
    files = [file_of(tmp_path, "utuh.txt", 5000), file_of(tmp_path, "besar.bin", 20 * MEBIBYTE)]
    browser.choose_files("files", files)
    browser.click("#files-form .primary")
    wait_until(lambda: "Satu berkas sudah tiba utuh." in browser.frame_text(PROGRESS), 60, A_LOOK)
    browser.open(f"{way.url}/id/mailbox/files")  # where the frame's link to stop leads
    wait_until(lambda: "Pengiriman terakhir tidak selesai." in browser.frame_text(PROGRESS), 60, A_LOOK)
    said = browser.frame_text(PROGRESS)
    assert re.search(r"utuh\.txt\s*\(5\skB\)", said)
    assert "besar.bin: Berkas ini tidak tiba utuh" in said
    browser.open(f"{way.url}/id/mailbox")
    assert "utuh.txt" in browser.text()
    assert "besar.bin" not in browser.text()


@FIREFOX_FIRST
def test_nothing_of_the_frames_shows_before_files_are_chosen_or_sent(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    enter(browser, served.url)
    beside, instead = (
        "Jika kemajuan pengiriman tidak tampil",
        "Tidak ada yang bergerak? Kirim lewat halaman biasa",
    )
    assert beside not in browser.text()
    assert instead not in browser.text()
    browser.click("#files-form .primary")  # the browser itself says that a file is wanted
    assert beside not in browser.text()
    browser.choose_files("files", [file_of(tmp_path, "satu.txt", 10)])
    assert beside in browser.text()
    assert instead in browser.text()
    browser.click("#files-form .primary")
    wait_until(lambda: "Satu berkas tiba utuh" in browser.frame_text(RESULT))
    browser.open(f"{served.url}/id/mailbox/files")
    assert beside in browser.text(), "how the last upload ended is told to a reporter who comes again"
    assert instead not in browser.text()


@FIREFOX_FIRST
def test_without_frames_the_same_files_are_sent_and_listed(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    enter(browser, served.url)
    browser.choose_files("files", [file_of(tmp_path, "satu.txt", 10), file_of(tmp_path, "dua.txt", 20)])
    browser.click("[formaction='/id/mailbox/attachments']")
    assert "2 berkas tiba utuh" in browser.text()
    assert "satu.txt" in browser.text()
    assert "dua.txt" in browser.text()


@FIREFOX_FIRST
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
