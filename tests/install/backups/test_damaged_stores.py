"""A damaged or altered database gets no backup, and the one before it stays whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from install.backups.checking import damaged_files
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import back_up, manifests
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]


def assert_the_one_before_is_whole(repository: Path) -> None:
    assert [manifest.serial for manifest in manifests(repository)] == [1]
    assert list(damaged_files(repository)) == []


@pytest.mark.parametrize(
    "name", ["bukti lain yang tidak kita namai", "../accounts/accounts.sqlite3".rjust(32, "/")]
)
def test_a_name_that_no_server_gives_makes_no_backup(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture, name: str
) -> None:
    """An attacker with the store could lead the backup to any file that the gateway reads."""
    blob = office.report().attaches(b"bukti", "bukti.txt").name
    back_up(config, repository, backup_key)
    file = office.folder / "blobs" / blob
    if "/" not in name:
        file.rename(file.with_name(name))
    with closing(sqlite3.connect(office.folder / "database" / "store.sqlite3")) as database, database:
        database.execute("UPDATE blob SET name = ? WHERE name = ?", [name, blob])
    back_up(config, repository, backup_key, status=2)
    assert "names an attachment in a way that no server of ours does" in capsys.readouterr().err
    assert_the_one_before_is_whole(repository)


def test_a_damaged_database_makes_no_backup(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    for _ in range(8):
        office.report()
    back_up(config, repository, backup_key)
    file = office.folder / "database" / "store.sqlite3"
    office.database.truncate_wal()
    office.database.close()
    data = bytearray(file.read_bytes())
    for page in range(8 * 4096, len(data), 4096):
        data[page : page + 16] = b"\xff" * 16
    file.write_bytes(data)
    back_up(config, repository, backup_key, status=2)
    assert "damaged" in capsys.readouterr().err
    assert_the_one_before_is_whole(repository)
