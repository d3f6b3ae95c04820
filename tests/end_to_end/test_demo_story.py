"""A new user's first steps: reports from two browsers, an officer who answers, another who learns of nothing."""

import filecmp
import re
import secrets
from pathlib import Path
from tempfile import gettempdir

import pytest

from tests.browsers.interface import Browser
from tests.conftest import NewBrowser
from tests.end_to_end.belongings import BIG_BYTES, LESS_BYTES, Belongings, make_belongings
from tests.end_to_end.people_in_browsers import OfficerWindow, Reporter
from tests.end_to_end.running_demo import RunningDemo
from tests.end_to_end.scan import dresses, search

# The short form: a report from Firefox that is read and answered (tests/tor/test_reports_over_tor.py), an officer in a
# browser (tests/journalist_interface/test_in_browsers.py), and the demo without one (test_demo_process.py).
pytestmark = [pytest.mark.timeout(600), pytest.mark.thorough]
EXCLUDED = "petugas-wbs-2"
TEMPORARY = Path(gettempdir())


def test_the_box_works_end_to_end(
    demo: RunningDemo, new_browser: NewBrowser, firefox: Browser, tmp_path: Path
) -> None:
    started = tmp_path.stat().st_mtime
    words: list[str] = []
    one = OfficerWindow(new_browser("chromium"), demo, demo.person("petugas-satu"))
    chromium = new_browser("chromium")
    both = ((firefox, chromium, BIG_BYTES), (chromium, firefox, LESS_BYTES))
    for first, second, largest in both:
        things = make_belongings(tmp_path / first.kind, largest)
        code = _report(Reporter(_of_another_person(first), demo.source), things)
        _read_and_reply(one, things, tmp_path / f"saved from {first.kind}")
        _read_the_reply(_of_another_person(second), demo, code, things, tmp_path)
        words += [*things.words, code, code.replace(" ", "-")]
    assert len(one.cases()) == len(both)
    other = OfficerWindow(_of_another_person(firefox), demo, demo.person("petugas-dua"))
    _learns_of_nothing(other, one.cases())
    _nothing_was_written(demo, words, started, tmp_path)
    _ends_with_everything(demo)


def _of_another_person(browser: Browser) -> Browser:
    browser.new_profile()
    return browser


def _report(reporter: Reporter, things: Belongings) -> str:
    reporter.begin_report()
    assert reporter.browser.cookies() == []
    reporter.write(things.answers, "corruption", excluded=(EXCLUDED,))
    code = reporter.send_report()
    reporter.confirm_code()
    assert f"{len(things.files)} berkas tiba utuh" in reporter.attach(things.files)
    for name in kept_names(things):
        assert name in reporter.browser.text()
    reporter.say(things.message)
    assert things.message in reporter.browser.text()
    reporter.leave()
    assert reporter.browser.cookies() == []
    return code


def kept_names(things: Belongings) -> list[str]:
    """The names under which the files are kept: a photo gets one of ours."""
    names = [file.name for file in things.files]
    return [names[0], "foto-3.png", names[2]]


def _read_and_reply(officer: OfficerWindow, things: Belongings, saved: Path) -> None:
    saved.mkdir()
    if not saved.with_name("signed in").exists():
        officer.enter()
        saved.with_name("signed in").touch()
    officer.open_case_that_says(things.answers["what"])
    text = officer.browser.text()
    assert things.message in text
    assert all(answer in text for answer in things.answers.values())
    assert re.search(r"Jenis pelanggaran\s+Korupsi", text)
    files = officer.save_evidence(saved)
    assert [file.name for file in files] == kept_names(things)
    assert "kanal menghapus data tempat, kamera, dan pembuat" in text
    for arrived, sent in zip(files, things.files, strict=True):
        assert filecmp.cmp(arrived, sent, shallow=False), arrived
    officer.reply(things.reply, [things.reply_file])
    assert things.reply in officer.browser.text()


def _read_the_reply(browser: Browser, demo: RunningDemo, code: str, things: Belongings, folder: Path) -> None:
    reporter = Reporter(browser, demo.source)
    reporter.come_back(code)
    assert things.reply in browser.text()
    arrived = browser.download(".files a[download]", folder)
    assert arrived.name == things.reply_file.name
    assert filecmp.cmp(arrived, things.reply_file, shallow=False)
    reporter.leave()


def _learns_of_nothing(officer: OfficerWindow, hidden: list[str]) -> None:
    officer.enter()
    assert officer.cases() == []
    pages = set()
    for address in (*hidden, f"/id/cases/{secrets.token_hex(16)}"):
        officer.browser.open(officer.origin + address)
        pages.add(officer.browser.text())
    assert len(pages) == 1


def _nothing_was_written(demo: RunningDemo, words: list[str], started: float, own: Path) -> None:
    assert demo.server.is_relative_to(demo.folder)
    found = search([demo.folder], words)
    found += search([TEMPORARY], words, [demo.folder, *_of_the_tests(own)], since=started)
    assert found == []
    planted = demo.server / "logs" / "planted"
    for word in words:
        planted.write_bytes(b"\xff".join(dresses(word).values()))
        assert {find.path for find in search([planted.parent], [word])} == {planted}
    planted.unlink()


def _of_the_tests(own: Path) -> list[Path]:
    """Return where the browsers and this test keep what a reporter's or an officer's own computer would hold."""
    return [
        entry
        for entry in TEMPORARY.iterdir()
        if own.is_relative_to(entry)
        or entry.name.startswith(("kentongan-chromium-", "kentongan-firefox-", "playwright"))
    ]


def _ends_with_everything(demo: RunningDemo) -> None:
    running = demo.processes()
    assert len(running) >= 2 * demo.PROGRAMS
    assert any("gpg-agent" in words for words in running.values())
    assert demo.stop() == 0
    assert demo.survivors(running) == {}
