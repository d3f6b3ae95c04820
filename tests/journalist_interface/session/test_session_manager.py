"""An officer's session whose gateway is never asked: how it ends, and what its forms lead to."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask, g

from crypto.gpg.errors import GpgFaultError
from crypto.gpg.home import GnupgHome
from journalist_interface.app import create_app
from journalist_interface.cache.case_cache import CaseCache
from journalist_interface.config import Config
from journalist_interface.gateway_client.rosters import FreshRoster
from journalist_interface.keyring import OpenKey
from journalist_interface.sealed_records.office_texts import MessageTexts
from journalist_interface.sealed_records.private_records import PrivateRecords
from journalist_interface.sealed_records.recent_gpg_fault import RecentGpgFault
from journalist_interface.sealed_records.record_services import SealedRecordServices
from journalist_interface.services import EXTENSION, WorkstationServices
from journalist_interface.session import session_manager
from journalist_interface.session.background_job import BackgroundJob, JobKind, JobStep, JobSteps
from journalist_interface.session.case_summaries import CaseSummaries
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.session_parts import SessionParts
from journalist_interface.statistics.records import StatisticsReading
from journalist_interface.verification.case_reader import CaseReader
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.missing import MissingCases
from journalist_interface.views.hand_over import HandOverForm
from journalist_interface.views.progress import begin_once
from journalist_interface.web.guard import BrowserSession
from store.domain.roster import Person
from tests.clocks import MovableClock

FINGERPRINT = "A" * 40
IDLE_SECONDS = 1800


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    config = Config(
        person="sari",
        host="sari.localhost",
        port=8082,
        gateway="http://127.0.0.1:9",
        office_fingerprint=FINGERPRINT,
        office_certificate=tmp_path / "office.gpg",
        gnupg_home=tmp_path / "gnupg",
        state=tmp_path / "state",
        clock_file=MovableClock(tmp_path / "clock").file,
    )
    made = create_app(config)
    with closing(made.extensions[EXTENSION]):
        yield made


@pytest.fixture
def services(app: Flask) -> WorkstationServices:
    made: WorkstationServices = app.extensions[EXTENSION]
    return made


@pytest.fixture
def officer(services: WorkstationServices, tmp_path: Path) -> Iterator[OfficerSession]:
    """Return one as a sign-in makes it."""
    with GnupgHome(tmp_path / "own") as home:
        key = OpenKey(home, FINGERPRINT, services.config.clock, b"")
        index = CaseCache(tmp_path / "index", None)
        roster = FreshRoster(services.rosters)
        reading = ReadingServices(services.client, "token", "sari", key.open, roster, services.pins)
        person = Person("sari", "Sari", "petugas-1", ("officer",), ())
        record = SealedRecordServices(
            services.client,
            "token",
            person,
            key,
            services.rosters,
            services.clock,
            tmp_path / "state",
            RecentGpgFault(services.clock),
        )
        private, texts = PrivateRecords(record), MessageTexts(record, services.template_file)
        reader = CaseReader(reading, index)
        summaries = CaseSummaries(reading, reader, index, b"no roster")
        parts = SessionParts(reader, index, summaries, MissingCases(reading, index), private, texts)
        yield OfficerSession(person, "token", key, parts, IDLE_SECONDS)


def has_nothing(officer: OfficerSession) -> bool:
    return officer.statistics is None


def begins_and_is_forgotten(services: WorkstationServices, officer: OfficerSession) -> bool:
    """Return whether what a session holds is gone by itself once it was idle for too long."""
    officer.statistics = StatisticsReading((), 0, services.clock.today())
    services.sessions.begin(BrowserSession(), officer)
    clock = services.config.clock_file
    assert clock is not None
    clock.write_text(str(int(clock.read_text()) + IDLE_SECONDS + 1))
    end = time.monotonic() + 5
    while not has_nothing(officer) and time.monotonic() < end:
        time.sleep(0.02)
    return has_nothing(officer)


def test_where_gnupg_fails_a_session_that_is_over_leaves_nothing_and_the_next_one_ends_too(
    services: WorkstationServices, officer: OfficerSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_manager, "_WATCH_SECONDS", 0.05)
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        assert begins_and_is_forgotten(services, officer)
    assert begins_and_is_forgotten(services, officer)


def test_an_officer_who_leaves_while_gnupg_fails_learns_it_and_leaves_nothing(
    services: WorkstationServices, officer: OfficerSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.statistics = StatisticsReading((), 0, services.clock.today())
    services.sessions.begin(BrowserSession(), officer)
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        with pytest.raises(GpgFaultError):
            services.sessions.leave()
    assert has_nothing(officer)
    assert services.sessions.leave() is None


def test_a_form_that_came_while_other_work_went_on_can_be_sent_again(
    app: Flask, officer: OfficerSession
) -> None:
    go_on, done = threading.Event(), []

    def others() -> JobSteps:
        assert go_on.wait(30)
        yield JobStep("")

    def handing_over() -> JobSteps:
        done.append("handed over")
        yield JobStep("")

    other = BackgroundJob(JobKind.OPEN, 100, others(), "/id/cases")
    officer.start_job(other)
    with app.test_request_context("/id/hand-over"):
        g.browser_session = BrowserSession()
        form = HandOverForm(formdata=None)
        form.form.data = "a" * 32
        seen = []
        for _again in range(3):
            begin_once(officer, form, BackgroundJob(JobKind.HAND_OVER, 1, handing_over(), "/id/hand-over"))
            seen.append((len(done), len(g.browser_session.take_notices())))
            go_on.set()
            assert other.wait(30)
    assert seen == [(0, 1), (1, 0), (1, 0)]
