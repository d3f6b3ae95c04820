"""An officer's private record during a session: read when it is first needed, and replaced whole with each change.

The workstation keeps a copy of the ciphertext that it wrote or read last. If the store serves an older record, or none,
this copy counts, and is put back there. A workstation without a copy believes the newest that the store serves.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgError, GpgFaultError
from journalist_interface.gateway_client.errors import GatewayConflictError, GatewayError, SessionEndedError
from journalist_interface.sealed_records.private_entries import PrivateEntries
from journalist_interface.sealed_records.record_services import SealedRecordServices
from journalist_interface.sealed_records.sealed_private_record import (
    OpenedRecord,
    PrivateRecordFullError,
    open_record,
    seal_record,
)
from journalist_interface.sealed_records.workstation_copy import WorkstationCopy
from store.api.sealed_records import NewSealedRecord
from store.domain.errors import RosterError

_FOLDER: Final = "private"
_PERSON: Final = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)
_TRIES: Final = 3
_SECONDS_BETWEEN_TRIES: Final = 30
Change = Callable[[PrivateEntries], PrivateEntries]


class PrivateRecordUnknownError(KentonganError):
    """Your labels, reminders and filters could not be read, so nothing of them can be changed now. Try again later."""


class PrivateNotice(StrEnum):
    """Events of the record that the officer reads about. Each value is a message id."""

    OLDER = (
        "The server held older private labels, reminders and filters of yours than this workstation. Those of this "
        "workstation count, and are put back there. If no backup was restored, tell the administrator."
    )
    UNREADABLE = (
        "The private labels, reminders and filters that the server holds for you cannot be opened by your present "
        "key, or were altered. What you save next takes their place."
    )
    UNKNOWN = (
        "Your private labels, reminders and filters could not be read now. They are missing on the pages."
    )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The record that counts, and the SHA-256 of what lies in the store."""

    record: OpenedRecord
    stored: str | None


