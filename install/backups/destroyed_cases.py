"""The destroyed cases and messages that the newest backup knows: a restore of an older one leaves them out.

It keeps what stays of them. They are read from a dump, which only the backup key opens: nothing beside the backups
tells whose case was destroyed, or by whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from install.backups.dump import STORE_PART, Row, TableStart
from install.backups.errors import UnusableBackupError
from install.backups.manifest import Manifest, newer_manifests
from install.backups.opened_backup import (
    OpenedBackup,
    OpenRun,
    case_of,
    open_backup,
    within_database,
)
from install.backups.repository import Repository
from store.maintenance.gone_files import MessagePlace
from store.model import Blob, Entry, Statistic, StatisticReader, StoredPartTombstone, StoredTombstone

LEFT: Final = (StoredTombstone.__tablename__, Statistic.__tablename__, StatisticReader.__tablename__)
"""The tables that have rows of a destroyed case."""
_Rows = list[tuple[TableStart, Row]]
_PARTS: Final = StoredPartTombstone.__tablename__


@dataclass(frozen=True, slots=True)
class DestroyedCases:
    """Cases with a tombstone in a newer backup, and the rows that are left of them, by table.

    `source` is that backup: what the rows refer to lies in it. It is None if there is no newer one. `unopened` are the
    names of still newer ones that could not be opened: what only they know is not left out. `parts` are the destroyed
    messages, each with what stays of it.
    """

    source: OpenedBackup | None = None
    cases: frozenset[str] = frozenset()
    rows: dict[str, _Rows] = field(default_factory=dict, repr=False)
    unopened: tuple[str, ...] = ()
    parts: dict[MessagePlace, tuple[TableStart, Row]] = field(default_factory=dict, repr=False)


def newest_destroyed_cases(repository: Repository, manifest: Manifest, open_run: OpenRun) -> DestroyedCases:
    """Return the destroyed cases that the newest usable backup after this one of the same server knows."""
    manifests, unopened = newer_manifests(repository, manifest)
    for newer in manifests:
        try:
            opened = open_backup(repository, newer, open_run, lambda _folder, _file: True)
        except UnusableBackupError:  # it is not the one to restore; the administrator is told of it
            unopened.append(newer.name)
            continue
        return replace(_read(opened), unopened=tuple(unopened))
    return DestroyedCases(unopened=tuple(unopened))


def leave_out(opened: OpenedBackup, destroyed: DestroyedCases) -> None:
    """Let an opened backup have nothing of these cases and messages, whatever is still there of their objects."""
    opened.destroyed_cases |= destroyed.cases
    opened.blobs -= {
        name
        for name, place in _blob_places(opened)
        if place[0] in destroyed.cases or place in destroyed.parts
    }


def _read(newest: OpenedBackup) -> DestroyedCases:
    rows: dict[str, _Rows] = {name: [] for name in LEFT}
    parts: dict[MessagePlace, tuple[TableStart, Row]] = {}
    for table, row in _store_rows(newest):
        if table.name in LEFT:
            rows[table.name].append((table, row))
        elif table.name == _PARTS:
            parts[place_of(newest, table, row)] = (table, row)
    cases = frozenset(_case(newest, table, row) for table, row in rows[StoredTombstone.__tablename__])
    left = {
        name: [(table, row) for table, row in found if _case(newest, table, row) in cases]
        for name, found in rows.items()
    }
    return DestroyedCases(newest, cases, left, parts=parts)


def place_of(opened: OpenedBackup, table: TableStart, row: Row) -> MessagePlace:
    """Return the place of the conversation to which a row belongs; 0 for none."""
    sequence = dict(zip(table.columns, row.values, strict=True)).get(Entry.sequence.key)
    return _case(opened, table, row), sequence if isinstance(sequence, int) else 0


def _blob_places(opened: OpenedBackup) -> Iterator[tuple[str, MessagePlace]]:
    """Yield the name of each attachment with its place."""
    for table, row in _store_rows(opened):
        if table.name == Blob.__tablename__:
            named = dict(zip(table.columns, row.values, strict=True))
            yield str(named.get("name")), place_of(opened, table, row)


def _store_rows(opened: OpenedBackup) -> Iterator[tuple[TableStart, Row]]:
    table: TableStart | None = None
    for record in within_database(opened.records(), STORE_PART):
        if isinstance(record, TableStart):
            table = record
        elif table is not None:
            yield table, record


def _case(opened: OpenedBackup, table: TableStart, row: Row) -> str:
    return case_of(table, row, opened.manifest.dump)
