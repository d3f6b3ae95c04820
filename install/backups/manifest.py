"""A manifest: the files that a whole backup needs, with sizes and sums, signed by the server's key.

It says when the backup was made and which files it has, and nothing of what they are, but for the dump, where a restore
begins. `destroyed` are objects that the server destroyed in all backups: an older copy does not bring them back.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Self

import msgspec
from msgspec import Meta
from nacl.exceptions import CryptoError as SodiumError
from nacl.signing import SigningKey

from crypto.errors import StatementError
from crypto.signing import Signed, compose, decoder_ready, parse
from install.backups.errors import BackupError, UnusableBackupError
from install.backups.repository import MANIFEST_NAME, Repository, StoredFile, open_file
from install.backups.signing_key import is_signed_by, signer_of
from install.language import Sentence
from store.domain.labels import Label

MAX_SERIAL: Final = 99_999_999
MAX_MANIFEST_BYTES: Final = 512 * 1024 * 1024  # four million objects
_Name = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
_Sum = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_DAMAGED: Final = Sentence(
    "Manifes {name} rusak, atau tidak ditandatangani oleh server yang dinamainya. Ambil salinan cadangan yang lain, "
    "atau hari yang lain dengan --of.",
    "The manifest {name} is damaged, or not signed by the server that it names. Take another copy of the backups, or "
    "another day with --of.",
)
_TOO_LARGE: Final = Sentence(
    "Cadangan ini memiliki {objects} objek, lebih banyak daripada yang dapat dipulihkan. Tidak ada cadangan yang "
    "dibuat; yang sebelumnya tetap utuh. Beri tahu pembuat Kentongan.",
    "This backup has {objects} objects, more than could be restored. No backup was made, and those before stay whole. "
    "Tell the makers of Kentongan.",
)


class ListedFile(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file of the repository: name, size and SHA-256."""

    name: _Name
    size: Annotated[int, Meta(ge=0, le=2**52)]
    sha256: _Sum

    @classmethod
    def of(cls, stored: StoredFile) -> Self:
        """List this file."""
        return cls(stored.name, stored.size, stored.sha256)

    @property
    def stored(self) -> StoredFile:
        """The file as the repository names it."""
        return StoredFile(self.name, self.size, self.sha256)


class DestroyedObject(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An object that was destroyed in all backups, and the day."""

    name: _Name
    day: date


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One whole backup. `serial` grows by one with each; `run` names the key under which `dump` is encrypted."""

    serial: Annotated[int, Meta(ge=1, le=MAX_SERIAL)]
    day: date
    signer: _Sum
    run: _Name
    dump: _Name
    objects: tuple[ListedFile, ...]
    keys: tuple[ListedFile, ...]
    destroyed: tuple[DestroyedObject, ...] = ()

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.day:%Y-%m-%d}-{self.serial:08d}"

    @property
    def size(self) -> int:
        """The bytes of all files that the backup needs."""
        return sum(file.size for file in (*self.objects, *self.keys))

    def object_names(self) -> frozenset[str]:
        """Return the names of its objects."""
        return frozenset(file.name for file in self.objects)

    def without(self, gone: frozenset[str]) -> "Manifest":
        """Return the manifest without these objects."""
        kept = tuple(file for file in self.objects if file.name not in gone)
        return msgspec.structs.replace(self, objects=kept)


def signed_manifest(manifest: Manifest, key: SigningKey) -> bytes:
    """Return the file of a manifest, signed by this key, which it names; raise `BackupError` if none could read it."""
    named = msgspec.structs.replace(manifest, signer=signer_of(key))
    statement = compose(Label.BACKUP, named)
    data = msgspec.json.encode(Signed(statement.decode(), key.sign(statement).signature))
    if len(data) > MAX_MANIFEST_BYTES:
        raise BackupError(_TOO_LARGE.told(objects=len(manifest.objects)))
    return data


def read_manifest(repository: Repository, name: str) -> Manifest:
    """Return the manifest of this name; raise `UnusableBackupError` unless it is whole and signed as it says."""
    try:
        return _parsed(*_statement(repository, name), name)
    except (OSError, StatementError, msgspec.MsgspecError, SodiumError, ValueError, RecursionError):
        raise UnusableBackupError(_DAMAGED.told(name=name)) from None


def read_manifests(
    repository: Repository, known: Iterable[ListedFile] = ()
) -> tuple[list[Manifest], list[str]]:
    """Return the manifests that can be read, the newest first, and the names of the others.

    A file that several of them list, or that is `known`, is in memory once: most backups have most files in common.
    """
    shared = {file.name: file for file in known}
    manifests, damaged = list[Manifest](), list[str]()
    for name in manifest_names(repository):
        try:
            manifests.append(_sharing(read_manifest(repository, name), shared))
        except UnusableBackupError:
            damaged.append(name)
    return manifests, damaged


def _sharing(manifest: Manifest, shared: dict[str, ListedFile]) -> Manifest:
    """Return the manifest with what is equal taken from the files shared so far, and add the others to them."""

    def taken(file: ListedFile) -> ListedFile:
        found = shared.setdefault(file.name, file)
        return found if found == file else file  # another signer may list anything under the name

    return msgspec.structs.replace(
        manifest, objects=tuple(map(taken, manifest.objects)), keys=tuple(map(taken, manifest.keys))
    )


def newer_manifests(repository: Repository, manifest: Manifest) -> tuple[list[Manifest], list[str]]:
    """Return the later manifests of the same server, the newest first, and the names of later ones that are damaged."""
    manifests, damaged = read_manifests(repository)
    serial = manifest.serial
    return (
        [newer for newer in manifests if newer.serial > serial and newer.signer == manifest.signer],
        [name for name in damaged if serial_of(name) > serial],
    )


def manifest_names(repository: Repository) -> list[str]:
    """Return the names of all manifests, the newest first, by serial."""
    named = [name for name in repository.names(repository.manifests) if _is_manifest_name(name)]
    return sorted(named, key=lambda name: (serial_of(name), name), reverse=True)


def serial_of(name: str) -> int:
    """Return the serial in the name of a manifest."""
    return int(name[-8:])


def day_of(name: str) -> date:
    """Return the day in the name of a manifest."""
    return date.fromisoformat(name[:10])


def _is_manifest_name(name: str) -> bool:
    if MANIFEST_NAME.fullmatch(name) is None:
        return False
    try:
        day_of(name)
    except ValueError:
        return False
    return True


def _statement(repository: Repository, name: str) -> tuple[bytes, bytes]:
    """Return the signed text and the signature; what else is made of the file, as large again, is gone by then."""
    with open_file(repository.manifests / name) as file:
        data = file.read(MAX_MANIFEST_BYTES + 1)
    if len(data) > MAX_MANIFEST_BYTES:
        raise ValueError(name)
    signed = msgspec.json.decode(data, type=decoder_ready(Signed))
    return signed.text, signed.signature


def _parsed(text: bytes, signature: bytes, name: str) -> Manifest:
    manifest = parse(Label.BACKUP, text, Manifest)
    names = [file.name for file in (*manifest.objects, *manifest.keys)]
    if (
        manifest.name != name
        or not is_signed_by(manifest.signer, text, signature)
        or len(set(names)) != len(names)
    ):
        raise ValueError(name)
    return manifest