class PrivateRecords:
    """The private record of one officer, for all threads of a session."""

    def __init__(self, services: SealedRecordServices) -> None:
        self._services = services
        if not _PERSON.fullmatch(services.person.id):
            raise ValueError("an identifier has no slashes")  # nothing else may become part of a path
        self._copy = WorkstationCopy(services.state / _FOLDER / services.person.id)
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self._failed_at: int | None = None
        self._closed = False
        self._labels: dict[str, tuple[str, ...]] = {}
        self._opened_notes: dict[str, int] = {}
        self._notices: dict[PrivateNotice, None] = {}

    def __repr__(self) -> str:
        return "PrivateRecords(…)"

    def entries(self) -> PrivateEntries:
        """Return what this officer keeps; nothing, with a notice, while it cannot be read.

        Raises only `SessionEndedError` and `KeyLockedError`.
        """
        with self._lock:
            if self._loaded is None and not self._closed and not self._failed_lately():
                self._load_or_tell()
            return PrivateEntries() if self._loaded is None else self._loaded.record.entries

    @property
    def are_known(self) -> bool:
        """Return whether the entries could be read: who has not seen them must not replace them."""
        self.entries()
        return self._loaded is not None

    def labels_of(self, case: str) -> tuple[str, ...]:
        """Return the private labels of a case, at the cost of a look-up: lists have thousands of cases."""
        self.entries()
        return self._labels.get(case, ())

    def opened_up_to(self, case: str) -> int:
        """Return the number of the last note pointed out to this officer that they opened, 0 without one."""
        self.entries()
        return self._opened_notes.get(case, 0)

    def change(self, change: Change) -> None:
        """Save what the change makes of the entries, again if another workstation of this officer was faster.

        Notes that were opened make room for it, as colleagues decide how many there are: they count as unopened then.
        Raises `PrivateRecordUnknownError`, `PrivateRecordFullError`, a `GatewayError`, a `RosterError` or a `GpgError`.
        """
        self._change(change, self._save_with_room)

    def _change(self, change: Change, save: Callable[[_Loaded, PrivateEntries], None]) -> None:
        with self._lock:
            for last in range(_TRIES):
                loaded = self._loaded or self._load_again()
                entries = change(loaded.record.entries)
                if entries == loaded.record.entries:
                    return
                try:
                    save(loaded, entries)
                except GatewayConflictError:
                    if last == _TRIES - 1:
                        raise
                    self._loaded = None
                else:
                    return

    def forget(self, cases: Iterable[str]) -> None:
        """Drop what is kept about these cases; if that fails, the next sign-in tries again."""
        gone = frozenset(cases)
        if gone & self.entries().cases:
            self._try_to_change(lambda entries: entries.without(gone))

    def note_opened(self, case: str, sequence: int) -> None:
        """Note that this officer opened the notes of a case up to this one; if that fails, it counts as unopened."""
        if self.are_known and sequence > self.opened_up_to(case):
            self._try_to_change(lambda entries: entries.opening(case, sequence))

    def _try_to_change(self, change: Change) -> None:
        kept_from_it = (
            GatewayError,
            RosterError,
            GpgError,
            PrivateRecordUnknownError,
            PrivateRecordFullError,
        )
        with suppress(*kept_from_it), self._services.fault.avoided():
            self._change(change, self._save)

    def take_notices(self) -> list[PrivateNotice]:
        """Return what happened since the last call."""
        with self._lock:
            taken, self._notices = list(self._notices), {}
            return taken

    def close(self) -> None:
        """Forget what was decrypted, without waiting for a gateway that hangs."""
        self._closed = True
        self._loaded, self._labels, self._opened_notes = None, {}, {}

    def _load_or_tell(self) -> None:
        try:
            loaded = self._load()
        except SessionEndedError:
            raise
        except (GatewayError, RosterError, GpgFaultError, OSError):
            self._notices[PrivateNotice.UNKNOWN] = None
            self._failed_at = self._services.clock.seconds()
            return
        self._keep(loaded)
        if not loaded.record.fits or PrivateNotice.OLDER in self._notices:
            # The next change tries again, and says if a new certificate left no room.
            kept_from_it = (GatewayError, RosterError, GpgFaultError, PrivateRecordFullError)
            with suppress(*kept_from_it), self._services.fault.avoided():
                self._save_with_room(loaded, loaded.record.entries)

    def _failed_lately(self) -> bool:
        """Return whether reading failed just now: a list of thousands of cases asks once for each."""
        if self._failed_at is None:
            return False
        return 0 <= self._services.clock.seconds() - self._failed_at < _SECONDS_BETWEEN_TRIES

    def _load_again(self) -> _Loaded:
        try:
            loaded = self._load()
        except (GpgFaultError, OSError):
            raise PrivateRecordUnknownError from None
        self._keep(loaded)
        return loaded

    def _load(self) -> _Loaded:
        here = self._services
        with here.fault.avoided():
            stored, current = here.client.sealed_record(here.token, "private-record"), here.rosters.current()
            found = self._copy.choose(
                stored, lambda record: open_record(record, here.person, here.key, current)
            )
        if found.refused and found.record is None:
            self._notices[PrivateNotice.UNREADABLE] = None
        if found.older:
            self._notices[PrivateNotice.OLDER] = None
        digest = None if stored is None else hashlib.sha256(stored).hexdigest()
        return _Loaded(found.record or OpenedRecord(), digest)

    def _save_with_room(self, loaded: _Loaded, entries: PrivateEntries) -> None:
        """Save the entries, with fewer notes that were opened if all of them do not fit."""
        while True:
            try:
                self._save(loaded, entries)
            except PrivateRecordFullError:
                if not entries.opened:
                    raise
                entries = entries.with_half_opened()
            else:
                return

    def _save(self, loaded: _Loaded, entries: PrivateEntries) -> None:
        here = self._services
        current = here.rosters.current()
        made = OpenedRecord(loaded.record.serial + 1, entries)
        ciphertext = seal_record(made, here.person, here.key, current, here.clock.today())
        here.client.replace_sealed_record(
            here.token, "private-record", NewSealedRecord(ciphertext, loaded.stored)
        )
        self._copy.write(ciphertext)
        self._keep(_Loaded(made, hashlib.sha256(ciphertext).hexdigest()))

    def _keep(self, loaded: _Loaded) -> None:
        if self._closed:
            return
        self._loaded = loaded
        entries = loaded.record.entries
        self._labels = {entry.case: entry.labels for entry in entries.labels}
        self._opened_notes = {entry.case: entry.sequence for entry in entries.opened}
