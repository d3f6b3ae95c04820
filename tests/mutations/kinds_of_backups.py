"""What a place of backups may write: a manifest, an object, a dump, the key of a run.

A restore refuses it in a sentence that names the file, or puts back what it says, and never raises anything else. Of
objects and dumps the server's own signature is on what was altered: the sums refuse everything before.
"""

import re
import shutil
import tempfile
from functools import partial
from pathlib import Path
from random import Random
from typing import ClassVar

import msgspec
from nacl.signing import SigningKey

from crypto.attachment_stream import encrypt
from crypto.errors import KentonganError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.signing import Signed, compose
from install.backup_checks.note import NOTE_FILE, BackupCheckNote, BackupCheckNoteError, NoteReader
from install.backups.destroyed_cases import DestroyedCases
from install.backups.making import BackupOrder, make_backup
from install.backups.manifest import ListedFile, Manifest, manifest_names, read_manifest, signed_manifest
from install.backups.opened_backup import OpenedBackup, choose, open_backup
from install.backups.private_folder import private_folder
from install.backups.repository import Repository, StoredFile, sum_of
from install.backups.restoring import restore_data
from install.backups.run_keys import RunKey, open_run
from install.backups.sealing import unseal
from install.backups.signing_key import server_key
from store.domain.labels import Label
from store.gateway.config import GatewayConfig
from tests.mutations.row_kinds import Kind, Original, Value, in_statement, insiders
from tests.mutations.scene import Scene
from tests.shared_folders import shared_folder

WHOLE = "restored with"
_NAMED = re.compile(r"\b[0-9a-f]{32}\b|\b\d{4}-\d{2}-\d{2}-\d{8}\b")  # an object or a run, or a manifest


class BackupKind(Kind):
    """One file of a repository; a trial works on a copy of a backup of the scene's office."""

    genuine = WHOLE
    tables: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, scene: Scene) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="km-backup-")
        folder = Path(self._place.name)
        self._whole, self._tried = folder / "whole", Repository(folder / "tried")
        certificate = folder / "backup.gpg"
        certificate.write_bytes(scene.office.keys.office.certificate)
        make_backup(BackupOrder(scene.office.config, certificate), self._whole)
        self.certificate = certificate
        whole = Repository(self._whole)
        self.manifest: Manifest = read_manifest(whole, manifest_names(whole)[0])
        self.signing: SigningKey = server_key(private_folder(scene.office.config))
        home = scene.office.keys.office.home
        self.run_key: RunKey = open_run(whole, self.manifest.run, home, None)
        super().__init__(scene)

    def renew(self) -> Repository:
        """The backup as it was made."""
        shutil.rmtree(self._tried.folder, ignore_errors=True)
        shutil.copytree(self._whole, self._tried.folder)
        return self._tried

    def file(self) -> Path:
        """The file that is mutated, in the whole backup."""
        raise NotImplementedError

    def key_of(self, run: str) -> RunKey:
        """The key of a run, as a restore asks for it."""
        assert run == self.run_key.run
        return self.run_key

    def read(self) -> str:
        try:
            manifest = choose(self._tried, None)
            opened = open_backup(self._tried, manifest, self.key_of)
            return self._restored(opened)
        except KentonganError as error:
            said = str(error)
            assert _NAMED.search(said) or str(self._tried.folder) in said, said
            return said

    def _restored(self, opened: OpenedBackup) -> str:
        with tempfile.TemporaryDirectory(prefix="km-machine-") as machine:
            config = _elsewhere(self.scene.office.config, Path(machine))
            try:
                done = restore_data(opened, config, None, DestroyedCases())
            except KentonganError:
                left = [path for path in Path(machine).rglob("*") if path.is_file()]
                assert left == [], left
                raise
            return f"{WHOLE} {done.attachments} attachments"


class BackupManifestKind(BackupKind):
    """The list that the server signs."""

    name = "backup-manifest"
    labels = frozenset({Label.BACKUP})
    readers = ("install.backups.opened_backup:read_manifest", "install.backups.manifest:parse")

    def made(self) -> Original:
        stored = self.file().read_bytes()
        signed = msgspec.json.decode(stored, type=Signed)
        stranger = SigningKey.generate()
        return Original(
            stored=(stored,),
            statement=signed.text,
            signature=signed.signature,
            signers={"server": partial(_signed, self.signing), "stranger": partial(_signed, stranger)},
            author="server",
            assemble=lambda statement, signature: (in_statement(statement, signature),),
        )

    def file(self) -> Path:
        return self._whole / "manifests" / self.manifest.name

    def put(self, value: Value) -> None:
        (self.renew().manifests / self.manifest.name).write_bytes(value[0])


