"""What a machine has after a restore: no code is good twice, no roster is older, and backups go on as before."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from install.backups.index import BackupIndex, index_file, is_attachment, message_sources, read_index
from install.backups.private_folder import private_folder
from install.backups.repository import Repository
from install.roster.signing import read_signed
from store.cases.conversation import erase_own_copies
from store.engine.database import open_database
from store.gateway.auth.totp import STEP_SECONDS, WINDOW
from store.gateway.config import GatewayConfig
from tests.backup_key import BackupKey
from tests.faults.mounts import small_disk
from tests.install.backups.backed_up import Officer, back_up, elsewhere, manifests, put_back
from tests.office import TestOffice
from tests.own_namespaces import own_mounts
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

Capture = pytest.CaptureFixture[str]


def serial_of(config: GatewayConfig) -> int:
    roster = config.roster
    return read_signed(roster.folder, roster.office_certificate, roster.office_fingerprint).roster.serial


def test_an_old_code_opens_the_mailbox_that_was_restored(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Laporan", opens=True)
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    box = Box(office, store=restored.store)
    reporter = Reporter(box.app().test_client())
    assert reporter.sign_in(case.code).status_code == 303
    assert "Laporan" in reporter.open("/mailbox").text
    box.close()


def test_no_file_of_a_backup_can_be_withdrawn_since_nobody_knows_who_fetched_it_after_that(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    _, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    with closing(sqlite3.connect(tmp_path / "machine" / "store" / "store.sqlite3")) as database:
        assert database.execute("SELECT fetched FROM blob").fetchall() == [(1,)]


def test_no_code_that_was_typed_before_a_restore_is_good_after_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    ahead = office.clock.seconds() // STEP_SECONDS + 1_000
    accounts = office.config.accounts
    with closing(sqlite3.connect(accounts)) as database, database:
        database.execute("UPDATE account SET highest_step = ? WHERE person = 'budi'", [ahead])
    back_up(config, repository, backup_key)
    office.sign_in(office.gateway().test_client(), "sari")
    last = office.clock.seconds() // STEP_SECONDS + max(WINDOW)  # the latest code that the office takes now
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    with closing(sqlite3.connect(restored.accounts)) as database:
        steps = dict(database.execute("SELECT person, highest_step FROM account").fetchall())
    assert steps.pop("budi") == ahead
    assert min(steps.values()) >= last
    office.move(minutes=2)
    again = office.gateway(store=restored.store, accounts=restored.accounts, roster=restored.roster)
    assert office.sign_in(again.test_client(), "sari")


def memory_of(config: GatewayConfig, repository: Path) -> BackupIndex:
    """What the server with this configuration knows of a repository."""
    index = read_index(index_file(private_folder(config), Repository(repository).identity()))
    assert index is not None
    return index


def test_a_restored_server_knows_which_message_names_each_attachment(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report()
    case.attaches(b"bukti", "bukti.txt")
    Officer(office, case).works()
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    before, after = (memory_of(machine, repository).messages for machine in (office.config, restored))
    assert after == before
    [sides] = before.values()  # no message names an officer's note
    assert sorted(sides) == sorted(message_sources(case.case, 2))


def test_a_restored_server_knows_of_every_file_that_it_cannot_be_withdrawn(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report()
    case.attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    index = memory_of(restored, repository)
    assert index.fetched == {found.source for found in index.objects() if is_attachment(found.source)}
    assert len(index.fetched) == 1


@pytest.mark.parametrize("newer", [True, False], ids=["newer here", "older here"])
def test_the_roster_of_a_backup_never_replaces_a_newer_one(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, newer: bool
) -> None:
    restored, path = elsewhere(office, tmp_path / "machine")
    if not newer:
        shutil.copytree(office.config.roster.folder, restored.roster.folder)
    for _ in range(2):
        office.publish()
    back_up(config, repository, backup_key)
    if newer:
        office.publish()
        shutil.copytree(office.config.roster.folder, restored.roster.folder)
    before = serial_of(restored)
    assert put_back(repository, path, backup_key) == 0
    assert (before, serial_of(restored)) == ((4, 4) if newer else (1, 3))


def test_a_machine_that_has_seen_a_newer_roster_takes_no_older_one(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    restored.roster.state.write_text(json.dumps({"serial": 7, "digest": "0" * 64}))
    assert put_back(repository, path, backup_key) == 0
    assert not restored.roster.folder.exists()
    assert json.loads(restored.roster.state.read_text())["serial"] == 7


def test_a_machine_whose_memory_of_the_newest_roster_is_damaged_takes_none(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
) -> None:
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    restored.roster.state.write_text('{"serial":')
    assert put_back(repository, path, backup_key) == 2
    assert "The memory of the last list of the office is damaged" in capsys.readouterr().err
    assert not restored.roster.folder.exists()


def test_what_the_office_says_of_its_keys_and_of_restores_comes_back_with_the_roster(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    said = {"office-key.json": b"a statement about the key", "restores.json": b"[]"}
    for name, data in said.items():
        (office.config.roster.folder / name).write_bytes(data)
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    here = restored.roster.folder
    assert {name: (here / name).read_bytes() for name in said} == said


def test_backups_go_on_after_a_restore_with_the_same_key_and_without_writing_all_anew(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case = office.report()
    case.attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    office.move(days=1)
    database = open_database(restored.store.database)
    erase_own_copies(database, case.case)
    database.close()
    capsys.readouterr()
    back_up(path, repository, backup_key, "--json")
    made = json.loads(capsys.readouterr().out)
    assert (made["new_objects"], made["destroyed"], made["index_was_lost"]) == (1, 2, False)
    newest, before = manifests(repository)
    assert newest.signer == before.signer
    assert (private_folder(restored) / "signing-key").stat().st_mode & 0o077 == 0


def test_a_restore_that_runs_out_of_room_leaves_nothing_and_can_be_done_again(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report().attaches(bytes(400_000), "besar.bin")
    back_up(config, repository, backup_key)
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    with own_mounts():
        small_disk(machine / "store", 64 * 1024)
        assert put_back(repository, path, backup_key) == 2
        assert list((machine / "store").iterdir()) == []
    assert "no room" in capsys.readouterr().err
    assert list(restored.store.blobs.iterdir()) == []
    assert not restored.accounts.exists()
    assert put_back(repository, path, backup_key) == 0


def test_more_attachments_than_there_is_room_for_are_refused_before_the_first_is_written(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report().attaches(bytes(400_000), "besar.bin")
    back_up(config, repository, backup_key)
    machine = tmp_path / "machine"
    _, path = elsewhere(office, machine)
    with own_mounts():
        small_disk(machine / "blobs", 128 * 1024)
        assert put_back(repository, path, backup_key) == 2
        assert list((machine / "blobs").iterdir()) == []
    assert "There is no room for" in capsys.readouterr().err


def test_restored_attachments_have_the_day_by_which_the_sweep_goes(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    blob = office.report().attaches(b"bukti", "bukti.txt").name
    back_up(config, repository, backup_key)
    office.move(days=9)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    before, after = ((folder / blob).stat() for folder in (office.config.store.blobs, restored.store.blobs))
    assert (before.st_mtime, before.st_mode) == (after.st_mtime, after.st_mode)


def test_every_large_ciphertext_of_the_store_is_an_object(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    """A column that a later version adds is not left in each dump."""
    office.report(name="Nama")
    back_up(config, repository, backup_key)
    with closing(sqlite3.connect(office.folder / "database" / "store.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        largest = max(
            database.execute(f'SELECT max(length("{column}")) FROM "{table}"').fetchone()[0] or 0  # noqa: S608
            for table in tables
            for _, column, kind, *_ in database.execute(f'PRAGMA table_info("{table}")')
            if kind == "BLOB" and (table, column) not in APART
        )
    assert largest < 1_000


APART = {
    ("entry", "envelope"), ("entry", "sealed"), ("event", "content"), ("exclusion", "record"),
    ("identity", "envelope"), ("office_texts", "record"), ("private_record", "record"), ("statistic", "record"),
}  # fmt: skip
