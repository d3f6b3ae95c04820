"""The frames of the page for files: on a phone the answer is whole, on a desk no hole is left.

That Firefox sends a form to a frame beside another is tried in `test_progress_without_scripts`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.chromium import ChromiumBrowser, ChromiumProcess
from tests.browsers.outside import Outside
from tests.source_interface.box import Box, wait_until
from tests.source_interface.photos.samples import FILM, jpeg
from tests.source_interface.watched_upload import PROGRESS, RESULT, enter, file_of


class Window(ChromiumBrowser):
    """A window of a size that can be chosen."""

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def corners_of(self, frame: str) -> tuple[float, float, float]:
        """Return left, right and top of a frame."""
        box = self._page.locator(frame).bounding_box()
        assert box is not None
        return box["x"], box["x"] + box["width"], box["y"]

    def height_of(self, frame: str) -> tuple[int, int]:
        """Return the height of a frame, and of what stands in it."""
        seen = self._page.locator(frame).evaluate("frame => frame.clientHeight")
        within = self._page.frame_locator(frame).locator("html")
        return int(seen), int(within.evaluate("html => html.scrollHeight"))

    def press_beside(self, frame: str, selector: str) -> str:
        """Press in a frame what opens a tab of its own; return the text of that tab, and close it."""
        with self._page.context.expect_page() as opened:
            self._page.frame_locator(frame).locator(selector).first.click()
        beside = opened.value
        text = beside.locator("main").inner_text()
        beside.close()
        return text

    def open_in(self, frame: str, selector: str) -> None:
        """Press in a frame what opens where it stands."""
        self._page.frame_locator(frame).locator(selector).first.click()

    def press_in(self, frame: str, selector: str) -> None:
        """Press a button in a frame that leads out of it."""
        with self._page.expect_navigation():
            self._page.frame_locator(frame).locator(selector).click()


@pytest.fixture
def window(chromium_process: ChromiumProcess, outside: Outside) -> Iterator[Window]:
    browser = Window(chromium_process, outside.proxy)
    yield browser
    browser.close()


@pytest.fixture
def phone(window: Window) -> Window:
    window.resize(360, 740)
    return window


@pytest.mark.parametrize("width", [900, pytest.param(1280, marks=pytest.mark.thorough)])
def test_on_a_desk_the_answer_stands_beside_the_progress(
    window: Window, box: Box, tmp_path: Path, width: int
) -> None:
    window.resize(width, 800)
    with box.serve() as served:
        enter(window, served.url)
        window.choose_files("files", [file_of(tmp_path, "Laporan Sari Dewi.docx.txt", 400)])
        window.click("#files-form .primary")
        wait_until(lambda: "Pemeriksaan ini tidak lengkap" in window.frame_text(RESULT), 60)
        left, right = window.corners_of(PROGRESS), window.corners_of(RESULT)
        heights = [window.height_of(frame) for frame in (PROGRESS, RESULT)]
    assert left[2] == right[2]
    assert left[1] < right[0] < left[1] + 50
    assert right[1] <= width
    assert all(content <= frame for frame, content in heights)


@pytest.mark.parametrize("names", [("Laporan Sari Dewi.docx.txt",), ("Surat 08123456780.txt", "Sari.txt")])
def test_what_a_file_may_tell_is_whole_in_its_frame(
    phone: Window, box: Box, tmp_path: Path, names: tuple[str, ...]
) -> None:
    with box.serve() as served:
        enter(phone, served.url)
        phone.choose_files("files", [file_of(tmp_path, name, 400) for name in names])
        phone.click("#files-form .primary")
        wait_until(lambda: "Pemeriksaan ini tidak lengkap" in phone.frame_text(RESULT), 60)
        frame, content = phone.height_of(RESULT)
        assert content <= frame
        phone.open_in(RESULT, "summary")
        assert "Tindakan ini tidak dapat dibatalkan." in phone.frame_text(RESULT)
        frame, content = phone.height_of(RESULT)
    assert content <= frame, "the question scrolls inside the page"


def test_that_a_film_was_left_out_is_whole_in_its_frame(phone: Window, box: Box, tmp_path: Path) -> None:
    photo = tmp_path / "PXL_MP.jpg"
    photo.write_bytes(jpeg(tail=FILM))
    with box.serve() as served:
        enter(phone, served.url)
        phone.choose_files("files", [photo])
        phone.click("#files-form .primary")
        wait_until(lambda: "film pendek atau suara" in phone.frame_text(RESULT), 60)
        frame, content = phone.height_of(RESULT)
        assert content <= frame
        phone.open_in(RESULT, "summary")
        frame, content = phone.height_of(RESULT)
    assert content <= frame, "the question scrolls inside the page"


def test_what_many_files_may_tell_stands_on_a_page_of_its_own(
    phone: Window, box: Box, tmp_path: Path
) -> None:
    names = [f"Surat 0812345678{number} Sari Dewi.txt" for number in range(6)]
    with box.serve() as served:
        enter(phone, served.url)
        phone.choose_files("files", [file_of(tmp_path, name, 400) for name in names])
        phone.click("#files-form .primary")
        wait_until(lambda: "Lihat temuan" in phone.frame_text(RESULT), 60)
        frame, content = phone.height_of(RESULT)
        assert content <= frame
        phone.press_in(RESULT, ".primary")
        shown = phone.text()
    assert phone.url().endswith("/id/mailbox/files/received")
    assert all(name in shown for name in names)
    assert shown.count("Tarik berkas ini") == len(names)
    assert "Pemeriksaan ini tidak lengkap" in shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "Berkas sudah ditarik"), pytest.param(6, "berkas tiba utuh", marks=pytest.mark.thorough)],
)
def test_nothing_in_the_frame_leaves_a_page_that_holds_a_typed_message(
    phone: Window, box: Box, tmp_path: Path, count: int, shown: str
) -> None:
    names = [f"Surat 0812345678{number} Sari Dewi.txt" for number in range(count)]
    with box.serve() as served:
        enter(phone, served.url)
        phone.open(f"{served.url}/id/mailbox")
        phone.fill("text", "Belum terkirim")
        phone.click("#attach button:not(.primary)")
        phone.choose_files("files", [file_of(tmp_path, name, 400) for name in names])
        phone.click("#files-form .primary")
        wait_until(lambda: "tiba utuh" in phone.frame_text(RESULT), 60)
        assert "Kembali ke laporan saya" not in phone.frame_text(RESULT)
        if count == 1:
            phone.open_in(RESULT, "summary")
        assert shown in phone.press_beside(RESULT, "main a, main button")
    assert phone.value("text") == "Belum terkirim"
