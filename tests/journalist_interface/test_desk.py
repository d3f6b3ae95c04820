"""The desk ends a session that nobody uses, and nothing of it stays, though GnuPG fails meanwhile."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crypto.gpg.errors import GpgFaultError
from crypto.gpg.home import GnupgHome
from crypto.roster import Person
from journalist_interface.config import Config
from journalist_interface.desk import desk
from journalist_interface.desk.officer_session import OfficerSession
from journalist_interface.door.visits import Visit
from journalist_interface.index.index import Index
from journalist_interface.keyring import OpenKey
from journalist_interface.reading.case_reader import CaseReader
from journalist_interface.workplace import Workplace, build

FINGERPRINT = "A" * 40
IDLE_SECONDS = 1800


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    config = Config(
        person="sari",
        host="sari.localhost",
        port=8082,
        gateway="http://127.0.0.1:9",
        office_fingerprint=FINGERPRINT,
        office_certificate=tmp_path / "office.gpg",
        gnupg_home=tmp_path / "gnupg",
        state=tmp_path / "state",
        clock_file=tmp_path / "clock",
    )
    with closing(build(config)) as made:
        yield made


@pytest.fixture
def officer(place: Workplace, tmp_path: Path) -> Iterator[OfficerSession]:
    """As a sign-in makes one; its gateway is never asked."""
    with GnupgHome(tmp_path / "own") as home:
        key = OpenKey(home, FINGERPRINT, place.config.clock)
        index = Index(tmp_path / "index", None)
        reader = CaseReader(place.client, "token", "sari", key.open, place.rosters, place.pins, index)
        person = Person("sari", "Sari", "petugas-1", ("officer",), ())
        yield OfficerSession(person, "token", key, reader, index, IDLE_SECONDS)


def has_nothing(officer: OfficerSession) -> bool:
    return officer.figures is None


def sits_and_is_forgotten(place: Workplace, officer: OfficerSession) -> bool:
    """Whether what a session holds is gone by itself once it was idle for too long."""
    officer.figures = ()
    place.desk.take(Visit(), officer)
    clock = place.config.clock_file
    assert clock is not None
    clock.write_text(str(place.config.clock.seconds() - int(time.time()) + IDLE_SECONDS + 1))
    end = time.monotonic() + 5
    while not has_nothing(officer) and time.monotonic() < end:
        time.sleep(0.02)
    return has_nothing(officer)


def test_where_gnupg_fails_a_session_that_is_over_leaves_nothing_and_the_next_one_ends_too(
    place: Workplace, officer: OfficerSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_WATCH_SECONDS", 0.05)
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        assert sits_and_is_forgotten(place, officer)
    assert sits_and_is_forgotten(place, officer)


def test_whoever_leaves_while_gnupg_fails_learns_it_and_leaves_nothing(
    place: Workplace, officer: OfficerSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.figures = ()
    place.desk.take(Visit(), officer)
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        with pytest.raises(GpgFaultError):
            place.desk.leave()
    assert has_nothing(officer)
    assert place.desk.leave() is None
