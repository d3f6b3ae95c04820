"""Backups in a folder, as a server makes them: real manifests of files that hold nothing."""

from datetime import date, timedelta
from pathlib import Path

from nacl.signing import SigningKey

from install.backups.manifest import ListedFile, Manifest, manifest_names, read_manifest, signed_manifest
from install.backups.repository import Repository, new_name
from install.backups.signing_key import server_key


def make_backups(folder: Path, private: Path, today: date) -> None:
    """Make two backups, of yesterday and of today, by the server's key in this private folder."""
    folder.mkdir(parents=True)
    private.mkdir(parents=True)
    for serial, day in ((1, today - timedelta(days=1)), (2, today)):
        add_backup(folder, server_key(private), day, serial)


def add_backup(folder: Path, key: SigningKey, day: date, serial: int) -> None:
    """Add one backup, signed by this key."""
    repository = Repository(folder)
    repository.prepare()
    run, dump = new_name(), new_name()
    manifest = Manifest(
        serial=serial,
        day=day,
        signer=bytes(key.verify_key).hex(),
        run=run,
        dump=dump,
        objects=(ListedFile.of(repository.add_object(dump, [b"rows"])),),
        keys=(ListedFile.of(repository.add_key(run, b"key")),),
    )
    repository.put_manifest(manifest.name, signed_manifest(manifest, key))


def newest(folder: Path, kind: str) -> Path:
    """The manifest, the dump or the key of the newest backup; a file's own time is too coarse to tell."""
    repository = Repository(folder)
    name = manifest_names(repository)[0]
    if kind == "manifests":
        return repository.manifests / name
    manifest = read_manifest(repository, name)
    return {"objects": repository.objects / manifest.dump, "keys": repository.keys / manifest.run}[kind]
