"""The files of a server: written whole with their owners, only where they differ, with what was there set aside."""

import getpass
import os
import stat
from pathlib import Path

import pytest

from install.server.files import SystemFile, network_files, office_files, tor_files
from install.server.layout import ServerLayout
from install.server.system import owner_of
from tests.install.server.test_answers import WHOLE

ME = getpass.getuser()


@pytest.fixture
def file(tmp_path: Path) -> SystemFile:
    _, group, _ = owner_of(tmp_path)
    return SystemFile(
        tmp_path / "torrc", b"# Written by `kentongan init`\nSocksPort 0\n", ME, group, keeps_former=True
    )


def test_a_file_is_written_once_with_its_mode_whatever_the_umask(file: SystemFile) -> None:
    assert file.differs()
    before = os.umask(0o077)
    try:
        file.apply()
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o644
    assert not file.differs()


@pytest.mark.parametrize("harm", ["content", "mode", "gone"])
def test_a_file_that_was_changed_differs_again(file: SystemFile, harm: str) -> None:
    file.apply()
    match harm:
        case "content":
            file.path.write_bytes(b"SocksPort 9050\n")
        case "mode":
            file.path.chmod(0o600)
        case "gone":
            file.path.unlink()
    assert file.differs()
    file.apply()
    assert not file.differs()


def test_what_debian_had_there_is_set_aside_once(file: SystemFile) -> None:
    former = file.path.with_name("torrc.before-kentongan")
    file.path.write_bytes(b"# Debian's\n")
    file.apply()
    assert former.read_bytes() == b"# Debian's\n"
    file.path.write_bytes(b"# Written by `kentongan init`, then changed\n")
    file.apply()
    assert former.read_bytes() == b"# Debian's\n"


def test_the_file_of_holidays_is_never_written_over(tmp_path: Path) -> None:
    layout = ServerLayout(tmp_path)
    assert layout.holidays in [one.path for one in office_files(layout, WHOLE)]
    layout.configuration.mkdir(parents=True)
    layout.holidays.write_text("2026-12-24 libur\n")
    assert layout.holidays not in [one.path for one in office_files(layout, WHOLE)]


def test_the_answers_that_are_kept_name_the_roster_on_the_server(tmp_path: Path) -> None:
    layout = ServerLayout(tmp_path)
    [kept] = [one for one in office_files(layout, WHOLE) if one.path == layout.answers]
    assert f'roster = "{layout.roster}"'.encode() in kept.content
    assert kept.mode == 0o600


def test_apparmor_is_told_of_the_sockets_where_its_profile_is(tmp_path: Path) -> None:
    layout = ServerLayout(tmp_path)
    assert [one.path for one in tor_files(layout)] == [layout.torrc]
    layout.apparmor_profile.parent.mkdir(parents=True)
    layout.apparmor_profile.touch()
    _, rules = tor_files(layout)
    for opened in (layout.source_socket, layout.gateway_socket, layout.doctor_socket):
        assert f"{opened} rw,".encode() in rules.content


def test_the_clock_is_set_from_the_named_addresses(tmp_path: Path) -> None:
    rules, clock = network_files(ServerLayout(tmp_path), WHOLE)
    assert b"198.51.100.7" in rules.content
    assert b"NTP=2001:db8::8\n" in clock.content
