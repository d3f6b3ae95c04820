"""The gateway's user takes the backup and puts it back; the other server works with what was restored."""

import os
from pathlib import Path

import pytest

from crypto.gpg.home import GnupgHome
from install.backups.destroyed_cases import DestroyedCases
from install.backups.making import BackupOrder, make_backup
from install.backups.opened_backup import choose, open_backup
from install.backups.repository import Repository
from install.backups.restoring import restore_data
from install.backups.run_keys import open_run
from store.config import StoreConfig
from store.engine import migrating
from store.engine.database import open_database
from store.gateway.accounts.administration import create_account, people
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.model import Blob
from store.web.roster_keeper import RosterConfig
from tests.backup_key import PASSPHRASE, BackupKey
from tests.clocks import STILL
from tests.shared_folders import shared_folder
from tests.store.processes import User, run
from tests.store.test_two_users import GATEWAY, SHARED, SOURCE, local_blobs, place, report, url

# Alembic, which other users could not read here, is there before the first of them is forked.
__all__ = ["migrating", "place"]


def configuration(place: Path, own: Path) -> GatewayConfig:
    roster = RosterConfig(
        folder=own / "roster",
        office_certificate=own / "roster" / "office.gpg",
        office_fingerprint="A" * 40,
        state=own / "seen.json",
        certificates=own / "certificates",
    )
    store = StoreConfig(
        database=url(place), blobs=place / "blobs", reserve_bytes=0, clock_file=STILL.offset_file
    )
    return GatewayConfig(store=store, roster=roster, accounts=own / "accounts" / "accounts.sqlite3")


def own_folder(path: Path, user: User) -> Path:
    path.mkdir(0o700)
    os.chown(path, user.uid, user.gid)
    return path


def enrol(config: GatewayConfig) -> None:
    accounts = open_accounts(config.accounts)
    create_account(accounts, "sari")
    accounts.close()
    config.roster.folder.mkdir()
    for name in ("roster.txt", "roster.sig", "office.gpg"):
        (config.roster.folder / name).write_bytes(name.encode())


def enrolled(config: GatewayConfig) -> list[str]:
    accounts = open_accounts(config.accounts)
    try:
        return list(people(accounts))
    finally:
        accounts.close()


def read_on(place: Path, case: str, blob: str) -> bytes:
    """Return what the source interface does with a store: it reads, and it writes."""
    os.umask(0o077)
    database = open_database(url(place))
    with database.write() as session:
        stored = session.get_one(Blob, blob)
        assert stored.case == case
    with local_blobs(place).create() as pending:
        pending.write(b"more")
        pending.commit()
    with local_blobs(place).open(blob) as file:
        return file.read()


def back_up(config: GatewayConfig, folder: Path, certificate: Path) -> int:
    return make_backup(BackupOrder(config, certificate), folder).attachments


def put_back(config: GatewayConfig, folder: Path, home: Path) -> int:
    repository = Repository(folder)
    with GnupgHome(home) as opened_home:
        opened = open_backup(
            repository,
            choose(repository, None),
            lambda run: open_run(repository, run, opened_home, PASSPHRASE),
        )
    return restore_data(opened, config, None, DestroyedCases()).attachments


@pytest.mark.usefixtures("place")
def test_what_the_gateways_user_restores_both_servers_work_with(place: Path, backup_key: BackupKey) -> None:
    case, blob = run(report, place, user=SOURCE)
    config = configuration(place, own_folder(place / "own", GATEWAY))
    run(enrol, config, user=GATEWAY)
    backup = own_folder(place / "backup", GATEWAY)
    certificate = place / "backup.gpg"
    certificate.write_bytes(backup_key.certificate.read_bytes())
    assert run(back_up, config, backup, certificate, user=GATEWAY) == 1
    home = own_folder(place / "home", GATEWAY)
    for path in (path for path in backup_key.gnupg_home.rglob("*") if path.is_file()):
        copy = home / path.relative_to(backup_key.gnupg_home)
        copy.parent.mkdir(0o700, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        for made in (copy.parent, copy):
            os.chown(made, GATEWAY.uid, GATEWAY.gid)
    anew = place / "anew"
    anew.mkdir()
    for name in ("database", "blobs"):
        shared_folder(anew / name, SHARED)
        (anew / name).chmod(0o2770)
    restored = configuration(anew, own_folder(anew / "own", GATEWAY))
    assert run(put_back, restored, backup, home, user=GATEWAY) == 1
    assert run(read_on, anew, case, blob, user=SOURCE) == b"evidence"
    assert run(enrolled, restored, user=GATEWAY) == ["sari"]
