"""The texts from which an officer starts messages: those that a colleague signed last, else this workstation's file.

A workstation keeps a copy of the ciphertext that it read or wrote last. If the store serves altered texts, or older
ones, or none, they are refused: the copy counts, and the pages say so. It counts too while the store does not answer.
"""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError
from journalist_interface.gateway_client.errors import GatewayConflictError, GatewayError, SessionEndedError
from journalist_interface.reply_templates import TemplateFile, Texts
from journalist_interface.sealed_records.record_services import SealedRecordServices
from journalist_interface.sealed_records.sealed_office_texts import OpenedTexts, open_texts, seal_texts
from journalist_interface.sealed_records.workstation_copy import WorkstationCopy
from store.api.sealed_records import NewSealedRecord
from store.domain.errors import RosterError

_FILE: Final = "office-texts"
_TRIES: Final = 3
_UNREADABLE: Final = (GatewayError, RosterError, GpgFaultError, OSError)


class TextsUnknownError(KentonganError):
    """The texts on the server could not be read, so they cannot be changed now. Try again later."""


class TextsRefusedError(KentonganError):
    """You do not see the office's texts, and saving would replace them. Ask a colleague who sees them to save one."""


class TextsProblem(StrEnum):
    """Faults of the texts on the server. Each value is a message id."""

    REFUSED = (
        "The texts on the server were altered, or are not encrypted to your key. They are refused. Ask a colleague "
        "who sees them to save one again; if that does not help, tell the administrator."
    )
    OLDER = (
        "The server has older texts than this workstation, or none. They are refused: those of this workstation "
        "count. If no backup was restored, tell the administrator."
    )
    UNKNOWN = "The texts on the server could not be read now."


@dataclass(frozen=True, slots=True)
class TextsInUse:
    """The texts that count now. `signed` is None for those of this workstation's file."""

    file: TemplateFile
    signed: OpenedTexts | None = None
    problem: TextsProblem | None = None

    @property
    def is_hidden(self) -> bool:
        """Return whether the office's texts lie on the server where this person cannot read them."""
        return self.signed is None and self.problem is TextsProblem.REFUSED


class MessageTexts:
    """The texts during a session, for all its threads; `file` are those of the workstation."""

    def __init__(self, services: SealedRecordServices, file: TemplateFile) -> None:
        self._services = services
        self._file = file
        self._copy = WorkstationCopy(services.state / _FILE)
        self._lock = threading.Lock()
        self._in_use: TextsInUse | None = None
        self._stored: str | None = None

    def current(self) -> TextsInUse:
        """Return the texts, read when they are first needed; raises only `SessionEndedError` and `KeyLockedError`."""
        with self._lock:
            return self._in_use or self._refreshed()

    def refresh(self) -> TextsInUse:
        """Read them again: a colleague may have changed them."""
        with self._lock:
            return self._refreshed()

    def change(self, change: Callable[[Texts], Texts]) -> None:
        """Sign and save what the change makes of the texts, again if a colleague was faster.

        Also texts that stay as they are: they are encrypted anew to all who answer reporters by the newest roster.

        Raises `TextsUnknownError`, `TextsRefusedError`, `TextsFullError`, `TextsChangedTooOftenError`, a
        `GatewayError`, a `RosterError` or a `GpgError`.
        """
        with self._lock:
            self._services.rosters.refresh().require_valid()
            for last in range(_TRIES):
                in_use = self._known()
                if in_use.is_hidden:
                    raise TextsRefusedError  # a newcomer would sign away what the others see
                try:
                    self._save(change(in_use.file.templates), in_use.signed)
                except GatewayConflictError:
                    if last == _TRIES - 1:
                        raise
                else:
                    return

    def begin_anew(self) -> bool:
        """Sign the texts of this workstation's file in the place of those that are hidden; False if none are any more.

        Its serial is 1: where a workstation remembers the texts of before, they count. Raises as `change`.
        """
        with self._lock:
            self._services.rosters.refresh().require_valid()
            if not self._known().is_hidden:
                return False
            self._save(self._file.templates, None)
            return True

    def _known(self) -> TextsInUse:
        in_use = self._refreshed()
        if in_use.problem is TextsProblem.UNKNOWN:
            raise TextsUnknownError
        return in_use

    def _refreshed(self) -> TextsInUse:
        """Read what the store serves; where that fails, keep what is known, and ask again the next time."""
        try:
            self._in_use = self._read()
        except SessionEndedError:
            raise
        except _UNREADABLE:
            return replace(self._in_use or self._remembered(), problem=TextsProblem.UNKNOWN)
        return self._in_use

    def _read(self) -> TextsInUse:
        here = self._services
        with here.fault.avoided():
            stored, current = here.client.sealed_record(here.token, "office-texts"), here.rosters.current()
            found = self._copy.choose(
                stored, lambda record: open_texts(record, here.key, current, here.clock.today())
            )
        self._stored = None if stored is None else hashlib.sha256(stored).hexdigest()
        problem = TextsProblem.REFUSED if found.refused else TextsProblem.OLDER if found.older else None
        return self._as_signed(found.record, problem)

    def _remembered(self) -> TextsInUse:
        """Return the texts of the copy or, if it cannot be read either, of the workstation's file."""
        here = self._services
        try:
            with here.fault.avoided():
                own, current = self._copy.read(), here.rosters.current()
                signed = None if own is None else open_texts(own, here.key, current, here.clock.today())
                return self._as_signed(signed)
        except _UNREADABLE:
            return TextsInUse(self._file)

    def _as_signed(self, signed: OpenedTexts | None, problem: TextsProblem | None = None) -> TextsInUse:
        return TextsInUse(self._file if signed is None else signed.file, signed, problem)

    def _save(self, texts: Texts, before: OpenedTexts | None) -> None:
        here = self._services
        current, today = here.rosters.current(), here.clock.today()
        serial = 1 if before is None else before.serial + 1
        sealed = seal_texts(texts, serial, here.person.id, here.key, current, today)
        here.client.replace_sealed_record(here.token, "office-texts", NewSealedRecord(sealed, self._stored))
        self._copy.write(sealed)
        self._stored = hashlib.sha256(sealed).hexdigest()
        self._in_use = self._as_signed(
            OpenedTexts(TemplateFile(templates=texts), here.person.id, today, serial)
        )
