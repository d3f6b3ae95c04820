"""The roster that an administrator brings: verified before anything of it lies on the server."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence, in_words
from install.roster.signing import SignedRoster, examine, read_signed
from install.server.layout import ServerLayout
from store.domain.errors import RosterError
from store.web.roster_keeper import OFFICE_CERTIFICATE, STATEMENT_FILE, read_seen

_MISSING: Final = Sentence(
    "Tidak ada {path}. Bawa roster.txt, roster.sig dan office.gpg dari komputer kantor tanpa jaringan ke map ini.",
    "{path} is missing. Bring roster.txt, roster.sig and office.gpg from the office's machine without network into "
    "this folder.",
)
_NOT_SIGNED: Final = Sentence(
    "Roster di {folder} tidak ditandatangani oleh kunci kantor dengan sidik jari ini. Bandingkan sidik jarinya dengan "
    "kertas, dan roster dengan yang ada di komputer kantor.",
    "The roster in {folder} is not signed by the office key of this fingerprint. Compare the fingerprint with the "
    "paper, and the roster with the one on the office's machine.",
)
_USELESS: Final = Sentence(
    "Roster di {folder} tidak dapat dipakai: {problem}", "The roster in {folder} cannot be used: {problem}"
)
_OLDER: Final = Sentence(
    "Roster di {folder} berseri {serial}, sedangkan server ini sudah mempunyai seri {newer}. Bawa yang terbaru.",
    "The roster in {folder} is of serial {serial}, and this server has serial {newer} already. Bring the newest one.",
)

_OTHER: Final = Sentence(
    "Roster di {folder} lain daripada yang ada di server ini, dengan seri yang sama, {serial}. Tandatangani yang baru.",
    "The roster in {folder} is another than this server's, with the same serial, {serial}. Sign a new one.",
)


class BroughtRosterError(InstallError):
    """The roster that was brought cannot be used."""


def brought_roster(folder: Path, fingerprint: str, now: datetime) -> SignedRoster:
    """Return the verified roster in this folder; raise `BroughtRosterError` unless reports could be taken under it."""
    certificate = folder / OFFICE_CERTIFICATE
    for path in (folder / STATEMENT_FILE, certificate):
        if not path.is_file():
            raise BroughtRosterError(_MISSING.told(path=path))
    try:
        signed = read_signed(folder, certificate, fingerprint)
    except RosterError as error:
        raise BroughtRosterError(f"{_NOT_SIGNED.told(folder=folder)} ({in_words(error)})") from None
    problems = examine(signed.roster, now).problems
    if problems:
        raise BroughtRosterError(_USELESS.told(folder=folder, problem=" ".join(problems)))
    return signed


def newest_serial(folder: Path, certificate: Path, fingerprint: str, memories: Iterable[Path]) -> int:
    """Return the serial of the newest roster by this key in the folder or in a server's memory, 0 without one.

    Raises `RosterStateError` if a memory is damaged, or a `GpgFaultError`: what was seen is unknown then, not older.
    """
    seen = [roster for memory in memories if (roster := read_seen(memory)) is not None]
    serials = [roster.serial for roster in seen if roster.is_by(fingerprint)]
    with suppress(RosterError, InstallError):  # a damaged roster is replaced
        serials.append(read_signed(folder, certificate, fingerprint).roster.serial)
    return max(serials, default=0)


def require_newest(brought: SignedRoster, folder: Path, layout: ServerLayout, fingerprint: str) -> None:
    """Raise `BroughtRosterError` if the server has a newer roster, or another one of the same serial.

    A damaged one there is replaced: both servers remember the newest that they took, and refuse an older one.
    """
    if not (layout.roster / STATEMENT_FILE).exists():
        return
    try:
        here = read_signed(layout.roster, layout.roster / OFFICE_CERTIFICATE, fingerprint)
    except (RosterError, InstallError):
        return
    if brought.roster.serial < here.roster.serial:
        raise BroughtRosterError(
            _OLDER.told(folder=folder, serial=brought.roster.serial, newer=here.roster.serial)
        )
    if brought.roster.serial == here.roster.serial and brought.statement != here.statement:
        raise BroughtRosterError(_OTHER.told(folder=folder, serial=here.roster.serial))
