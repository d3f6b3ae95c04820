"""Making an export: composed, set, encrypted if wished, and recorded in the case before a byte is handed out."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Self

from crypto.errors import KentonganError
from crypto.gpg.armor import dearmor
from crypto.gpg.certificate import inspect
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import (
    CertificateError,
    EncryptionError,
    NotEncryptedMessageError,
    UnusableRecipientError,
)
from journalist_interface.actions.decision_draft import DecisionDraft, Standpoint
from journalist_interface.actions.exporting import exported
from journalist_interface.actions.submit import submit
from journalist_interface.actions.work import Work
from journalist_interface.dossier.archive import archive_of
from journalist_interface.dossier.document import compose_document
from journalist_interface.dossier.pdf import MOST_ARCHIVE_BYTES, typeset
from journalist_interface.dossier.shares import volumes_by_shares
from journalist_interface.dossier.wanted import WantedExport
from journalist_interface.session.ready_export import ReadyExport, ReadyFile
from journalist_interface.verification.case_file import CaseFile, FromReporter
from journalist_interface.verification.consent import has_agreed
from journalist_interface.verification.decision_basis import SeenUpTo, WentOnError
from store.domain.exports import ExportRecord
from store.domain.fields import FileDigest
from store.domain.register_number import register_number

_ENCRYPTED: Final = ".gpg"


class RecipientError(KentonganError):
    """This is no public key to which a file can be encrypted. Nothing was exported. Ask for another one."""


class NotAgreedError(KentonganError):
    """No yes counts: none came, a no came too, or what followed the question is gone or erased. Ask on another day."""


class StillThereError(KentonganError):
    """Something that you left out also stands in another place. It is marked below: leave it out there too."""


@dataclass(frozen=True, slots=True)
class _MadeFiles:
    """The files of an export, and the record that tells where the case ended in them."""

    ready: ReadyExport
    record: ExportRecord

    @classmethod
    def of(cls, work: Work, wanted: WantedExport, recipient: bytes | None) -> Self:
        """Make the files of the case as it stands."""
        plain = _files(work, wanted)
        files = plain if recipient is None else _encrypted(plain, recipient, work.today)
        record = _record(work, wanted, plain, recipient)
        named_to = None if wanted.identity is None else wanted.to
        blobs = _blobs_of_reporter(work.file)
        return cls(ReadyExport(work.file.case, record.events, files, named_to, blobs), record)


def read_recipient(data: bytes) -> bytes:
    """Return the certificate that a person gave, armoured or binary, or raise `RecipientError`."""
    try:
        binary = dearmor(data, b"PUBLIC KEY BLOCK") if data.lstrip().startswith(b"-----") else data
        inspect(binary)
    except (CertificateError, NotEncryptedMessageError):
        raise RecipientError from None
    return binary


def make_export(work: Work, wanted: WantedExport, seen: SeenUpTo, recipient: bytes | None) -> ReadyExport:
    """Record the export in the case, and return its files.

    They are made once, even if colleagues write meanwhile: the record tells where the case ended in them. A version for
    outside leaves out passages of the page that its maker saw: if the case went on since, it would show what no one
    looked at. Raises `WentOnError` then, `NotAgreedError`, `StillThereError`, `RecipientError`, `TooMuchTextError`,
    `TypesettingError`, and all that `submit` raises.
    """
    made: list[_MadeFiles] = []

    def draft(_point: Standpoint) -> DecisionDraft:
        if wanted.outside and SeenUpTo.of(work.file) != seen:
            raise WentOnError
        if wanted.identity is not None:
            restored = work.officer.last_restore(work.file)
            if not has_agreed(work.file, wanted.to, restored):
                raise NotAgreedError
        if not made or made[-1].ready.is_older(work.file):
            made.append(_MadeFiles.of(work, wanted, recipient))
        return exported(wanted.purpose, made[-1].record)

    number = submit(work, draft)
    return replace(made[-1].ready, event=number)


def _blobs_of_reporter(file: CaseFile) -> frozenset[str]:
    entries = (entry for entry in file.entries.values() if isinstance(entry, FromReporter))
    return frozenset(entry.blob for entry in entries if entry.blob is not None)


def _files(work: Work, wanted: WantedExport) -> tuple[ReadyFile, ...]:
    archive = archive_of(work) if wanted.has_archive else None
    attached = archive if archive is not None and len(archive) <= MOST_ARCHIVE_BYTES else None
    document = compose_document(work, wanted, archive_apart=attached is not archive)
    if wanted.outside and document.passages.still_there():
        raise StillThereError
    name = f"{register_number(work.file.case)}-{wanted.form}"
    volumes = volumes_by_shares(document.data, archived=archive is not None)
    files = []
    for number, data in enumerate(volumes, 1):
        inside = attached if number == 1 else None
        made = typeset(data, work.today, inside, document.pictures)
        files.append(ReadyFile.plain(f"{name}-{number}.pdf" if len(volumes) > 1 else f"{name}.pdf", made))
    if archive is not None:
        files.append(ReadyFile.plain(f"{name}.tar.gz", archive))
    return tuple(files)


def _record(
    work: Work, wanted: WantedExport, files: Sequence[ReadyFile], recipient: bytes | None
) -> ExportRecord:
    return ExportRecord(
        form=wanted.form,
        files=tuple(FileDigest(file.name, len(file.data), file.sha256) for file in files),
        events=len(work.file.events),
        entries=work.file.last,
        outside=wanted.outside,
        recipient=None if recipient is None else inspect(recipient).fingerprint,
        to=wanted.to,
        identity=wanted.identity is not None,
    )


def _encrypted(files: Sequence[ReadyFile], recipient: bytes, day: date) -> tuple[ReadyFile, ...]:
    """Return the files encrypted to this certificate, of which alone gpg gets a file for the moment."""
    with tempfile.TemporaryDirectory(prefix="kentongan-") as folder:
        certificate = Path(folder) / "recipient.gpg"
        certificate.write_bytes(recipient)
        try:
            return tuple(
                ReadyFile(
                    file.name + _ENCRYPTED,
                    encrypt_bytes(file.data, [certificate], day),
                    file.sha256,
                    encrypted=True,
                )
                for file in files
            )
        except (UnusableRecipientError, EncryptionError):
            raise RecipientError from None
