"""Taking a person's enrolment into the roster's source: the key's file, a copy of the enrolment, and the entry.

The source is written last: what broke off before is done again. Nothing here trusts the enrolment: its fingerprint was
compared with the telephone call before.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from install.errors import InstallError
from install.language import Sentence
from install.roster.roster_source import (
    ENROLMENTS_FOLDER,
    RosterSource,
    SourcePerson,
    read_certificate,
    read_source,
)
from install.roster.source_edit import key_lines, with_entry, with_keys
from install.roster.strength import weak
from install.roster.succession import KEY_FAULT
from store.domain.enrolment import SUFFIX, Enrolment, read_enrolment, read_enrolment_file
from store.domain.errors import EnrolmentError
from store.domain.roster import Position, Role, RosterCertificate
from store.web.configuration import ConfigurationError
from store.web.durable import replace_file
from store.web.toml_text import Value

_ONE_DAY: Final = timedelta(days=1)  # between the zones of two clocks
_LEFT: Final = Sentence(
    "{id} sudah keluar pada {day}. Kembalikan dulu dengan menghapus `left`, atau pilih pengenal lain.",
    "{id} left on {day}. Bring them back first by taking `left` out, or choose another identifier.",
)
_OTHERS: Final = Sentence(
    "Kunci ini sudah tercantum untuk {id}. Satu kunci hanya milik satu orang.",
    "This key already stands for {id}. One key belongs to one person.",
)
_RETIRED: Final = Sentence(
    "Kunci ini dipensiunkan pada {day} dan tidak kembali. Orang itu membuat kunci baru.",
    "This key was retired on {day} and does not come back. Its person makes a new one.",
)
_OLDER: Final = Sentence(
    "Untuk {id} sudah diterima berkas tanggal {taken}; berkas ini lebih lama, tanggal {day}, dan dapat membawa kembali "
    "apa yang sudah diganti. Minta yang baru. Bila jam komputer kerjanya dahulu salah, hapus {path}.",
    "A file of {taken} was taken for {id}; this one is older, of {day}, and may bring back what was replaced since. "
    "Ask for a new one. If the clock of their workstation was wrong then, delete {path}.",
)
_TO_COME: Final = Sentence(
    "Berkas ini bertanggal {day}, hari yang belum tiba. Periksa jam mesin ini dan jam komputer kerjanya, lalu minta "
    "berkas baru.",
    "This file is of {day}, a day to come. Check the clock of this machine and that of the workstation, then ask for "
    "a new file.",
)
_DAMAGED: Final = Sentence(
    "{path}, berkas pendaftaran yang terakhir diterima, rusak. Salin lagi dari sebuah server, atau hapus.",
    "{path}, the enrolment that was taken last, is damaged. Copy it again from a server, or delete it.",
)
_BY_HAND: Final = Sentence(
    "{path} ditulis dengan cara yang tidak dapat diubah perintah ini. Sertifikatnya sudah ada di {folder}. Tulis "
    "sendiri pada {id}:\n{lines}",
    "{path} is written in a way that this command cannot change. The certificate is in {folder} already. Write it "
    "yourself, at {id}:\n{lines}",
)


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The roster's source, and the folder of people's certificates."""

    source: Path
    certificates: Path

    @property
    def enrolments(self) -> Path:
        """The folder of the enrolments that were taken, for the servers."""
        return self.source.parent / ENROLMENTS_FOLDER

    def enrolment_of(self, identifier: str) -> Path:
        """The enrolment that was taken last for this person."""
        return self.enrolments / f"{identifier}{SUFFIX}"

    def read(self) -> RosterSource:
        """Return what the source says."""
        return read_source(self.source)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """The rest of a person who is not in the source yet: an enrolment does not say it."""

    position: Position
    roles: tuple[Role, ...]
    alternate: bool


@dataclass(frozen=True, slots=True)
class ListedKeys:
    """A person's certificates as the source will name them: the file of this enrolment's, all, the retired ones."""

    file: str
    certificates: tuple[str, ...]
    retired: Mapping[str, date]


def require_strong(enrolment: Enrolment, identifier: str, today: date) -> None:
    """Raise `InstallError` for a key that no roster may name."""
    certificate = RosterCertificate(enrolment.fingerprint, enrolment.certificate)
    if fault := weak(certificate, today):
        raise InstallError(KEY_FAULT.told(key=enrolment.fingerprint, id=identifier, fault=fault))


def require_newest(files: SourceFiles, enrolment: Enrolment, identifier: str, today: date) -> None:
    """Raise `InstallError` for a file that is older than the one that was taken for this person last.

    Its fingerprint would be the same: by it an older certificate of a key comes back, and an older key for the onion.
    So is one of a day to come: nothing newer could replace it.
    """
    if enrolment.day > today + _ONE_DAY:
        raise InstallError(_TO_COME.told(day=enrolment.day))
    path = files.enrolment_of(identifier)
    try:
        taken = read_enrolment(read_enrolment_file(path)).day
    except FileNotFoundError:
        return
    except EnrolmentError:
        raise InstallError(_DAMAGED.told(path=path)) from None
    if enrolment.day < taken:
        raise InstallError(_OLDER.told(id=identifier, taken=taken, day=enrolment.day, path=path))


