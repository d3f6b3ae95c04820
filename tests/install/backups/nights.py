"""Days and nights of an office in which anything happens, and what its backups must have then and must not.

The model knows nothing of how a run tells these apart.
"""

import json
from collections.abc import Callable, Set
from typing import Final

import pytest

from install.backups.index import (
    BackupIndex,
    blob_of,
    blob_source,
    is_attachment,
    message_sources,
)
from install.backups.manifest import Manifest, read_manifests
from install.backups.repository import Repository
from tests.faults.mounts import read_only
from tests.install.backups.days import Days
from tests.install.backups.store_contents import (
    Content,
    contents_of,
    emptied_of,
    rows_of,
)
from tests.own_namespaces import own_mounts

_OFTEN: Final = 3


class Nights(Days):
    """Days, with runs of the backup between them that are compared with what the days took."""

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

    def breaks_off(self) -> None:
        """Let a run break off at its manifest."""
        if (self.repository / "manifests").exists():
            self._note_fetched()
            with own_mounts(), read_only(self.repository / "manifests"):
                assert self._run() == 2

    def night(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Let a run come to its end, and compare with the model what the backups have then, and what it told."""
        self.office.move(days=self.random.choice((0, 1, 1, 1)))
        before = self._note_fetched()
        had = {path.name for path in self.repository.glob("objects/*")}
        capsys.readouterr()
        assert self._run("--json") in {0, 1}
        made = json.loads(capsys.readouterr().out)
        stored, after = contents_of(self.database), self._index()
        there = {path.name for path in self.repository.glob("objects/*")}
        for indexed in after.objects():
            if indexed.case and indexed.file.name in there:  # what a run wrote that broke off is not
                content = indexed.source, indexed.digest
                self.names.setdefault(content, set()).add(indexed.file.name)
                self.kept.add(content)
        gone = self._gone(stored, before.told)
        for index in (before, after):
            names = {known.file.name for known in index.objects() if (known.source, known.digest) in gone}
            assert names & there == set()
        self.kept -= gone
        self.loose |= self.taken.loose
        unreadable = self.unreadable - there
        self.kept -= {content for content in self.kept if set() < self.names[content] & had <= unreadable}
        for content in self.kept - self.spoiled - self.spared:
            assert content[0] in self.loose or self.names[content] & there, content
        self._compare_told(made, stored, before, after)
        # Of a file that is in no backup, and not in the store, the server knows nothing any more.
        self.fetched &= {indexed.source for indexed in after.objects()} | after.messages.keys()

    def _gone(self, stored: dict[str, bytes], told: Set[str]) -> set[Content]:
        """What must have gone from all backups of which the server knows."""
        taken = self.taken.contents
        self.spared |= {content for content, file in taken.items() if file in self.fetched}
        gone = {
            content
            for content, file in taken.items()
            if content not in self.spared and (file or told.isdisjoint(self.names.get(content, ())))
        }
        erased = rows_of(self.database, "SELECT 'sealed', \"case\", sequence FROM entry WHERE sealed IS NULL")
        places = {message_sources(case, sequence)[1] for _, case, sequence in erased} - {
            message_sources(*place)[1] for place in emptied_of(self.database)
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

    def _note_fetched(self) -> BackupIndex:
        """Note what a run that begins now sees as fetched; the server's memory before it."""
        index = self._index()
        newer = any(manifest.serial > index.begun for manifest in self._readable())
        if index.begun and newer:  # it was put back, and anything may have been fetched meanwhile
            self.fetched |= {indexed.source for indexed in index.objects() if is_attachment(indexed.source)}
            self.fetched |= index.messages.keys()
        self.fetched |= {
            blob_source(str(name))
            for (name,) in rows_of(self.database, "SELECT name FROM blob WHERE fetched")
        }
        return index

    def _readable(self) -> list[Manifest]:
        return read_manifests(Repository(self.repository))[0] if self.repository.exists() else []
