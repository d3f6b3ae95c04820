"""Days of an office in which anything happens. Each step that withdraws or destroys writes down what it takes.

This is forgotten with the store when that is put back to an earlier state.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, Literal

from install.backups.index import (
    BackupIndex,
    blob_source,
    content_digest,
    index_file,
    message_sources,
    read_index,
)
from install.backups.private_folder import private_folder
from install.backups.repository import Repository
from install.kentongan import main
from source_interface.submissions.withdrawals import SentFileState
from store.cases.case_list import mark_fetched
from store.cases.conversation import erase_own_copies
from store.domain.procedure.errors import ProposalOverError
from tests import stand_ins
from tests.backup_key import BackupKey
from tests.genuine_case import GenuineCase
from tests.install.backups.lost_rows import copy_rows, damage, database_of, destroy
from tests.install.backups.store_contents import (
    Content,
    Place,
    contents_of,
    emptied_of,
    files_of,
    places_of,
)
from tests.office import TestOffice

_OFTEN: Final = 3


@dataclass(slots=True)
class Taken:
    """What a state of the store let go on purpose: contents, each with the file that was withdrawn, if any.

    `damaged` are messages of which a side was damaged. `loose` are places at which what lay there earlier may have
    gone, or stayed: the consequences that record 248 names.
    """

    contents: dict[Content, str | None] = field(default_factory=dict)
    damaged: set[Place] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)

    def copied(self) -> "Taken":
        """The same, for a copy of the store."""
        return Taken(dict(self.contents), set(self.damaged), set(self.loose))


@dataclass(frozen=True, slots=True)
class Copy:
    """A snapshot of the machine: the store's database, and the server's memory of the backups, if there was one."""

    path: Path
    taken: Taken
    index: bytes | None
    fetched: frozenset[str]


class Days:
    """An office with two reports, the backups of its store, and what these must have."""

    def __init__(
        self, office: TestOffice, config: Path, repository: Path, key: BackupKey, random: Random
    ) -> None:
        self.office, self.config, self.repository, self.key = office, config, repository, key
        self.random, self.database = random, database_of(office)
        self.reporters = {
            case.case: case for case in (office.report("Satu"), office.report("Dua", name="Nama"))
        }
        self.taken = Taken()
        self.copies: list[Copy] = []
        self.kept = set[Content]()
        self.loose = set[str]()
        self.spoiled = set[Content]()
        self.spared = set[Content]()
        self.names: dict[Content, set[str]] = {}
        self.fetched = set[str]()
        self.damaged: dict[Path, bytes] = {}
        self.unreadable = set[str]()

    def says(self) -> None:
        """Let a reporter write."""
        self._reporter().says("Pesan")

    def attaches(self) -> None:
        """Let a reporter send a file."""
        self._reporter().attaches(secrets.token_bytes(8), "bukti.txt")

    def withdraws(self) -> None:
        """Let a reporter withdraw a file that they can still read."""
        stored = contents_of(self.database)
        files = {
            name: place
            for name, place in files_of(self.database).items()
            if len(stored.keys() & message_sources(*place)) == 2 and place not in self.taken.damaged
        }
        if files:
            name = self.random.choice(sorted(files))
            case, sequence = files[name]
            lay = self._lay(stored, (case, sequence))
            if self.reporters[case].withdraws(sequence) is SentFileState.WITHDRAWN:
                self.taken.contents |= dict.fromkeys(lay, blob_source(name))

    def fetches(self) -> None:
        """Let the office fetch a file."""
        files = files_of(self.database)
        if files:
            name = self.random.choice(sorted(files))
            mark_fetched(self.office.database, "sari", files[name][0], name)

    def destroys(self) -> None:
        """Let two people destroy a message; they cannot while a proposal of theirs is over."""
        stored = contents_of(self.database)
        places = sorted(
            {place for place in places_of(self.database) if place[1] > 1} - emptied_of(self.database)
        )
        if not places:
            return
        case, sequence = self.random.choice(places)
        lay, sides = self._lay(stored, (case, sequence)), message_sources(case, sequence)
        with suppress(ProposalOverError):
            is_file = (case, sequence) in files_of(self.database).values()
            kind: Literal["file", "message"] = "file" if is_file else "message"
            destroy(self.office, self.reporters[case], sequence, kind)
        if (case, sequence) in emptied_of(self.database):
            names = self._index().told
            told = {content for content in self.kept if not self.names[content].isdisjoint(names)}
            earlier = {content for content in self.kept - lay if content[0] in sides}
            was_seen = {(side, stored.get(side, b"")) for side in sides} <= self.kept
            self.taken.contents |= dict.fromkeys(lay - told)
            if lay & told or not was_seen or earlier - told or (case, sequence) in self.taken.damaged:
                self.taken.loose.update((*sides, *(place for place, _ in lay)))

    def erases(self) -> None:
        """Let a reporter erase their copies."""
        erase_own_copies(self.office.database, self._reporter().case)

    def loses_a_file(self) -> None:
        """Lose the row of a file."""
        files = files_of(self.database)
        if files:
            damage(self.office, "DELETE FROM blob WHERE name = ?", self.random.choice(sorted(files)))

    def damages_a_message(self) -> None:
        """Spoil one side of a message, which was whole."""
        places = places_of(self.database) - emptied_of(self.database) - self.taken.damaged
        if not places:
            return
        case, sequence = self.random.choice(sorted(places))
        number = self.random.randrange(2)
        column, source = ("envelope", "sealed")[number], message_sources(case, sequence)[number]
        before = contents_of(self.database).get(source)
        if before is not None:
            text = secrets.token_bytes(8)
            spoiled = stand_ins.message(text) if column == "envelope" else stand_ins.sealed(text)
            change = f'UPDATE entry SET {column} = ? WHERE "case" = ? AND sequence = ?'  # noqa: S608 # of two
            damage(self.office, change, spoiled, case, sequence)
            self.taken.damaged.add((case, sequence))
            self.spoiled.add((source, content_digest(spoiled)))

    def copies_the_machine(self) -> None:
        """Make a snapshot."""
        path, index = self.office.folder / f"copy-{len(self.copies)}", self._index_file()
        copy_rows(self.database, path)
        memory = index.read_bytes() if index.exists() else None
        self.copies.append(Copy(path, self.taken.copied(), memory, frozenset(self.fetched)))

    def puts_the_store_back(self) -> None:
        """Put the store's database back to a snapshot."""
        if self.copies:
            copy = self.random.choice(self.copies)
            self._put_back(copy)

    def puts_the_machine_back(self) -> None:
        """Put the store's database and the server's memory back to a snapshot."""
        copies = [copy for copy in self.copies if copy.index is not None]
        if copies:
            copy = self.random.choice(copies)
            self._put_back(copy)
            self.fetched = set(copy.fetched)
            self._index_file().write_bytes(copy.index or b"")

    def damages_a_manifest(self) -> None:
        """Spoil a manifest."""
        whole = sorted(set(self.repository.glob("manifests/*")) - self.damaged.keys())
        if whole:
            path = self.random.choice(whole)
            self.damaged[path] = path.read_bytes()
            path.write_bytes(b"spoiled")

    def mends_a_manifest(self) -> None:
        """Bring a manifest back, if it is not too old by now."""
        if self.damaged:
            path = self.random.choice(sorted(self.damaged))
            data = self.damaged.pop(path)
            if path.exists():
                path.write_bytes(data)

    def loses_a_key(self) -> None:
        """Lose the key of a run: the next one writes anew what it encrypted."""
        keys = sorted(self.repository.glob("keys/*"))
        if keys:
            key = self.random.choice(keys)
            key.unlink()
            objects = self._index().objects()
            self.unreadable |= {indexed.file.name for indexed in objects if indexed.run == key.name}

    def _put_back(self, copy: Copy) -> None:
        copy_rows(copy.path, self.database)
        self.taken = copy.taken.copied()
        for place in emptied_of(self.database):  # what lay there since, and no run has missed
            self.taken.loose.update(message_sources(*place))

    def _lay(self, stored: dict[str, bytes], place: Place) -> set[Content]:
        """What lies at a place: both sides of the message, and files."""
        files = (blob_source(name) for name, of in files_of(self.database).items() if of == place)
        return {(source, stored[source]) for source in (*message_sources(*place), *files) if source in stored}

    def _index_file(self) -> Path:
        return index_file(private_folder(self.office.config), Repository(self.repository).identity())

    def _index(self) -> BackupIndex:
        return read_index(self._index_file()) or BackupIndex(b"")

    def _run(self, *words: str) -> int:
        certificate, config = str(self.key.certificate), str(self.config)
        return main(
            ["backup", str(self.repository), "--certificate", certificate, "--config", config, *words]
        )

    def _reporter(self) -> GenuineCase:
        return self.reporters[self.random.choice(sorted(self.reporters))]