def keys_in_use(person: SourcePerson, files: SourceFiles) -> dict[str, str]:
    """Return the fingerprints of a person's certificates that are not retired, by their files."""
    in_use = (name for name in person.certificates if name not in person.retired)
    return {name: key for name in in_use if (key := _fingerprint(files, name))}


def keys_with(
    files: SourceFiles, source: RosterSource, identifier: str, fingerprint: str, last_day: date | None
) -> ListedKeys:
    """Return the person's keys once this one is among them; on `last_day` the others that are in use are retired.

    Raises `InstallError` for a key of another person, for a retired one, and for a person who left.
    """
    person = person_of(source, identifier)
    if person is not None and person.left is not None:
        raise InstallError(_LEFT.told(id=identifier, day=person.left))
    names = () if person is None else person.certificates
    retired = {} if person is None else dict(person.retired)
    own = next((name for name in names if _fingerprint(files, name) == fingerprint), None)
    if own in retired:
        raise InstallError(_RETIRED.told(day=retired[own]))
    for other in source.people:
        if other.id == identifier:
            continue
        if any(_fingerprint(files, name) == fingerprint for name in other.certificates):
            raise InstallError(_OTHERS.told(id=other.id))
    file = own or _free_name(files, source, identifier)
    if last_day is not None:
        retired |= {name: last_day for name in names if name not in retired and name != file}
    return ListedKeys(file, names if file in names else (*names, file), retired)


def enrol(
    files: SourceFiles,
    enrolment: Enrolment,
    data: bytes,
    identifier: str,
    keys: ListedKeys,
    new: NewPerson | None,
) -> None:
    """Write the certificate, the copy of the enrolment's file (`data`), and the source."""
    source = files.read()
    text = files.source.read_text("utf-8")
    if new is None:
        expected = replace(source, people=tuple(_with(person, identifier, keys) for person in source.people))
        text = with_keys(text, identifier, keys.certificates, keys.retired)
    else:
        person = SourcePerson(
            id=identifier,
            name=enrolment.name,
            position=new.position.id,
            roles=new.roles,
            certificates=keys.certificates,
            alternate=new.alternate,
        )
        expected = replace(source, people=(*source.people, person))
        if new.position not in source.positions:
            expected = replace(expected, positions=(*source.positions, new.position))
            text = with_entry(text, "positions", _position_table(new.position))
        text = with_entry(text, "people", _person_table(person))
    for folder in (files.certificates, files.enrolments):
        folder.mkdir(parents=True, exist_ok=True)
    replace_file(files.certificates / keys.file, enrolment.certificate, 0o644)
    replace_file(files.enrolment_of(identifier), data, 0o644)
    if not _says(text, expected):
        lines = key_lines(keys.certificates, keys.retired)
        raise InstallError(
            _BY_HAND.told(path=files.source, folder=files.certificates, id=identifier, lines=lines)
        )
    replace_file(files.source, text.encode(), 0o644)


def person_of(source: RosterSource, identifier: str) -> SourcePerson | None:
    """Return the person with this identifier, or None."""
    return next((person for person in source.people if person.id == identifier), None)


def _with(person: SourcePerson, identifier: str, keys: ListedKeys) -> SourcePerson:
    if person.id != identifier:
        return person
    return replace(person, certificates=keys.certificates, retired=keys.retired)


def _fingerprint(files: SourceFiles, name: str) -> str | None:
    """Return whose certificate lies in this file; None while it was not handed in."""
    path = files.certificates / name
    return read_certificate(path).fingerprint if path.exists() else None


def _free_name(files: SourceFiles, source: RosterSource, identifier: str) -> str:
    """Return a name for the certificate that no person's has; one that was named beforehand and is missing is taken."""
    taken = {name for person in source.people for name in person.certificates}
    person = person_of(source, identifier)
    if person is not None:
        named = (name for name in person.certificates if name not in person.retired)
        missing = next((name for name in named if not (files.certificates / name).exists()), None)
        if missing is not None:
            return missing
    numbered = (f"{identifier}-{number}.gpg" for number in count(2))
    return next(name for name in chain([f"{identifier}.gpg"], numbered) if name not in taken)


def _says(text: str, expected: RosterSource) -> bool:
    """Return whether this text is read as exactly this source."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(text.encode())
        file.flush()
        try:
            return read_source(Path(file.name)) == expected
        except ConfigurationError:
            return False


def _position_table(position: Position) -> dict[str, Value]:
    return {"id": position.id, "title": position.title, "title_en": position.title_en}


def _person_table(person: SourcePerson) -> dict[str, Value]:
    table: dict[str, Value] = {
        "id": person.id,
        "name": person.name,
        "position": person.position,
        "roles": person.roles,
        "certificates": person.certificates,
    }
    return table | ({"alternate": True} if person.alternate else {})
