"""A backup that was taken while the office works is whole, and what is restored from it passes the audit."""

import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from install.backups.parts import ACCOUNTS, BLOBS, STORE, SUMS
from install.kentongan import main
from store.api.messages import BlobReceipt
from store.domain.event import EventKind, Paper
from store.gateway.accounts.administration import people
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.maintenance.sweep import sweep
from store.model import ReporterSession
from store.model.slot import WRAPPED_BYTES
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.server_configuration import server_configuration
from tests.shared_folders import shared_folder
from tests.signed_events import CONTENT, EventSigner, drafted
from tests.store.gateway.conftest import SignedInClient

Capture = pytest.CaptureFixture[str]
SECRET = "Isi yang tidak boleh terbaca"

NOT_IN_A_BACKUP = (
    (STORE, "reporter_session"),
    (STORE, "blob"),
    (ACCOUNTS, "officer_session"),
    (ACCOUNTS, "spent_ticket"),
    (ACCOUNTS, "ticket_key"),
)


@pytest.fixture
def office(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """An office with a store, in place of the one that only signs rosters."""
    made = TestOffice(tmp_path / "office", office_keys)
    yield made
    made.close()


@pytest.fixture
def config(office: TestOffice) -> Path:
    return office.gateway_configuration("127.0.0.1:8001")


@contextmanager
def going_on(*works: Callable[[], object]) -> Iterator[None]:
    """All of this again and again, at once, until the block ends; a failure of any is one of the test."""
    ended, failures = threading.Event(), list[BaseException]()

    def repeat(work: Callable[[], object]) -> None:
        try:
            while not ended.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 # told below
            failures.append(error)

    with ExitStack() as stack:
        for work in works:
            thread = threading.Thread(target=repeat, args=(work,))
            thread.start()
            stack.callback(thread.join)
        stack.callback(ended.set)
        yield
    assert failures == []


class Officer:
    """A person who writes a note with a file, and uploads another that nothing names."""

    def __init__(self, office: TestOffice, case: GenuineCase) -> None:
        client = office.gateway().test_client()
        self._office, self._case = office, case
        self._client = SignedInClient(client, office.sign_in(client, "sari"))

    def works(self) -> None:
        self.upload(b"left behind")
        blob = self.upload(b"named" * 20_000)
        note = EventSigner(self._office, self._case).decision(
            "sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)
        )
        [event] = note.events
        decision = msgspec.structs.replace(note, events=(msgspec.structs.replace(event, blobs=(blob,)),))
        answer = self._client.post(f"/v1/cases/{self._case.case}/events", decision)
        assert answer.status_code == 201

    def upload(self, data: bytes) -> str:
        answer = self._client.blob(self._case.case, stand_ins.stream(data))
        assert answer.status_code == 201
        return msgspec.json.decode(answer.data, type=BlobReceipt).blob


def elsewhere(office: TestOffice, folder: Path, database: str | None = None) -> tuple[GatewayConfig, Path]:
    """The configuration of another machine, on which nothing is yet but, maybe, a database."""
    folder.mkdir()
    for name in ("store", "blobs"):
        shared_folder(folder / name)
    roster = msgspec.structs.replace(
        office.config.roster, folder=folder / "roster", office_certificate=folder / "roster" / "office.gpg",
        state=folder / "roster-seen.json", certificates=folder / "certificates",
    )  # fmt: skip
    store = msgspec.structs.replace(
        office.config.store,
        database=database or f"sqlite:///{folder}/store/store.sqlite3",
        blobs=folder / "blobs",
    )
    made = msgspec.structs.replace(
        office.config, store=store, roster=roster, accounts=folder / "accounts" / "accounts.sqlite3"
    )
    path = folder / "gateway.toml"
    path.write_text(server_configuration(made))
    return made, path


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def backed_up(config: Path, folder: Path) -> Path:
    assert main(["backup", str(folder), "--config", str(config)]) == 0
    return folder


def test_what_is_restored_from_backups_of_a_store_under_load_is_whole_and_passes_the_audit(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture
) -> None:
    case = office.report(SECRET)
    officer, blobs = Officer(office, office.report()), office.config.store.open_blobs()
    works = (
        lambda: case.attaches(SECRET.encode() * 3_000, "bukti.txt"),
        officer.works,
        office.report,
        lambda: sweep(office.database, blobs, office.clock),
    )
    for work in works:
        work()
    with going_on(*works):
        taken = [backed_up(config, tmp_path / f"backup-{number}") for number in range(2)]
    for number, backup in enumerate(taken):
        place = tmp_path / f"machine-{number}"
        restored, path = elsewhere(office, place)
        assert main(["restore", str(backup), "--config", str(path)]) == 0
        capsys.readouterr()
        assert main(["audit", "verify", "--config", str(path)]) == 0, capsys.readouterr().out
        named = rows(place / "store" / "store.sqlite3", "SELECT name, size FROM blob")
        assert len(named) >= 2
        assert all((restored.store.blobs / str(name)).stat().st_size == size for name, size in named)
        assert rows(place / "store" / "store.sqlite3", "PRAGMA foreign_key_check") == []
        accounts = open_accounts(restored.accounts)
        assert set(people(accounts)) == set(office.totp_secrets)
        accounts.close()


def test_a_gateway_serves_from_what_was_restored(office: TestOffice, config: Path, tmp_path: Path) -> None:
    case = office.report(SECRET)
    blob = case.attaches(b"bukti", "bukti.txt").name
    backup = backed_up(config, tmp_path / "backup")
    restored, path = elsewhere(office, tmp_path / "machine")
    assert main(["restore", str(backup), "--config", str(path)]) == 0
    client = office.gateway(
        store=restored.store, accounts=restored.accounts, roster=restored.roster
    ).test_client()
    sari = SignedInClient(client, office.sign_in(client, "sari"))
    served = sari.get(f"/v1/cases/{case.case}/blobs/{blob}")
    assert served.data == (office.folder / "blobs" / blob).read_bytes()


def test_a_backup_holds_no_session_no_key_of_sign_ins_and_nothing_that_no_message_names(
    office: TestOffice, config: Path, tmp_path: Path
) -> None:
    case = office.report(SECRET)
    officer = Officer(office, case)
    loose, lookup = officer.upload(b"left behind"), b"reporters-session-is-not-kept!!!"
    with office.database.write() as session:
        session.add(
            ReporterSession(
                lookup=lookup, case=case.case, wrapped=b"w" * WRAPPED_BYTES, expires=1_800_000_000
            )
        )
    backup = backed_up(config, tmp_path / "backup")
    for name, table in NOT_IN_A_BACKUP:
        assert rows(backup / name, f"SELECT * FROM {table}") == []  # noqa: S608 # names of our own
    whole = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    for absent in (lookup, loose.encode(), SECRET.encode()):
        assert absent not in whole
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in [backup, *backup.rglob("*")])


