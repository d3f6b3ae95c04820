"""The roster as a running process believes it: looked at before every use, verified whenever a byte changed.

Only what a page merely shows comes from a glance that may be some milliseconds old.

Everything fails closed: anything wrong raises a `RosterError`, and the caller does not encrypt, admit or verify. The
configuration names where it lies, and who must have signed it.
"""

import contextlib
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final

import msgspec

from crypto.gpg.certificate import MAX_CERTIFICATE_BYTES, CertificateFolder
from crypto.signing import MAX_SIGNATURE_BYTES, decoder_ready
from store.domain.clock import Clock
from store.domain.current_roster import CurrentRoster, OfficeCertificate
from store.domain.errors import RosterError, RosterFormError
from store.domain.roster import Fingerprint
from store.domain.roster_verification import SeenRoster, certificate_info, verify_roster
from store.web.configuration import Settings
from store.web.durable import replace_file
from store.web.file_stamp import FileStamp, Settling
from store.web.office_key_file import key_change_in, vouched_notes

STATEMENT_FILE: Final = "roster.txt"
SIGNATURE_FILE: Final = "roster.sig"
OFFICE_CERTIFICATE: Final = "office.gpg"  # of the key that signs both, where the three are brought together
SEEN_FILE: Final = "roster-seen.json"  # a process's memory of the newest roster
MAX_ROSTER_BYTES: Final = 8 * 1024 * 1024
GLANCE_SECONDS: Final = 0.004
"""Shorter than any signing of a roster takes."""


class RosterMissingError(RosterError):
    """There is no signed list of the office here yet."""


class RosterStateError(RosterError):
    """The memory of the last list of the office is damaged; an administrator must look at it."""


class RosterFilesError(RosterError):
    """The files of the office's list cannot be read or kept here; an administrator must look at them."""


class RosterKeeper:
    """A reader of one folder's roster for one process, with a memory of the newest it accepted."""

    def __init__(
        self,
        folder: Path,
        office_certificate: Path,
        office_fingerprint: str,
        state: Path,
        certificates: Path,
        clock: Clock,
    ) -> None:
        self._statement = folder / STATEMENT_FILE
        self._signature = folder / SIGNATURE_FILE
        self._office_certificate = office_certificate
        self._office_fingerprint = office_fingerprint
        self._state = state
        self._certificates = certificates
        self._clock = clock
        self._lock = threading.Lock()
        self._believed: CurrentRoster | None = None
        self._stamps: tuple[FileStamp, FileStamp] | None = None
        """The stamps of the files that hold what is believed; None while a change could escape them."""
        self._settling = Settling()
        self._looked = float("-inf")
        """When the files were last found to be those of `_stamps`, in monotonic seconds."""

    def current(self) -> CurrentRoster:
        """Return the roster that lies in the folder now, or raise a `RosterError` unless it can be believed."""
        looked = time.monotonic()
        with _files():
            stamps = self._look()  # before reading: a change meanwhile shows the next time
        with self._lock:
            if self._believed is not None and self._stamps == stamps:
                self._looked = looked
                return self._believed
            settled = self._settling.is_settled(stamps)
        with _files():
            statement = _read(self._statement, MAX_ROSTER_BYTES)
            signature = _read(self._signature, MAX_SIGNATURE_BYTES)
        with self._lock, _files():
            believed = self._believed
            if believed is None or (believed.statement, believed.signature) != (statement, signature):
                believed = self._believed = self._believe(statement, signature)
            self._stamps = stamps if settled else None
            return believed

    def glance(self) -> CurrentRoster:
        """Return what `current` returned a few milliseconds ago, or does now; for what a page shows alone.

        Many visitors at once would otherwise have the files looked at for each, which takes a tenth of a page's time.
        Files that changed in the last seconds are looked at each time.
        """
        with self._lock:
            is_recent = time.monotonic() - self._looked < GLANCE_SECONDS
            if self._believed is not None and self._stamps is not None and is_recent:
                return self._believed
        return self.current()

    def valid(self) -> CurrentRoster:
        """Return the roster for writing; raise a `RosterError` when it cannot be used or has expired."""
        current = self.current()
        current.require_valid()
        return current

    def offer(self, statement: bytes, signature: bytes) -> CurrentRoster:
        """Take a roster that arrived from elsewhere. It is verified first, and only then kept in the folder."""
        with self._lock, _files():
            believed = self._believe(statement, signature)
            self._stamps = None
            replace_file(self._signature, signature)
            replace_file(self._statement, statement)
            self._believed = believed
            return believed

    @property
    def office(self) -> str:
        """The full fingerprint of the office key that must have signed."""
        return self._office_fingerprint

    def pin_office(self, office: str) -> None:
        """Believe from now on what the office key of this fingerprint signed, and nothing of the one before."""
        with self._lock:
            self._office_fingerprint = office
            self._believed = self._stamps = None

    def office_certificate(self) -> bytes:
        """Return the certificate of the office key as it lies there; raises a `RosterError` if it cannot be read."""
        with _files():
            return _read(self._office_certificate, MAX_CERTIFICATE_BYTES)

    def key_change(self) -> bytes:
        """Return the statement about the newest office key that lies beside the roster, not verified; none is empty."""
        with _files():
            return key_change_in(self._statement.parent)

    def _look(self) -> tuple[FileStamp, FileStamp]:
        try:
            return FileStamp.of(self._statement), FileStamp.of(self._signature)
        except FileNotFoundError:
            raise RosterMissingError from None

    def _believe(self, statement: bytes, signature: bytes) -> CurrentRoster:
        roster = verify_roster(statement, signature, self._office_certificate, self._office_fingerprint)
        self._remember(SeenRoster.of(roster, statement, self._office_fingerprint))
        folder = CertificateFolder(self._certificates)
        infos = {}
        for certificate in (certificate for person in roster.people for certificate in person.certificates):
            infos[certificate.fingerprint] = certificate_info(certificate)
            folder.add(certificate.fingerprint, certificate.data)
        vouched = vouched_notes(self._statement.parent, self._office_fingerprint)
        office = OfficeCertificate(self._office_certificate, self._office_fingerprint, vouched)
        return CurrentRoster(roster, statement, signature, folder, infos, self._clock, office)

    def _remember(self, newest: SeenRoster) -> None:
        seen = read_seen(self._state)
        if seen is not None and seen.is_by(self._office_fingerprint):
            seen.admit(newest)
        if seen != newest:
            replace_file(self._state, msgspec.json.encode(newest))


def read_seen(state: Path) -> SeenRoster | None:
    """Return the newest roster that this file remembers, None if there is no file.

    Raises `RosterStateError` for a damaged one.
    """
    try:
        return msgspec.json.decode(state.read_bytes(), type=decoder_ready(SeenRoster))
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError:
        raise RosterStateError from None


@contextlib.contextmanager
def _files() -> Generator[None]:
    """Raise `RosterFilesError` for whatever the disk refuses."""
    try:
        yield
    except OSError:
        raise RosterFilesError from None


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise RosterMissingError from None
    if len(data) > limit:
        raise RosterFormError
    return data


class RosterConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[roster]`: the folder of the signed roster, the office key, and this process's memory of it."""

    folder: Path
    office_certificate: Path
    office_fingerprint: Fingerprint
    state: Path
    certificates: Path

    def keeper(self, clock: Clock) -> RosterKeeper:
        """Return the keeper that decides which roster this process believes."""
        return RosterKeeper(
            self.folder,
            self.office_certificate,
            self.office_fingerprint,
            self.state,
            self.certificates,
            clock,
        )
