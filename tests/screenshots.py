"""The pictures of the README: a demo of its own, one made-up report, both interfaces in two widths.

    .venv/bin/python -m tests.screenshots        after install/test has set the environment up; about a minute

Writes docs/screenshots/NAME-1280.png and NAME-320.png. Run it again after a change of the pages.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.browsers.chromium import ChromiumBrowser, ChromiumProcess
from tests.browsers.interface import Browser
from tests.browsers.outside import Outside
from tests.end_to_end.people import Reporter, Workstation
from tests.end_to_end.running_demo import ROOT, RunningDemo

FOLDER: Final = ROOT / "docs" / "screenshots"
WINDOWS: Final = ((1280, 800), (320, 640))
ANSWERS: Final = {
    "what": "Perjalanan dinas dibayar dua kali. Kuitansi dengan nomor yang sama dipakai untuk dua kegiatan.",
    "who": "Bendahara bagian umum dan seorang pejabat pembuat komitmen.",
    "when": "Setiap akhir bulan, sejak awal tahun anggaran ini.",
    "how": "Nomor kuitansi diketik ulang, dan tanggalnya diganti, sebelum berkas diajukan kembali.",
    "where": "Di bagian umum, lantai dua.",
}
QUESTION: Final = (
    "Terima kasih atas laporan Anda. Apakah Anda masih menyimpan nomor kuitansi yang dipakai dua kali? "
    "Daftar terlampir menunjukkan nomor yang sudah kami temukan."
)


class Album:
    """Takes one page in every width."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, browser: Browser, name: str) -> None:
        """Save what the browser shows now."""
        for width, height in WINDOWS:
            browser.screenshot(self._folder / f"{name}-{width}.png", width, height)


def tell_the_story(demo: RunningDemo, open_browser: Callable[[], Browser], files: Path, album: Album) -> None:
    """One report and one answer, with a picture of every page on the way."""
    evidence, list_of_numbers = files / "daftar kuitansi.pdf", files / "nomor yang ditemukan.txt"
    evidence.write_bytes(b"%PDF-1.4\n" + bytes(241_000))
    list_of_numbers.write_text("0117, 0118\n" * 150, "utf-8")
    reporter = Reporter(open_browser(), demo.source)
    reporter.browser.open(demo.source)
    album.take(reporter.browser, "reporter-start")
    reporter.begin_report()
    reporter.write(ANSWERS, "fraud", excluded=("kepala",))
    album.take(reporter.browser, "reporter-report")
    code = reporter.send_report()
    album.take(reporter.browser, "reporter-code")
    reporter.confirm_code()
    reporter.attach([evidence])
    reporter.leave()
    officer = Workstation(open_browser(), demo, demo.person("petugas-satu"))
    officer.browser.open(officer.person.link)
    album.take(officer.browser, "officer-sign-in")
    officer.sign_in()
    album.take(officer.browser, "officer-cases")
    officer.open_case_that_says(ANSWERS["what"])
    officer.reply(QUESTION, [list_of_numbers])
    officer.open_case_that_says(ANSWERS["what"])
    album.take(officer.browser, "officer-case")
    reporter.come_back(code)
    album.take(reporter.browser, "reporter-mailbox")


def main() -> int:
    """Take all pictures anew."""
    with TemporaryDirectory(prefix="kentongan-screenshots-") as temporary, Outside() as outside:
        folder = Path(temporary)
        process = ChromiumProcess()
        try:
            with RunningDemo(folder / "demo") as demo:
                tell_the_story(demo, lambda: ChromiumBrowser(process, outside.proxy), folder, Album(FOLDER))
        finally:
            process.close()
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}\n" for path in sorted(FOLDER.glob("*.png"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
