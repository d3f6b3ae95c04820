"""An office with a case that has everything, whose period ends, whose end two people sign, and which goes."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

from install.backups.dump import Row
from store.domain.retention import WAITING_DAYS, Retention
from store.maintenance.sweep import sweep
from tests.backup_key import BackupKey
from tests.destruction.byte_search import found_in, pieces_of, pieces_of_parts
from tests.genuine_case import GenuineCase
from tests.install.backups.backed_up import back_up, manifests, opened
from tests.journalist_interface.ended_case import both_sign, sign
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
    send_reply,
)
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.postgresql_server import PostgreSQL

YEAR_OF_MONTHS = 14
PART_WORDS = (b"gambar.png", b"Data orang ketiga", b"Salinan terlampir")
# What docs/operations.md says to run; without recycling, PostgreSQL removes old files of its log.
COMMANDS = ("VACUUM FULL", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT")


@dataclass
class EndedOffice:
    """The office, the case that goes, the one that stays without its messages `parts`, and where the backups lie."""

    office: TestOffice
    gateway: str
    case: GenuineCase
    stays: GenuineCase
    folder: Path
    key: BackupKey
    server: PostgreSQL | None
    parts: tuple[int, ...]

    def parts_go(self, people: HeadlessWorkstations) -> None:
        """Let two people sign away a file, a message and a reply of the case that stays."""
        for place in self.parts:
            sari, case = people.of("sari"), self.stays.case
            perform(sari.work(case), "propose-part", place=str(place), reason="Terlarang", leader="dewi")
            sign(people.of("dewi"), case)

    @property
    def backups(self) -> Path:
        """Return where the backups go."""
        return self.folder / "backups"

    def settle(self) -> None:
        """Bring the database to its disk as the operator would."""
        self.office.database.truncate_wal()
        if self.server is not None:
            with self.server.administrator(self.office.database.engine.url.database or "") as connection:
                connection.execute("ALTER SYSTEM SET wal_recycle = off")
                connection.execute("SELECT pg_reload_conf()")
                for command in COMMANDS:
                    connection.execute(command)

    def back_up(self) -> None:
        """Make a backup by the command, which says more than is wanted here."""
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            back_up(self.office.gateway_configuration("127.0.0.1:8001"), self.backups, self.key)

    def places(self) -> dict[str, Path]:
        """Return where the database and the files lie."""
        data = self.office.folder / "database" if self.server is None else self.server.folder
        return {"database": data, "blobs": self.office.folder / "blobs"}

    def found(self, pieces: frozenset[bytes]) -> set[bytes]:
        """Return the pieces that are somewhere on the server."""
        return {
            piece
            for place in self.places().values()
            for held in found_in(place, pieces).values()
            for piece in held
        }

    def found_in_backups(self, pieces: frozenset[bytes]) -> set[bytes]:
        """Return the pieces that any backup holds, all of them opened with the secret key."""
        found: set[bytes] = set()
        for manifest in manifests(self.backups):
            with opened(self.backups, self.key, manifest.day) as backup:
                for record in backup.records():
                    text = repr(record.values).encode() if isinstance(record, Row) else b""
                    found |= {piece for piece in pieces if repr(piece)[2:-1].encode() in text}
                for reference in backup.references():
                    content = b"".join(backup.content(reference))
                    found |= {piece for piece in pieces if piece in content}
        return found

    def days_pass(self) -> None:
        """Let both servers' housekeeping run for a week."""
        for days in (0, *[1] * WAITING_DAYS):
            self.office.move(days=days)
            sweep(self.office.database, self.office.blobs, self.office.clock)

    def a_year_passes(self) -> None:
        """Back up every month, until the last dump from before is gone."""
        for _month in range(YEAR_OF_MONTHS):
            self.office.move(days=31)
            self.back_up()


@contextmanager
def ended_office(
    folder: Path, keys: OfficeKeys, server: PostgreSQL | None = None
) -> Iterator[tuple[EndedOffice, HeadlessWorkstations]]:
    """Yield it on the day after both signed, with people who remember the case."""
    with ExitStack() as stack:
        office = TestOffice(folder / "office", keys, None if server is None else server.new_database())
        stack.callback(office.close)
        office.with_everybody()
        office.publish(retention=Retention(archived=1, not_proven=1))
        gateway = stack.enter_context(gateway_process(office))
        case = office.report("Laporan yang dimusnahkan", ["auditor-2"], name="Nama Pelapor", opens=True)
        stays = office.report("Laporan yang tinggal")
        with HeadlessWorkstations(office, gateway, "before") as people:
            _full(case, people)
            parts = _with_parts(stays, people)
        office.move(days=32)
        office.publish(expires=office.clock.today() + timedelta(days=600))
        made = EndedOffice(office, gateway, case, stays, folder, BackupKey(folder / "key"), server, parts)
        with HeadlessWorkstations(office, gateway, "after") as people:
            both_sign(people, case.case)
            for person in ("sari", "budi"):
                people.of(person).work(case.case)
                people.of(person).work(stays.case)
            yield made, people


def pieces(made: EndedOffice) -> frozenset[bytes]:
    """Return the pieces of the case that a search finds while it is there."""
    made.settle()
    files = made.office.folder / "blobs"
    parts = pieces_of_parts(made.office.database, files, made.stays.case, made.parts)
    whole = pieces_of(made.office.database, files, made.case.case)
    return frozenset(made.found(whole | parts))


def kept_words(workstation: HeadlessWorkstation, case: str) -> set[bytes]:
    """Return which words of the destroyed messages this workstation's index still holds."""
    kept = workstation.officer.case_cache.load(case)
    messages = () if kept is None else kept.messages
    return {word for word in PART_WORDS for message in messages if word in message.message}


def _full(case: GenuineCase, people: HeadlessWorkstations) -> None:
    """Let the case have an attachment, a message, a paper with a file, a request for the identity, and a reply."""
    sari = people.of("sari")
    case.attaches(b"bukti " * 4_000, "bukti.pdf")
    case.says("Tambahan dari pelapor")
    perform(sari.work(case.case), "acknowledge")
    files = sari.upload(case.case, "catatan.ods", b"kertas kerja " * 300)
    perform(sari.work(case.case), "note", text="Catatan petugas", files=files)
    sari.officer.private.change(lambda kept: kept.labelled(case.case, ["usang"]))
    perform(sari.work(case.case), "ask-identity", reason="Untuk perlindungan")
    perform(sari.work(case.case), "archive", text="Tidak dapat ditindaklanjuti", reason="unclear")


def _with_parts(case: GenuineCase, people: HeadlessWorkstations) -> tuple[int, ...]:
    """Let a case have a file, a message and a reply with a file; return their places."""
    case.attaches(b"gambar terlarang " * 3_000, "gambar.png")
    file = case.last_sequence
    message = case.says("Data orang ketiga " * 40)
    sari = people.of("sari")
    files = sari.upload(case.case, "salinan.ods", b"salinan data orang ketiga " * 300)
    return file, message, send_reply(sari.work(case.case), "Salinan terlampir", files)