class _ListedKind(BackupKind):
    """A file that a manifest lists, with the sums of what is there, signed by the server."""

    def put(self, value: Value) -> None:
        repository = self.renew()
        path = repository.folder / self.file().relative_to(self._whole)
        path.write_bytes(value[0])
        listed = ListedFile.of(StoredFile(path.name, *sum_of(path)))
        changed = msgspec.structs.replace(
            self.manifest,
            objects=_with(self.manifest.objects, listed),
            keys=_with(self.manifest.keys, listed),
        )
        (repository.manifests / changed.name).write_bytes(signed_manifest(changed, self.signing))

    def sealed(self, name: str, inside: bytes) -> Value:
        """An object of this name that holds this."""
        return (b"".join(encrypt(self.run_key.object_key(name), [inside])),)


class BackupObjectKind(_ListedKind):
    """A ciphertext or an attachment."""

    name = "backup-object"
    readers = ("install.backups.opened_backup:unseal", "install.backups.sealing:decrypt")

    def made(self) -> Original:
        return Original(stored=(self.file().read_bytes(),))

    def file(self) -> Path:
        others = sorted(file.name for file in self.manifest.objects if file.name != self.manifest.dump)
        return self._whole / "objects" / Random(1).choice(others)  # noqa: S311 - any


class BackupDumpKind(_ListedKind):
    """The rows, and what says what is what."""

    name = "backup-dump"
    readers = ("install.backups.opened_backup:records", "install.backups.sealing:decrypt")

    def made(self) -> Original:
        return Original(
            stored=(self.file().read_bytes(),),
            plain=b"".join(unseal(Repository(self._whole), self.run_key, self.manifest.dump)),
            close=lambda inside: self.sealed(self.manifest.dump, inside),
        )

    def file(self) -> Path:
        return self._whole / "objects" / self.manifest.dump


class BackupRunKeyKind(_ListedKind):
    """The key of a run, encrypted to the backup key."""

    name = "backup-run-key"
    readers = ("install.backups.run_keys:decrypt_bytes",)

    def made(self) -> Original:
        return Original(
            stored=(self.file().read_bytes(),),
            openpgp=True,
            plain=b"kentongan/backup-run/1\n",
            close=self._encrypted,
        )

    def file(self) -> Path:
        return self._whole / "keys" / self.manifest.run

    def key_of(self, run: str) -> RunKey:
        return open_run(self._tried, run, self.scene.office.keys.office.home, None)

    def _encrypted(self, inside: bytes) -> Value:
        return (encrypt_bytes(inside, [self.certificate], self.scene.office.clock.today()),)


def _signed(key: SigningKey, statement: bytes) -> bytes:
    return key.sign(statement).signature


def _with(files: tuple[ListedFile, ...], changed: ListedFile) -> tuple[ListedFile, ...]:
    return tuple(changed if file.name == changed.name else file for file in files)


def _elsewhere(config: GatewayConfig, folder: Path) -> GatewayConfig:
    """The configuration of an empty machine."""
    for name in ("store", "blobs"):
        shared_folder(folder / name)
    return msgspec.structs.replace(
        config,
        store=msgspec.structs.replace(
            config.store, database=f"sqlite:///{folder}/store/store.sqlite3", blobs=folder / "blobs"
        ),
        roster=msgspec.structs.replace(config.roster, state=folder / "private" / "seen.json"),
        accounts=folder / "accounts" / "accounts.sqlite3",
    )


class BackupCheckKind(Kind):
    """The office's note that backups were opened where their key lives, as a server takes it in and doctor reads it."""

    name = "backup-check"
    genuine = "opened 7 backups"
    readers = ("install.backup_checks.note:verify_detached", "install.backup_checks.note:NoteReader._signed")
    labels = frozenset({Label.BACKUP_CHECK})

    def __init__(self, scene: Scene) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="km-note-")
        self._note = Path(self._place.name, NOTE_FILE)
        self._day = scene.office.clock.today()
        office = scene.office.keys.office
        certificate = Path(self._place.name, "office.gpg")
        certificate.write_bytes(office.certificate)
        self._reader = NoteReader(certificate, office.fingerprint, "ab" * 32)
        super().__init__(scene)

    def made(self) -> Original:
        sign = partial(self.scene.office.keys.signed_by_office, day=self._day)
        note = BackupCheckNote(self._day, self._reader.signer, self._day, 9, 7)
        statement = compose(Label.BACKUP_CHECK, note)
        signature = sign(statement)
        return Original(
            stored=(in_statement(statement, signature),),
            statement=statement,
            signature=signature,
            detached=True,
            signers={**insiders(self.scene), "office": sign},
            author="office",
            assemble=lambda text, signed: (in_statement(text, signed),),
        )

    def put(self, value: Value) -> None:
        self._note.write_bytes(value[0])

    def read(self) -> str:
        try:
            return f"opened {self._reader.read(self._note.read_bytes(), self._day).backups} backups"
        except BackupCheckNoteError as error:
            return str(error)


ALL: tuple[type[Kind], ...] = (
    BackupManifestKind,
    BackupObjectKind,
    BackupDumpKind,
    BackupRunKeyKind,
    BackupCheckKind,
)