def test_the_list_of_a_backup_is_one_that_sha256sum_checks(
    office: TestOffice, config: Path, tmp_path: Path
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    backup = backed_up(config, tmp_path / "backup")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=backup, check=True)


@pytest.mark.parametrize("harm", ["broken off", "damaged", "list", "further", "missing"])
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture, harm: str
) -> None:
    blob = office.report().attaches(b"bukti", "bukti.txt").name
    backup = backed_up(config, tmp_path / "backup")
    file = backup / BLOBS / blob
    match harm:
        case "broken off":
            (backup / SUMS).unlink()
        case "damaged":
            file.write_bytes(b"x" + file.read_bytes()[1:])
        case "list":
            (backup / SUMS).write_text(f"{'0' * 64}  ../../etc/passwd\n")
        case "further":
            (backup / BLOBS / ("0" * 32)).touch()
        case "missing":
            file.unlink()
    restored, path = elsewhere(office, tmp_path / "machine")
    capsys.readouterr()
    assert main(["restore", str(backup), "--config", str(path)]) == 2
    assert "Take another" in capsys.readouterr().err
    assert list(restored.store.blobs.iterdir()) == []
    assert not restored.accounts.exists()
    assert not (tmp_path / "machine" / "store" / "store.sqlite3").exists()


