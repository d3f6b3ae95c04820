"""The office's signed roster and its days: whether it is good, how long it lasts, and next year's holidays."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError
from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import source_config
from install.doctor.host import Host, HostError
from install.language import Sentence, in_words
from store.domain.deadlines import HolidayFileError, read_changes
from store.domain.roster import WARNING_DAYS, Roster
from store.domain.roster_verification import verify_roster
from store.web.roster_keeper import SIGNATURE_FILE, STATEMENT_FILE

_DECEMBER: Final = 12
_RENEW: Final = "kentongan init"

_BAD: Final = Sentence(
    "Roster tidak ditandatangani oleh kunci kantor, atau rusak.",
    "The roster is not signed by the office key, or it is damaged.",
)
_ENDS: Final = Sentence(
    "Roster berakhir pada {day}, {days} hari lagi.", "The roster ends on {day}, in {days} days."
)
_ENDED: Final = Sentence("Roster sudah berakhir pada {day}.", "The roster ended on {day}.")
_NO_HOLIDAYS: Final = Sentence(
    "{path} tidak memuat satu hari pun dari tahun {year}.", "{path} has no day of the year {year}."
)


def _roster(host: Host) -> Roster | None:
    """Return the roster if the office key signed it."""
    folder, settings = host.layout.roster, source_config(host).roster
    try:
        text, signature = (folder / STATEMENT_FILE).read_bytes(), (folder / SIGNATURE_FILE).read_bytes()
    except OSError as error:
        raise HostError(f"{error.filename}: {error.strerror}") from None
    return _signed(text, signature, folder / settings.office_certificate.name, settings.office_fingerprint)


@lru_cache(maxsize=1)  # several checks ask, and each answer is a run of gpg
def _signed(text: bytes, signature: bytes, certificate: Path, fingerprint: str) -> Roster | None:
    try:
        return verify_roster(text, signature, certificate, fingerprint)
    except GpgFaultError as error:
        raise HostError(in_words(error)) from None
    except KentonganError:
        return None


def _look_at_signature(host: Host) -> Fault | None:
    return None if _roster(host) else Fault(_BAD.told(), _RENEW)


def _look_at_end(host: Host) -> Fault | None:
    roster = _roster(host)
    if roster is None:
        return None  # its signature's check says so
    today = host.today()
    if roster.expired(today):
        return Fault(_ENDED.told(day=roster.expires), _RENEW)
    if (roster.expires - today).days <= WARNING_DAYS:
        return Fault(_ENDS.told(day=roster.expires, days=(roster.expires - today).days), _RENEW)
    return None


def _look_at_holidays(host: Host) -> Fault | None:
    path, today = host.layout.holidays, host.today()
    mend = f"editor {path}"
    try:
        changes = read_changes(path)
    except HolidayFileError as error:
        return Fault(in_words(error), mend)
    year = today.year + 1 if today.month == _DECEMBER else today.year
    if _has_year(changes.holidays | changes.working, year):
        return None
    return Fault(_NO_HOLIDAYS.told(path=path, year=year), mend)


def _has_year(days: frozenset[date], year: int) -> bool:
    return any(day.year == year for day in days)


ROSTER: Final = (
    HostCheck(
        "roster-signature",
        Sentence("Roster ditandatangani oleh kunci kantor", "The roster is signed by the office key"),
        Sentence(
            "Tanpa roster yang sah, server tidak menerima laporan dan petugas tidak dapat masuk.",
            "Without a good roster the servers take no report, and officers cannot sign in.",
        ),
        _look_at_signature,
    ),
    HostCheck(
        "roster-end",
        Sentence(
            f"Roster berlaku lebih dari {WARNING_DAYS} hari lagi",
            f"The roster lasts more than {WARNING_DAYS} days",
        ),
        Sentence(
            "Setelah hari terakhirnya tidak ada laporan yang diterima. Roster baru ditandatangani di mesin tanpa "
            "jaringan.",
            "After its last day no report is taken. A new one is signed on the machine without network.",
        ),
        _look_at_end,
    ),
    HostCheck(
        "holidays",
        Sentence(
            "Hari libur kantor sudah tercatat untuk tahun yang berjalan, dan pada bulan Desember untuk tahun depan",
            "The office's holidays of this year are written down, and in December those of the next",
        ),
        Sentence(
            "Cuti bersama tidak dihitung dengan sendirinya; tanpa itu tenggat yang ditampilkan terlalu awal.",
            "Joint leave is not counted by itself: without it the deadlines that are shown come too early.",
        ),
        _look_at_holidays,
    ),
)
