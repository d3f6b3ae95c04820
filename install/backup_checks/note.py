"""The office's note that backups of a server were opened, signed on the machine where their key lives.

It is one small file. Whoever believes it verifies its signature, and that it is of this very server.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto import signing
from crypto.errors import CryptoError, StatementError
from crypto.gpg.errors import GpgFaultError
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached, verify_detached
from crypto.signing import Signed, decoder_ready
from install.errors import InstallError
from install.language import Sentence
from install.roster.office_key import OfficeKey
from store.domain.labels import Label

NOTE_FILE: Final = "backup-check.json"
MAX_NOTE_BYTES: Final = 64 * 1024
_UNSIGNED: Final = Sentence(
    "Catatan pemeriksaan cadangan rusak, atau tidak ditandatangani oleh kunci kantor.",
    "The note of the check of the backups is damaged, or not signed by the office key.",
)
_FOREIGN: Final = Sentence(
    "Catatan pemeriksaan cadangan itu tentang cadangan server lain, dengan kunci {signer}.",
    "The note of the check of the backups is of another server's backups, those of the key {signer}.",
)
_TO_COME: Final = Sentence(
    "Catatan pemeriksaan cadangan dari {day}, hari yang belum tiba. Periksa jam kedua mesin.",
    "The note of the check of the backups is of {day}, a day to come. Look at the clocks of both machines.",
)


class BackupCheckNoteError(InstallError):
    """This note of a check of the backups cannot be believed."""


class BackupCheckNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The office's word that on a day so many backups of a server were opened to their last byte.

    `signer` is the key of that server in hex, `newest` the day of the newest of them, and `serial` its number.
    """

    day: date
    signer: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    newest: date
    serial: Annotated[int, Meta(ge=1, le=99_999_999)]
    backups: Annotated[int, Meta(ge=1, le=1_000_000)]

    @property
    def good_of(self) -> date:
        """The day up to which it says something: an old copy that is opened today tells nothing of later backups."""
        return min(self.day, self.newest)

    def is_older(self, other: "BackupCheckNote") -> bool:
        """Return whether it says less than another note of the same server."""
        return (self.good_of, self.day, self.serial) < (other.good_of, other.day, other.serial)


@dataclass(frozen=True, slots=True)
class NoteReader:
    """Whom a server believes: the office's certificate with its pinned fingerprint; and the server's name, its key."""

    certificate: Path
    fingerprint: str
    signer: str

    def read(self, data: bytes, today: date) -> BackupCheckNote:
        """Return the note in this file; raise `BackupCheckNoteError`, or a `GpgFaultError` if GnuPG does not work."""
        note = self._signed(data)
        if note.signer != self.signer:
            raise BackupCheckNoteError(_FOREIGN.told(signer=note.signer))
        if note.good_of > today or note.day > today:
            raise BackupCheckNoteError(_TO_COME.told(day=note.day))
        return note

    def _signed(self, data: bytes) -> BackupCheckNote:
        try:
            if len(data) > MAX_NOTE_BYTES:
                raise StatementError
            signed = msgspec.json.decode(data, type=decoder_ready(Signed))
            verify_detached(self.certificate, self.fingerprint, signed.text, signed.signature)
            return signing.parse(Label.BACKUP_CHECK, signed.text, BackupCheckNote)
        except GpgFaultError:
            raise
        except (CryptoError, msgspec.MsgspecError, UnicodeError, RecursionError):
            raise BackupCheckNoteError(_UNSIGNED.told()) from None


def sign_check_note(key: OfficeKey, secret: str, note: BackupCheckNote) -> bytes:
    """Return the file of a note, signed by the office key and verified."""
    text = signing.compose(Label.BACKUP_CHECK, note)
    with GnupgHome(key.home) as home:
        signature = sign_detached(home, key.fingerprint, text, note.day, secret)
    verify_detached(key.certificate, key.fingerprint, text, signature, note.day)
    return msgspec.json.encode(Signed(text.decode(), signature))
