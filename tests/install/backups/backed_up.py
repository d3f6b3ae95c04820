"""Backups as an administrator makes them and puts them back, by the command line."""

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path

import msgspec

from install.backups.checking import damaged_files
from install.backups.manifest import Manifest, manifest_names, read_manifest
from install.backups.opened_backup import OpenedBackup, choose, open_backup
from install.backups.repository import Repository
from install.backups.run_keys import open_run
from install.backups.secret_key import home_with
from install.kentongan import main
from store.api.messages import BlobReceipt
from store.domain.event import EventKind, Paper
from store.gateway.config import GatewayConfig
from tests import stand_ins
from tests.backup_key import PASSPHRASE, BackupKey, passphrase_pipe
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.server_configuration import server_configuration
from tests.shared_folders import shared_folder
from tests.signed_events import CONTENT, EventSigner, drafted
from tests.store.gateway.conftest import SignedInClient


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


def back_up(config: Path, folder: Path, key: BackupKey, *words: str, status: int = 0) -> Path:
    """Make a backup by the command, which ends with this status."""
    command = ["backup", str(folder), "--certificate", str(key.certificate), "--config", str(config)]
    assert main([*command, *words]) == status
    return folder


def nightly(
    office: TestOffice, config: Path, repository: Path, key: BackupKey, *words: str, status: int = 0
) -> None:
    """Make a backup in the next night; of the same day the newest alone would be kept."""
    office.move(days=1)
    back_up(config, repository, key, *words, status=status)


def put_back(folder: Path, config: Path, key: BackupKey, *words: str) -> int:
    """Restore by the command; its status."""
    brought = ["--key", str(key.exported), "--passphrase-fd", passphrase_pipe()]
    return main(["restore", str(folder), *brought, "--config", str(config), *words])


def manifests(folder: Path) -> list[Manifest]:
    """The backups of a repository, the newest first."""
    repository = Repository(folder)
    return [read_manifest(repository, name) for name in manifest_names(repository)]


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


@contextmanager
def opened(folder: Path, key: BackupKey, day: date | None = None) -> Iterator[OpenedBackup]:
    """A backup as a restore has it after reading it through."""
    repository = Repository(folder)
    with home_with(key.exported) as home:
        yield open_backup(
            repository, choose(repository, day), lambda run: open_run(repository, run, home, PASSPHRASE)
        )


def objects_of(folder: Path, key: BackupKey) -> frozenset[str]:
    """The names of the objects that the newest backup still has."""
    with opened(folder, key) as backup:
        return frozenset(backup.there)


def assert_backups_have(repository: Path, before: frozenset[str]) -> None:
    """All these objects are there, and nothing counts as destroyed."""
    assert before <= {path.name for path in (repository / "objects").iterdir()}
    assert [manifest.destroyed for manifest in manifests(repository)] == [()] * len(manifests(repository))
    assert list(damaged_files(repository, newest_alone=False)) == []


def store_rows(place: Path, query: str) -> list[tuple[object, ...]]:
    """What a query finds in the store that was restored here."""
    with closing(sqlite3.connect(place / "store" / "store.sqlite3")) as connection:
        return connection.execute(query).fetchall()


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


@contextmanager
def whenever_opened(path: Path, work: Callable[[], object], event: str = "open") -> Iterator[None]:
    """This each time that our process opens a file, or with `sqlite3.connect` a database, until the block ends."""
    waits = [path]

    def hear(name: str, about: tuple[object, ...]) -> None:
        if name == event and waits and str(path) in str(about[0]):
            waits.clear()  # the work may open it too
            work()
            waits.append(path)

    sys.addaudithook(hear)  # it cannot be taken away
    try:
        yield
    finally:
        waits.clear()
