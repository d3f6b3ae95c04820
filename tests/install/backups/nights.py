"""Days and nights of an office in which anything happens, and a model of what its backups must have and must not.

The model knows nothing of how a run tells these apart. Each step that withdraws or destroys writes down the contents
that it takes. They are forgotten with the store when that is put back to an earlier state.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import pytest

from install.backups.index import (
    BackupIndex,
    blob_digest,
    blob_of,
    blob_source,
    column_source,
    content_digest,
    index_file,
    is_attachment,
    message_sources,
    read_index,
)
from install.backups.manifest import Manifest, read_manifests
from install.backups.private_folder import private_folder
from install.backups.repository import Repository
from install.kentongan import main
from source_interface.submissions.withdrawals import SentFileState
from store.cases.case_list import mark_fetched
from store.cases.conversation import erase_own_copies
from store.domain.procedure.errors import ProposalOverError
from tests import stand_ins
from tests.backup_key import BackupKey
from tests.faults.mounts import read_only
from tests.genuine_case import GenuineCase
from tests.install.backups.lost_rows import copy_rows, damage, database_of, destroy
from tests.office import TestOffice
from tests.own_namespaces import own_mounts

Content = tuple[str, bytes]
"""A place of the store, and the digest of what lies or lay there."""
Place = tuple[str, int]
_OFTEN: Final = 3
_COLUMNS: Final = (
    ("entry", "envelope", '"case", sequence'),
    ("entry", "sealed", '"case", sequence'),
    ("event", "content", '"case", sequence'),
    ("identity", "envelope", '"case"'),
    ("exclusion", "record", '"case"'),
)


@dataclass(slots=True)
class Taken:
    """What a state of the store let go on purpose: contents, each with the file that was withdrawn, if any.

    `before` has what lay at a side of a message before it was damaged. `loose` are places at which what lay there
    earlier may have gone as well: the consequences that record 248 names.
    """

    contents: dict[Content, str | None] = field(default_factory=dict)
    before: dict[Place, Content] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)

    def copied(self) -> "Taken":
        """The same, for a copy of the store."""
        return Taken(dict(self.contents), dict(self.before), set(self.loose))


@dataclass(frozen=True, slots=True)
class Copy:
    """A snapshot of the machine: the store's database, and the server's memory of the backups, if there was one."""

    path: Path
    taken: Taken
    index: bytes | None
    fetched: frozenset[str]


class Nights:
    """An office with two reports, the backups of its store, and what these must have."""

    def __init__(
        self, office: TestOffice, config: Path, repository: Path, key: BackupKey, random: Random
    ) -> None:
        self.office, self.config, self.repository, self.key, self.random = (
            office,
            config,
            repository,
            key,
            random,
        )
        self.reporters = {
            case.case: case for case in (office.report("Satu"), office.report("Dua", name="Nama"))
        }
        self.taken = Taken()
        self.copies: list[Copy] = []
        self.kept = set[Content]()
        self.loose = set[str]()
        self.spoiled = set[Content]()
        self.names: dict[Content, set[str]] = {}
        self.fetched = set[str]()
        self.damaged: dict[Path, bytes] = {}

    def step(self, capsys: pytest.CaptureFixture[str]) -> str:
        """Let something happen; its name."""
        steps: list[Callable[[], None]] = [self.says, self.attaches, self.withdraws] * _OFTEN
        steps += [self.fetches, self.destroys, self.erases, self.loses_a_file, self.damages_a_message]
        steps += [self.copies_the_machine, self.puts_the_store_back, self.breaks_off] * 2
        steps += [
            self.puts_the_machine_back,
            self.loses_a_key,
            self.damages_a_manifest,
            self.mends_a_manifest,
        ]
        number = self.random.randrange(len(steps) + 2 * _OFTEN)
        if number >= len(steps):
            self.night(capsys)
            return "night"
        steps[number]()
        return steps[number].__name__

    def says(self) -> None:
        """Let a reporter write."""
        self._reporter().says("Pesan")

    def attaches(self) -> None:
        """Let a reporter send a file."""
        self._reporter().attaches(secrets.token_bytes(8), "bukti.txt")

    def withdraws(self) -> None:
        """Let a reporter withdraw a file that they can still read."""
        stored = self._stored()
        files = {
            name: place
            for name, place in self._files().items()
            if len(stored.keys() & message_sources(*place)) == 2 and place not in self.taken.before
        }
        if files:
            name = self.random.choice(sorted(files))
            case, sequence = files[name]
            lay = self._lay(stored, (case, sequence))
            if self.reporters[case].withdraws(sequence) is SentFileState.WITHDRAWN:
                self.taken.contents |= dict.fromkeys(lay, blob_source(name))

    def fetches(self) -> None:
        """Let the office fetch a file."""
        files = self._files()
        if files:
            name = self.random.choice(sorted(files))
            mark_fetched(self.office.database, "sari", files[name][0], name)

    def destroys(self) -> None:
        """Let two people destroy a message; they cannot while a proposal of theirs is over."""
        stored = self._stored()
        places = sorted({place for place in self._places() if place[1] > 1} - self._emptied())
        if not places:
            return
        case, sequence = self.random.choice(places)
        lay, sides = self._lay(stored, (case, sequence)), message_sources(case, sequence)
        with suppress(ProposalOverError):
            is_file = (case, sequence) in self._files().values()
            kind: Literal["file", "message"] = "file" if is_file else "message"
            destroy(self.office, self.reporters[case], sequence, kind)
        if (case, sequence) in self._emptied():
            self.taken.contents |= dict.fromkeys(lay)
            if not {(side, stored.get(side, b"")) for side in sides} <= self.kept:
                self.taken.loose.update(sides)

    def erases(self) -> None:
        """Let a reporter erase their copies."""
        erase_own_copies(self.office.database, self._reporter().case)

    def loses_a_file(self) -> None:
        """Lose the row of a file."""
        files = self._files()
        if files:
            damage(self.office, "DELETE FROM blob WHERE name = ?", self.random.choice(sorted(files)))

    def damages_a_message(self) -> None:
        """Spoil one side of a message, which was whole."""
        places = self._places() - self._emptied() - self.taken.before.keys()
        case, sequence = self.random.choice(sorted(places))
        number = self.random.randrange(2)
        column, source = ("envelope", "sealed")[number], message_sources(case, sequence)[number]
        before = self._stored().get(source)
        if before is not None:
            text = secrets.token_bytes(8)
            spoiled = stand_ins.message(text) if column == "envelope" else stand_ins.sealed(text)
            change = f'UPDATE entry SET {column} = ? WHERE "case" = ? AND sequence = ?'  # noqa: S608 # of two
            damage(self.office, change, spoiled, case, sequence)
            self.taken.before[case, sequence] = (source, before)
            self.spoiled.add((source, content_digest(spoiled)))

    def copies_the_machine(self) -> None:
        """Make a snapshot."""
        path, index = self.office.folder / f"copy-{len(self.copies)}", self._index_file()
        copy_rows(database_of(self.office), path)
        memory = index.read_bytes() if index.exists() else None
        self.copies.append(Copy(path, self.taken.copied(), memory, frozenset(self.fetched)))

    def puts_the_store_back(self) -> None:
        """Put the store's database back to a snapshot."""
        if self.copies:
            copy = self.random.choice(self.copies)
            copy_rows(copy.path, database_of(self.office))
            self.taken = copy.taken.copied()

    def puts_the_machine_back(self) -> None:
        """Put the store's database and the server's memory back to a snapshot."""
        copies = [copy for copy in self.copies if copy.index is not None]
        if copies:
            copy = self.random.choice(copies)
            copy_rows(copy.path, database_of(self.office))
            self.taken, self.fetched = copy.taken.copied(), set(copy.fetched)
            self._index_file().write_bytes(copy.index or b"")

    def breaks_off(self) -> None:
        """Let a run break off at its manifest."""
        if (self.repository / "manifests").exists():
            self._note_fetched()
            with own_mounts(), read_only(self.repository / "manifests"):
                assert self._run() == 2

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
            self.random.choice(keys).unlink()

    def night(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Let a run come to its end, and compare with the model what the backups have then, and what it told."""
        self.office.move(days=self.random.choice((0, 1, 1, 1)))
        before = self._note_fetched()
        capsys.readouterr()
        assert self._run("--json") in {0, 1}
        made = json.loads(capsys.readouterr().out)
        stored, after = self._stored(), self._index()
        there = {path.name for path in self.repository.glob("objects/*")}
        for indexed in after.objects():
            if indexed.case and indexed.file.name in there:  # what a run wrote that broke off is not
                content = indexed.source, indexed.digest
                self.names.setdefault(content, set()).add(indexed.file.name)
                self.kept.add(content)
        gone = self._gone(stored)
        for index in (before, after):
            names = {known.file.name for known in index.objects() if (known.source, known.digest) in gone}
            assert names & there == set()
        self.kept -= gone
        self.loose |= self.taken.loose
        for content in self.kept - self.spoiled:
            assert content[0] in self.loose or self.names[content] & there, content
        self._compare_told(made, stored, before, after)

    def _gone(self, stored: dict[str, bytes]) -> set[Content]:
        """What must have gone from all backups of which the server knows."""
        gone = {content for content, file in self.taken.contents.items() if file not in self.fetched}
        erased = self._rows("SELECT 'sealed', \"case\", sequence FROM entry WHERE sealed IS NULL")
        places = {message_sources(case, sequence)[1] for _, case, sequence in erased} - {
            message_sources(*place)[1] for place in self._emptied()
        }
        gone |= {content for content in self.kept if content[0] in places}
        return {content for content in gone if stored.get(content[0]) != content[1]}

    def _compare_told(
        self, made: dict[str, object], stored: dict[str, bytes], before: BackupIndex, after: BackupIndex
    ) -> None:
        """Compare what the run told as missed with what it had to."""
        known = {indexed.file.name: (indexed.source, indexed.digest) for indexed in before.objects()}
        told = {known[name] for name in before.told if name in known}
        missed = {
            (indexed.source, indexed.digest)
            for indexed in after.objects()
            if indexed.case and not indexed.source.startswith("statistic/")
            and stored.get(indexed.source) != indexed.digest
        }  # fmt: skip
        files = {blob_of(source) for source, _ in missed - told if is_attachment(source)}
        assert made["missed_attachments"] == sorted(files)
        others = {content for content in missed - told if not is_attachment(content[0])}
        assert (made["missed_cases"] == 0) == (others == set())

    def _lay(self, stored: dict[str, bytes], place: Place) -> set[Content]:
        """What lies at a place: both sides of the message, what each was before it was damaged, and files."""
        files = (blob_source(name) for name, of in self._files().items() if of == place)
        lies = {(source, stored[source]) for source in (*message_sources(*place), *files) if source in stored}
        return lies | {self.taken.before[place]} if place in self.taken.before else lies

    def _note_fetched(self) -> BackupIndex:
        """Note what a run that begins now sees as fetched; the server's memory before it."""
        index = self._index()
        newer = any(manifest.serial > index.begun for manifest in self._readable())
        if index.begun and newer:  # it was put back, and anything may have been fetched meanwhile
            self.fetched |= {indexed.source for indexed in index.objects() if is_attachment(indexed.source)}
            self.fetched |= index.messages.keys()
        self.fetched |= {
            blob_source(str(name)) for (name,) in self._rows("SELECT name FROM blob WHERE fetched")
        }
        return index

    def _stored(self) -> dict[str, bytes]:
        """The digests of what the store has, by its places."""
        found = {
            column_source(table, column, key): content_digest(content)
            for table, column, keys in _COLUMNS
            for content, *key in self._rows(f"SELECT {column}, {keys} FROM {table}")  # noqa: S608 # of five
            if content is not None
        }
        sizes = self._rows("SELECT name, size FROM blob")
        return found | {blob_source(name): blob_digest(size) for name, size in sizes}

    def _files(self) -> dict[str, Place]:
        rows = self._rows('SELECT name, "case", sequence FROM blob WHERE sequence IS NOT NULL')
        return {name: (case, sequence) for name, case, sequence in rows}

    def _places(self) -> set[Place]:
        return {(case, sequence) for case, sequence in self._rows('SELECT "case", sequence FROM entry')}

    def _emptied(self) -> set[Place]:
        rows = self._rows('SELECT "case", sequence FROM entry WHERE envelope IS NULL')
        return {(case, sequence) for case, sequence in rows}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(database_of(self.office))) as database:
            return database.execute(query).fetchall()

    def _readable(self) -> list[Manifest]:
        return read_manifests(Repository(self.repository))[0] if self.repository.exists() else []

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
