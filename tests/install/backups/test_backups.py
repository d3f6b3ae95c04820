"""A backup that was taken while the office works is whole, and what is restored from it passes the audit."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from install.audit.heads import read_heads
from install.kentongan import main
from install.restores.ends import ENDS_FILE
from store.gateway.accounts.administration import people
from store.gateway.accounts.database import open_accounts
from store.maintenance.sweep import sweep
from store.web.restore_notes import read_notes
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import Officer, back_up, elsewhere, going_on, put_back
from tests.journalist_interface.restored_case import end_of, hand_out, signed_note
from tests.office import TestOffice
from tests.store.gateway.conftest import SignedInClient

Capture = pytest.CaptureFixture[str]
SECRET = "Isi yang tidak boleh terbaca"


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def test_what_is_restored_from_backups_of_a_store_under_load_is_whole_and_passes_the_audit(
    office: TestOffice, config: Path, tmp_path: Path, backup_key: BackupKey, capsys: Capture
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
    repository = tmp_path / "backups"
    for number in range(2):
        with going_on(*works):
            back_up(config, repository, backup_key)
        place = tmp_path / f"machine-{number}"
        restored, path = elsewhere(office, place)
        assert put_back(repository, path, backup_key) == 0
        capsys.readouterr()
        assert main(["audit", "verify", "--config", str(path)]) == 0, capsys.readouterr().out
        named = rows(place / "store" / "store.sqlite3", "SELECT name, size FROM blob")
        assert len(named) >= 2
        assert all((restored.store.blobs / str(name)).stat().st_size == size for name, size in named)
        assert rows(place / "store" / "store.sqlite3", "PRAGMA foreign_key_check") == []
        accounts = open_accounts(restored.accounts)
        assert set(people(accounts)) == set(office.totp_secrets)
        accounts.close()


def test_a_gateway_serves_from_what_was_restored(
    office: TestOffice, config: Path, tmp_path: Path, backup_key: BackupKey
) -> None:
    case = office.report(SECRET)
    blob = case.attaches(b"bukti", "bukti.txt").name
    repository = back_up(config, tmp_path / "backups", backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    office.move(minutes=2)
    client = office.gateway(
        store=restored.store, accounts=restored.accounts, roster=restored.roster
    ).test_client()
    sari = SignedInClient(client, office.sign_in(client, "sari"))
    served = sari.get(f"/v1/cases/{case.case}/blobs/{blob}")
    assert served.data == (office.folder / "blobs" / blob).read_bytes()


def test_a_restore_brings_the_notes_back_and_says_where_each_case_ends_now(
    office: TestOffice,
    config: Path,
    tmp_path: Path,
    backup_key: BackupKey,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = office.report(SECRET).case
    end = end_of(office, case)
    note = signed_note(office, case, end)
    hand_out(office, note)
    repository = back_up(config, tmp_path / "backups", backup_key)
    restored, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 0
    ends = restored.accounts.parent / ENDS_FILE
    assert f"--day {office.clock.today()}" in capsys.readouterr().out
    assert [(head.case, head.events, head.head, head.messages) for head in read_heads(ends)] == [
        (case, end.events, end.head, end.messages)
    ]
    assert stat.S_IMODE(ends.stat().st_mode) == 0o600
    assert read_notes(restored.roster.folder) == (note,)
