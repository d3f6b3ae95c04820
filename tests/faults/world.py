"""An office in the middle of its work, that can be put back as it was after each kill.

No database is open in this process while a child lives: SQLite's locks belong to a process, and a restart must be the
first to open what the dead one left.
"""

import fcntl
import shutil
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import text

from crypto.mailbox import Mailbox
from source_interface.services import EXTENSION as SOURCE
from source_interface.session import MailboxSession
from store.cases.conversation import next_sequence
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.gateway.auth.access import GatewayApp
from store.gateway.services import EXTENSION as GATEWAY
from store.maintenance.sweep import sweep
from store.model import Blob, Case, Entry
from store.web.roster_keeper import RosterKeeper
from tests.free_ports import PATIENCE_SECONDS
from tests.office import TestOffice, close
from tests.office_people import OfficeKeys
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import FormOnPage, Reporter, form_to, shown_code

MESSAGES: Final = 3
OWN_WORDS: Final = "Kuitansi aslinya ada di lemari arsip lantai dua."
FIRST_FILE: Final = b"nota pertama " * 500


@dataclass(frozen=True)
class Started:
    """The things that people had in their hands when the process was killed."""

    form: FormOnPage
    code: str
    cookie: str
    form_token: str
    mailbox: Mailbox
    officer_token: str

    @property
    def case(self) -> str:
        """The reporter's."""
        return self.mailbox.id


