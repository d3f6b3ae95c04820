"""A notice comes when something is new or due, once, in constant words, and never from a session that is over."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from journalist_interface.sealed_records.private_entries import Reminder
from journalist_interface.session.desktop_notice import WORDS, DesktopNotice
from journalist_interface.session.news_watch import NewsWatch
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.office import TestOffice

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def sari(office: TestOffice, gateway: str) -> Iterator[HeadlessWorkstation]:
    with HeadlessWorkstations(office, gateway) as people:
        yield people.of("sari")


def watch_of(sari: HeadlessWorkstation, told: list[str]) -> NewsWatch:
    return NewsWatch(sari.services.client, sari.services.clock, sari.officer, lambda: told.append("told"))


def test_what_is_new_or_due_is_told_once_and_what_the_officer_does_is_not(
    office: TestOffice, sari: HeadlessWorkstation
) -> None:
    told: list[str] = []
    office.report("Sudah ada")
    watch = watch_of(sari, told)
    watch.look()
    assert told == []
    case = office.report("Baru")
    for _ in range(2):
        watch.look()
        assert len(told) == 1
    perform(sari.work(case.case), "acknowledge")
    reminder = Reminder(office.clock.today() + timedelta(days=1), case.case, "ingat")
    sari.officer.private.change(lambda kept: kept.reminding(reminder))
    watch.look()
    assert len(told) == 1
    case.says("Tambahan dari pelapor")
    watch.look()
    assert len(told) == 2


def test_a_day_that_came_is_told(office: TestOffice, gateway: str, sari: HeadlessWorkstation) -> None:
    told: list[str] = []
    case = office.report("Lama").case
    reminder = Reminder(office.clock.today() + timedelta(days=1), case, "ingat")
    sari.officer.private.change(lambda kept: kept.reminding(reminder))
    watch = watch_of(sari, told)
    watch.look()
    office.move(days=10)
    office.publish(expires=office.clock.today() + timedelta(days=300))
    with HeadlessWorkstations(office, gateway, "later") as people:
        later = people.of("sari")
        watch._officer = later.officer  # the session of before ended with its day
        watch.look()
        assert told == ["told"]
        watch.look()
        assert told == ["told"]


def test_an_excluded_officer_is_told_of_nothing(office: TestOffice, sari: HeadlessWorkstation) -> None:
    told: list[str] = []
    watch = watch_of(sari, told)
    watch.look()
    office.report("Tidak untuk sari", ["petugas-1"])
    watch.look()
    assert told == []


def test_the_watch_ends_with_the_session(sari: HeadlessWorkstation) -> None:
    watch_of(sari, []).start()
    [thread] = [thread for thread in threading.enumerate() if thread.name == "news-watch"]
    sari.officer.close()
    thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_desktop_gets_the_same_words_for_everything(tmp_path: Path, language: str) -> None:
    said = tmp_path / "said"
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {said}\n')
    program.chmod(0o700)
    notice = DesktopNotice("id" if language == "id" else "en", program)
    assert notice.is_possible
    for _ in range(2):
        notice.show()
    lines = said.read_text().splitlines()
    assert lines[: len(lines) // 2] == lines[len(lines) // 2 :]
    assert lines[-2:] == ["Kentongan", WORDS["id" if language == "id" else "en"]]


def test_without_a_desktop_or_with_one_that_refuses_nothing_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not DesktopNotice.of_this_desktop("id").is_possible
    DesktopNotice("id", None).show()
    DesktopNotice("id", tmp_path / "gone").show()
    asked = tmp_path / "asked"
    refuses = tmp_path / "notify-send"
    refuses.write_text(f"#!/bin/sh\ntouch {asked}\nexit 1\n")
    refuses.chmod(0o700)
    DesktopNotice("id", refuses).show()
    assert asked.exists()
