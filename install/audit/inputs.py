"""The inputs of an audit: the store's database and the roster, both read-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from crypto.signing import Signed
from install.audit.findings import number_of
from install.errors import InstallError
from store.cases.records import case_names
from store.domain.current_roster import CurrentRoster
from store.engine.database import Database, open_to_read
from store.engine.schema import STORE
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from store.web.restore_notes import RestoreNotesError, read_notes
from store.web.roster_keeper import SEEN_FILE, RosterConfig


class UnknownCaseError(InstallError):
    """The store has no such case."""


@dataclass(frozen=True, slots=True)
class AuditInputs:
    """An open store, the roster that the office signed, and its notes on restores, not verified; None if damaged."""

    database: Database
    current: CurrentRoster
    notes: tuple[Signed, ...] | None = ()

    def chosen(self, wanted: str | None) -> tuple[str, ...]:
        """Return all cases, or those of this identifier or register number; raise `UnknownCaseError` without any."""
        names = case_names(self.database)
        if wanted is None:
            return names
        found = tuple(name for name in names if wanted.strip() in {name, number_of(name)})
        if not found:
            raise UnknownCaseError
        return found


@contextmanager
def open_inputs(config_path: Path) -> Iterator[AuditInputs]:
    """Open the store and the roster of a gateway's configuration.

    Raises `ConfigurationError`, kinds of `StoreError` and of `RosterError`: nothing can be audited then. The servers'
    files are not touched. A roster older than the last one that the gateway saw is refused, as the gateway would.
    """
    config = read_config(config_path, GatewayConfig)
    with TemporaryDirectory(prefix="kentongan-audit-") as place:
        current = _own_memory(config.roster, Path(place)).keeper(config.store.clock()).current()
        database = open_to_read(config.store.database, busy_seconds=config.store.busy_seconds)
        try:
            STORE.check(database)
            yield AuditInputs(database, current, _notes(config.roster.folder))
        finally:
            database.close()


def _notes(folder: Path) -> tuple[Signed, ...] | None:
    try:
        return read_notes(folder)
    except RestoreNotesError:  # the audit names it, and judges everything else
        return None


def _own_memory(roster: RosterConfig, place: Path) -> RosterConfig:
    state = place / SEEN_FILE
    if roster.state.exists():
        state.write_bytes(roster.state.read_bytes())
    return msgspec.structs.replace(roster, state=state, certificates=place / "certificates")
