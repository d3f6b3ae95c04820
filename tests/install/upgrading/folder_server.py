"""A server in a folder whose data are real, and of whose machine only the version and the units are told."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from install.errors import InstallError
from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT, ServerLayout
from install.server.upgrade_state import Phase, UpgradeFolder
from install.upgrading.server_control import SERVERS
from install.upgrading.upgrade import Upgrade, migrate_data
from store.engine.database import open_database
from store.errors import StoreError
from store.web.gate import Gate
from tests.office import TestOffice
from tests.server_configuration import server_configuration
from tests.store.further_revision import further_schema

OLD, NEW = "0.1.0", "0.2.0"
REASON = "The reporters' pages do not come up."


@dataclass
class FolderServer:
    """A server with an office's data. It is a `ServerControl` too; `version` lies in a file, as dpkg's does."""

    office: TestOffice
    layout: ServerLayout
    healthy: bool = True
    active: tuple[str, ...] = SERVERS
    history: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """What was done to which units, and how the gate stood."""

    @property
    def gate(self) -> Gate:
        return Gate(self.layout.gate)

    @property
    def folder(self) -> UpgradeFolder:
        return UpgradeFolder(self.layout)

    def upgrade(self) -> Upgrade:
        """Return the upgrade with this program's own migrations."""
        return Upgrade(self.layout, self, migrate_data)

    def upgrade_further(self, *, fails: bool = False) -> Upgrade:
        """Return the upgrade of a later version, whose migration changes tables; with `fails` it stops half-way."""
        return Upgrade(self.layout, self, lambda _layout: self._migrate_further(fails=fails))

    def install(self, version: str) -> None:
        (self.layout.root / "version").write_text(version)

    def boot(self) -> None:
        """Do what the unit of recovery does."""
        phase = self.folder.phase()
        if phase in {Phase.COPYING, Phase.ACCEPTED}:
            self.upgrade().settle()
        elif phase is not None and phase is not Phase.FAILED:
            self.install(self.folder.kept.read_text())
            self.upgrade().go_back()

    def data(self) -> dict[str, str]:
        """Return a digest of everything that the servers keep."""
        found = {}
        for name, database in (("store", self.store), ("accounts", self.office.config.accounts)):
            with closing(sqlite3.connect(database)) as opened:
                found[name] = "\n".join(opened.iterdump())
        folders = (self.office.config.store.blobs, self.layout.source_state, self.layout.gateway_state)
        for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
            found[str(path)] = path.read_bytes().hex() if path.stat().st_size < 100 else _digest(path)
        return found

    def revision(self) -> str:
        with closing(sqlite3.connect(self.store)) as opened:
            return str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    @property
    def store(self) -> Path:
        return Path(self.office.config.store.database.removeprefix("sqlite:///"))

    # What an upgrade asks of the machine

    def version(self) -> str:
        return (self.layout.root / "version").read_text()

    def keep_package(self, target: Path) -> None:
        target.write_text(self.version())

    def running(self) -> tuple[str, ...]:
        return self.active

    def restart(self, units: Sequence[str]) -> None:
        assert not self.folder.stopped.exists()
        self._note("restart", units)
        self.active = tuple(sorted({*self.active, *units}))

    def stop(self, units: Sequence[str] = SERVERS) -> None:
        self._note("stop", units)
        self.active = tuple(sorted({*self.active} - {*units}))

    def wait_until_answering(self) -> None:
        self._note("ask", SERVERS)
        if not self.healthy:
            raise InstallError(REASON)

    def _note(self, what: str, units: Sequence[str]) -> None:
        if units:
            self.history.append((what, self.gate.state().value, tuple(units)))

    def _migrate_further(self, *, fails: bool) -> None:
        folder = self.layout.root / f"migrations-{len(list(self.layout.root.iterdir()))}"
        schema = further_schema(folder)
        database = open_database(self.office.config.store.database)
        try:
            schema.upgrade(database)
        finally:
            database.close()
        (self.layout.gateway_state / "new-format").write_text("2")
        for blob in self.office.config.store.blobs.iterdir():
            blob.unlink()
        if fails:
            raise StoreError("The second table cannot be changed.")


def folder_server(office: TestOffice, root: Path) -> FolderServer:
    """Return a server with a case, an attachment, accounts, and files of both servers."""
    layout = ServerLayout(root)
    for folder in (layout.configuration, layout.source_state, layout.gateway_state, layout.gate):
        folder.mkdir(parents=True)
    layout.gateway_config.write_text(server_configuration(office.config))
    (layout.source_state / "roster-seen.json").write_text('{"serial": 1}')
    (layout.gateway_state / "certificates").mkdir()
    (layout.gateway_state / "certificates" / "A").write_bytes(b"certificate")
    office.report("Kuitansi ganda").attaches(b"bukti" * 10_000, "bukti.pdf")
    server = FolderServer(office, layout)
    server.install(OLD)
    return server


def units_of(server: FolderServer, what: str, gate: str) -> list[tuple[str, ...]]:
    """Return the units to which this was done while the gate stood so."""
    return [units for done, stood, units in server.history if (done, stood) == (what, gate)]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


BOTH = (SOURCE_UNIT, GATEWAY_UNIT)