def test_a_rehearsal_of_a_restore_reads_everything_and_writes_nothing(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    backup = backed_up(config, tmp_path / "backup")
    restored, path = elsewhere(office, tmp_path / "machine")
    capsys.readouterr()
    before = sorted((tmp_path / "machine").rglob("*"))
    assert main(["restore", str(backup), "--dry-run", "--config", str(path)]) == 0
    assert "could be restored, with 1 attachments" in capsys.readouterr().out
    assert sorted((tmp_path / "machine").rglob("*")) == before
    [blob] = (backup / "blobs").iterdir()
    blob.write_bytes(b"")
    assert main(["restore", str(backup), "--dry-run", "--config", str(path)]) == 2
    assert not restored.accounts.exists()


def test_nothing_that_is_there_is_written_over(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture
) -> None:
    office.report()
    backup = backed_up(config, tmp_path / "backup")
    capsys.readouterr()
    assert main(["restore", str(backup), "--config", str(config)]) == 2
    assert "is there already. Stop both servers" in capsys.readouterr().err
    assert main(["backup", str(backup), "--config", str(config)]) == 2
    assert "is not empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    "left", ["store/store.sqlite3-wal", "store/store.sqlite3-shm", "blobs/0123", "accounts/accounts.sqlite3"]
)
def test_what_another_store_left_behind_is_moved_away_first(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture, left: str
) -> None:
    backup = backed_up(config, tmp_path / "backup")
    _, path = elsewhere(office, tmp_path / "machine")
    (tmp_path / "machine" / left).parent.mkdir(mode=0o700, exist_ok=True)
    (tmp_path / "machine" / left).touch()
    assert main(["restore", str(backup), "--config", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    (tmp_path / "machine" / left).unlink()
    assert main(["restore", str(backup), "--config", str(path)]) == 0


@pytest.mark.parametrize(
    "name", ["bukti lain yang tidak kita namai", "../accounts/accounts.sqlite3".rjust(32, "/")]
)
def test_a_name_that_no_server_gives_makes_no_backup_that_could_not_be_restored(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    """An attacker with the store could lead the copy to any file; no restore would take the list of such a backup."""
    blob = office.report().attaches(b"bukti", "bukti.txt").name
    file = office.folder / "blobs" / blob
    if "/" not in name:
        file.rename(file.with_name(name))
    with closing(sqlite3.connect(office.folder / "database" / "store.sqlite3")) as database, database:
        database.execute("UPDATE blob SET name = ? WHERE name = ?", [name, blob])
    assert main(["backup", str(tmp_path / "backup"), "--config", str(config)]) == 2
    assert "names an attachment in a way that no server of ours does" in capsys.readouterr().err
    assert not (tmp_path / "backup" / SUMS).exists()


def test_an_attachment_that_is_missing_or_altered_makes_no_backup(
    office: TestOffice, config: Path, tmp_path: Path, capsys: Capture
) -> None:
    blob = office.report().attaches(b"bukti", "bukti.txt").name
    file = office.folder / "blobs" / blob
    file.write_bytes(file.read_bytes()[:-1])
    assert main(["backup", str(tmp_path / "altered"), "--config", str(config)]) == 2
    file.unlink()
    assert main(["backup", str(tmp_path / "missing"), "--config", str(config)]) == 2
    said = capsys.readouterr().err
    assert f"{blob} was altered" in said
    assert f"{blob} is missing" in said
    assert not (tmp_path / "altered" / SUMS).exists()