class World:
    """One office, one reporter in a mailbox, one officer signed in; `restore` puts everything back."""

    def __init__(self, folder: Path, keys: OfficeKeys) -> None:
        self.office = TestOffice(folder / "office", keys)
        # Verifying a roster anew takes longer than all else, and writes nothing.
        self.keeper = self.office.source.roster
        self.temporary = folder / "temporary"
        self.trace = folder / "trace"
        self._saved = folder / "saved"
        self._decrypted: dict[bytes, bytes] = {}
        self.started = self._begin()
        self.copies_before = self.own_copies()
        self.save()

        self._tempdir, tempfile.tempdir = tempfile.tempdir, str(self.temporary)

    def close(self) -> None:
        """Give the databases and the folder for temporary files back."""
        self.office.close()
        tempfile.tempdir = self._tempdir

    def save(self) -> None:
        """Remember everything as it is now."""
        self.rest()
        shutil.rmtree(self._saved, ignore_errors=True)
        shutil.copytree(self.office.folder, self._saved)

    def restore(self) -> None:
        """Everything as it was remembered."""
        self.rest()
        shutil.rmtree(self.office.folder)
        shutil.copytree(self._saved, self.office.folder)
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir()

    def rest(self) -> None:
        """Close what this process has open of the databases; the next use opens it again."""
        self.office.database.close()
        self.office.accounts.close()

    @property
    def database(self) -> Database:
        """The store's, opened anew when it is used."""
        return self.office.database

    def box(self) -> Box:
        """A source interface in this process."""
        return _Box(self.office, self.keeper)

    def gateway(self) -> GatewayApp:
        """A gateway in this process."""
        app = self.office.gateway()
        app.extensions[GATEWAY] = replace(self.office.services(app), roster=self.keeper)
        return app

    def reporter(self, box: Box) -> Reporter:
        """The reporter whose mailbox was open before."""
        reporter = Reporter(box.app().test_client())
        reporter.client.set_cookie("kentongan", self.started.cookie)
        return reporter

    # What is there

    def count_cases(self) -> int:
        with self.database.read() as session:
            return session.query(Case).count()

    def last_sequence(self) -> int:
        """The last place in the reporter's case."""
        return next_sequence(self.database, self.started.case) - 1

    def own_copies(self) -> list[bytes]:
        """Return what the mailbox could open of the reporter's own messages."""
        with self.database.read() as session:
            rows = session.query(Entry.sealed).where(Entry.author == REPORTER).order_by(Entry.sequence)
            return [row.sealed for row in rows if row.sealed is not None]

    def traces(self) -> list[Path]:
        """The files of the database in which bytes of a reporter's copy are left."""
        pieces = [copy[start : start + 24] for copy in self.copies_before for start in (40, len(copy) // 2)]
        self.rest()
        files = (self.office.folder / "database").iterdir()
        return [file for file in files if any(piece in file.read_bytes() for piece in pieces)]

    def decrypted(self, ciphertext: bytes) -> bytes:
        """Return the plaintext by an officer's key; one ciphertext is opened once."""
        if ciphertext not in self._decrypted:
            self._decrypted[ciphertext] = Reader(self.office, "sari").decrypt(ciphertext)
        return self._decrypted[ciphertext]

    def officer(self) -> Reader:
        """Sari, who reads what the store holds."""
        return _Officer(self.office, "sari", self)

    def blob_files(self) -> set[str]:
        """Every file in the folder of blobs, parts included."""
        return {path.name for path in (self.office.folder / "blobs").iterdir()}

    # What must be true after every kill

    def require_sound(self) -> None:
        """The database is whole, and officers can decrypt all that it says exists."""
        with self.database.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).first() is None
            entries = session.query(Entry.case, Entry.sequence, Entry.envelope).all()
            counted = {row.id: row.last_sequence for row in session.query(Case)}
            bound = [(row.name, row.size) for row in session.query(Blob) if row.sequence is not None]
        for case, last in counted.items():
            assert sorted(entry.sequence for entry in entries if entry.case == case) == list(
                range(1, last + 1)
            )
        for entry in entries:
            assert self.decrypted(entry.envelope)
        for name, size in bound:
            assert self.office.blobs.size(name) == size, "a row without its blob"

    def require_swept(self) -> None:
        """After the time that the sweep leaves: no part, no blob without a row, no row without its blob."""
        self._wait_for_orphaned_gpg()
        self.office.move(days=3)
        sweep(self.database, self.office.blobs, self.office.clock)
        with self.database.read() as session:
            found = session.query(Blob).all()
            rows = {row.name: row.size for row in found}
            loose = [row.name for row in found if row.sequence is None]
        assert not loose, "a blob that no entry speaks of survived the sweep"
        assert self.blob_files() == set(rows), "files and rows differ after the sweep"
        assert all(self.office.blobs.size(name) == size for name, size in rows.items())
        assert not list(self.temporary.iterdir()), "something is left in the folder for temporary files"

    def _wait_for_orphaned_gpg(self) -> None:
        """A gpg whose server is dead sees the end of its input and ends by itself: then its part is unlocked."""
        end = time.monotonic() + PATIENCE_SECONDS
        for part in (self.office.folder / "blobs").glob("*.part"):
            with part.open("rb") as file:
                while not _unlocked(file.fileno()):
                    assert time.monotonic() < end, "a gpg outlives its server"
                    time.sleep(0.005)

    def _begin(self) -> Started:
        self.temporary.mkdir()
        box = self.box()
        with closing(box):
            reporter = Reporter(box.app().test_client())
            page = reporter.report()
            code = shown_code(page)
            assert reporter.repeat(page).status_code == 303
            for number in range(MESSAGES):
                assert reporter.says(f"{OWN_WORDS} {number}").status_code == 303
            assert reporter.attaches(("nota.txt", FIRST_FILE)).status_code == 200
            cookie = reporter.client.get_cookie("kentongan")
            assert cookie is not None
            token = form_to(reporter.open("/mailbox/erase"), "/mailbox/erase").fields["csrf_token"][0]
            form = form_to(Reporter(box.app().test_client()).open("/report"), "/report")
            mailbox = MailboxSession.resume(box.services().session, cookie.value).mailbox
        gateway = self.office.gateway()
        officer_token = self.office.sign_in(gateway.test_client(), "sari")
        close(self.office.services(gateway))
        return Started(form, code, cookie.value, token, mailbox, officer_token)


class _Box(Box):
    """A source interface that has seen the roster already."""

    def __init__(self, office: TestOffice, keeper: RosterKeeper) -> None:
        super().__init__(office)
        self._keeper = keeper

    def app(self, **changes: object) -> Flask:
        app = super().app(**changes)
        app.extensions[SOURCE] = replace(app.extensions[SOURCE], roster=self._keeper)
        return app


@dataclass(frozen=True)
class _Officer(Reader):
    """An officer who opens no ciphertext twice: it is GnuPG that takes the time."""

    world: World

    def decrypt(self, ciphertext: bytes) -> bytes:
        return self.world.decrypted(ciphertext)


def _unlocked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
