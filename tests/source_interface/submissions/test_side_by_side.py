"""A report costs a derivation, a gpg and a commit, and the first two run side by side."""

import os
import sys
from collections.abc import Iterator
from threading import Event

import pytest
from sqlalchemy import event

from crypto.derive import codename_root
from store.web.roster_keeper import STATEMENT_FILE
from tests.opened_files import opened_files
from tests.source_interface.box import Box
from tests.source_interface.reporter import ANSWERS, Reporter, shown_code

PATIENCE = 60.0


class Meeting:
    """Holds the derivation until gpg has begun, and gpg until the derivation has; neither could come alone."""

    def __init__(self) -> None:
        self.deriving, self.encrypting, self.met, self.open = Event(), Event(), False, True
        sys.addaudithook(self._hear)

    def derive(self, normalised: str, salt: bytes) -> bytes:
        self.deriving.set()
        assert self.encrypting.wait(PATIENCE), "no gpg begins while the code is derived"
        return codename_root(normalised, salt)

    def _hear(self, name: str, arguments: tuple[object, ...]) -> None:
        if not self.open or name != "subprocess.Popen":
            return
        command = arguments[1]
        assert isinstance(command, list | tuple)
        if "--encrypt" in [os.fsdecode(argument) for argument in command]:
            self.encrypting.set()
            self.met = self.deriving.wait(PATIENCE)


@pytest.fixture
def meeting() -> Iterator[Meeting]:
    made = Meeting()
    yield made
    made.open = False  # a hook stays for the life of the process


def test_gpg_runs_while_the_code_is_derived(box: Box, meeting: Meeting) -> None:
    reporter = Reporter(box.app_deriving(meeting.derive).test_client())
    assert shown_code(reporter.report())
    assert meeting.met, "the code was derived only after gpg had ended"


def test_a_report_looks_once_whether_it_was_sent_and_is_stored_in_one_transaction(
    reporter: Reporter, box: Box
) -> None:
    form, taken = reporter.report_form(), []
    event.listen(box.services().database.engine, "checkout", lambda *_connection: taken.append(1))
    assert shown_code(reporter.send(form, **ANSWERS))
    assert len(taken) == 2


def test_a_report_reads_the_roster_once(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    with opened_files() as opened:  # a roster just published is read at every use
        assert shown_code(reporter.send(form, **ANSWERS))
    assert opened.count(str(box.config.roster.folder / STATEMENT_FILE)) == 1
