"""The backups: the age of the newest one, its signature and its sums, and that it was carried away."""

from itertools import islice
from typing import Final

from install.backups.checking import NewestBackup, damaged_files, damaged_manifests, newest_backup
from install.backups.errors import BackupError
from install.backups.private_folder import private_folder
from install.backups.signing_key import known_signer
from install.doctor.backup_check import BACKUP_CHECK
from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import gateway_config, server_answers
from install.doctor.files import BACKUP_FILES, TRANSFER_FILES
from install.doctor.host import Host, HostError
from install.doctor.units import BACKUP_UNITS, TRANSFER_UNITS
from install.language import Sentence, in_words
from install.server.backup_files import backup_files
from install.server.backup_state import carried_on, is_fresh
from install.server.files import AbsentFile
from install.server.layout import BACKUP_UNIT, TRANSFER_UNIT

_MANY: Final = 3
_BACKUP: Final = f"systemctl start {BACKUP_UNIT}"
_TRANSFER: Final = f"systemctl start {TRANSFER_UNIT}"

_NO_BACKUP: Final = Sentence("Belum ada cadangan.", "There is no backup yet.")
_OLD: Final = Sentence("Cadangan terbaru dari {day}.", "The newest backup is of {day}.")
_SIZE: Final = Sentence(
    "{day}: {size:,} byte; objek: {objects}; cadangan yang disimpan: {backups}",
    "{day}: {size:,} bytes; objects: {objects}; backups kept: {backups}",
)
_BAD_MANIFESTS: Final = Sentence(
    "Cadangan ini rusak, atau tidak ditandatangani: {names}.",
    "These backups are damaged, or not signed: {names}.",
)
_STRANGER: Final = Sentence(
    "Cadangan {day} ditandatangani oleh kunci lain, {signer}.",
    "The backup of {day} is signed by another key, {signer}.",
)
_BAD_FILES: Final = Sentence(
    "Dari cadangan terbaru, yang ini hilang atau rusak: {names}.",
    "Of the newest backup these are missing or damaged: {names}.",
)
_OTHER_FILE: Final = Sentence(
    "{path} tidak mengikuti jawaban dalam {answers}.",
    "{path} is not what follows from the answers in {answers}.",
)
_NOT_CARRIED: Final = Sentence(
    "Cadangan belum pernah dibawa ke {host}.", "No backup was carried to {host} yet."
)
_CARRIED_LONG_AGO: Final = Sentence(
    "Cadangan terakhir dibawa ke {host} pada {day}.", "Backups were last carried to {host} on {day}."
)


def _newest(host: Host) -> NewestBackup | None:
    try:
        return newest_backup(host.layout.backups)
    except OSError as error:
        raise HostError(f"{error.filename}: {error.strerror}") from None


def _look_at_age(host: Host) -> Fault | None:
    newest = _newest(host)
    if newest is None:
        return Fault(_NO_BACKUP.told(), _BACKUP)
    if not is_fresh(newest.day, host.today()):
        return Fault(_OLD.told(day=newest.day), _BACKUP)
    return None


def _tell_size(host: Host) -> list[str]:
    newest = _newest(host)
    if newest is None:
        return []
    return [_SIZE.told(day=newest.day, size=newest.size, objects=newest.objects, backups=newest.backups)]


def _look_at_signature(host: Host) -> Fault | None:
    damaged = damaged_manifests(host.layout.backups)
    if damaged:
        return Fault(_BAD_MANIFESTS.told(names=_some(damaged)), _BACKUP)
    newest = _newest(host)
    if newest is None or newest.signer == _signer(host):
        return None
    return Fault(_STRANGER.told(day=newest.day, signer=newest.signer), _BACKUP)


def _signer(host: Host) -> str:
    """Return the name of this server's key."""
    try:
        return known_signer(private_folder(gateway_config(host)))
    except BackupError as error:
        raise HostError(in_words(error)) from None


def _look_at_sums(host: Host) -> Fault | None:
    damaged = list(islice(damaged_files(host.layout.backups), _MANY + 1))
    return Fault(_BAD_FILES.told(names=_some(damaged)), _BACKUP) if damaged else None


def _some(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join([*names[:_MANY], *(["…"] if len(names) > _MANY else [])])


def _look_at_files(host: Host) -> Fault | None:
    """Compare what follows from the answers, but for the certificate, which has a check of its own."""
    backups = server_answers(host).backups
    for file in backup_files(host.layout, backups, None):
        if file.path == host.layout.backup_certificate:
            continue
        wanted = "" if isinstance(file, AbsentFile) else file.content.decode()
        if host.read(file.path) != wanted:
            return Fault(_OTHER_FILE.told(path=file.path, answers=host.layout.answers), "kentongan init")
    return None


def _look_at_transfer(host: Host) -> Fault | None:
    named = server_answers(host).backups.host
    place = named.destination if named else "-"
    day = carried_on(host.layout)
    if day is None:
        return Fault(_NOT_CARRIED.told(host=place), _TRANSFER)
    if not is_fresh(day, host.today()):
        return Fault(_CARRIED_LONG_AGO.told(host=place, day=day), _TRANSFER)
    return None


BACKUPS: Final = (
    *BACKUP_FILES,
    *BACKUP_UNITS,
    HostCheck(
        "backup-answers",
        Sentence(
            "Jam dan tujuan cadangan mengikuti jawaban administrator",
            "Hour and host of the backups follow the administrator's answers",
        ),
        Sentence(
            "Yang diubah dengan tangan mudah terlupakan, dan hilang pada kentongan init berikutnya.",
            "What was changed by hand is easily forgotten, and goes with the next kentongan init.",
        ),
        _look_at_files,
    ),
    HostCheck(
        "backup-age",
        Sentence("Cadangan terbaru dari hari ini atau kemarin", "The newest backup is of today or yesterday"),
        Sentence(
            "Disk yang rusak menghilangkan semua yang masuk sesudahnya.",
            "A broken disk loses all that came in after it.",
        ),
        _look_at_age,
        _tell_size,
    ),
    HostCheck(
        "backup-signature",
        Sentence("Cadangan ditandatangani oleh server ini", "The backups are signed by this server"),
        Sentence(
            "Cadangan yang rusak atau ditukar tidak dapat dipulihkan begitu saja.",
            "A backup that was damaged or exchanged cannot be restored without a doubt.",
        ),
        _look_at_signature,
    ),
    HostCheck(
        "backup-sums",
        Sentence("Semua berkas cadangan terbaru utuh", "All files of the newest backup are whole"),
        Sentence(
            "Yang rusak di sini tidak dapat dipulihkan; cadangan berikutnya menulisnya lagi.",
            "What is damaged here cannot be restored; the next backup writes it again.",
        ),
        _look_at_sums,
    ),
    BACKUP_CHECK,
)
TRANSFER: Final = (
    *TRANSFER_FILES,
    *TRANSFER_UNITS,
    HostCheck(
        "transfer-age",
        Sentence(
            "Cadangan dibawa ke mesin lain hari ini atau kemarin",
            "Backups were carried to the other machine today or yesterday",
        ),
        Sentence(
            "Pencurian atau kebakaran menghilangkan server bersama cadangannya.",
            "A theft or a fire takes the server together with its backups.",
        ),
        _look_at_transfer,
    ),
)
