"""The part of a configuration that both server processes share: where the store is."""

from pathlib import Path

from store.attachments.blobs import RESERVE_BYTES, Blobs
from store.domain.clock import OFFICE_ZONE, Clock
from store.domain.deadlines import DeadlineConfig, Deadlines
from store.engine.database import BUSY_SECONDS, Database, open_database
from store.web.configuration import Settings
from store.web.gate import gate_of_this_server


class StoreConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[store]`. `reserve_bytes` of the disk are kept free of attachments, for reports' texts.

    Both server processes need the same `[store.deadlines]`, or they would show different days.
    """

    database: str
    blobs: Path
    reserve_bytes: int = RESERVE_BYTES
    busy_seconds: float = BUSY_SECONDS
    zone: str = OFFICE_ZONE
    clock_file: Path | None = None
    deadlines: DeadlineConfig = DeadlineConfig()

    def __repr__(self) -> str:
        return "StoreConfig(…)"  # the address of a database may hold its password

    def clock(self) -> Clock:
        """Return the office's clock."""
        return Clock(self.zone, self.clock_file)

    def open_database(self) -> Database:
        """Open the store's database, shared by the group of its folder, behind this server's gate."""
        return open_database(self.database, busy_seconds=self.busy_seconds, gate=gate_of_this_server())

    def open_deadlines(self) -> Deadlines:
        """Return the office's deadlines. Raises `HolidayFileError` if its file of holidays cannot be used."""
        return self.deadlines.open()

    def open_blobs(self) -> Blobs:
        """Return the store's blobs."""
        return Blobs(self.blobs, self.clock(), self.reserve_bytes)
