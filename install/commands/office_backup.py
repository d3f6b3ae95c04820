"""The group `backup` of the machine without network: whether the server's backups open, where their key lives."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

import click

from install.backup_checks.backup_opener import BackupOpener, TriedBackup
from install.backup_checks.note import NOTE_FILE, BackupCheckNote, sign_check_note
from install.backups.repository import Repository
from install.backups.run_keys import open_run
from install.commands.bilingual import BilingualGroup, BilingualOption
from install.commands.office_parameters import OFFICE_PASSPHRASE
from install.commands.parameters import as_json, passphrase_option, path_option, rehearsed_clock
from install.commands.secret_backup_key import backups_and_key, secret_backup_key
from install.console import passphrase, print_lines, warn
from install.errors import InstallError
from install.language import Sentence
from install.roster.office_key import OfficeKey, open_office_key, require_passphrase
from store.domain.clock import Clock
from store.web.durable import replace_file

FAULTY: Final = 1
_OPENS: Final = Sentence("{name}  dapat dibuka, {objects} objek", "{name}  opens, {objects} objects")
_FAULT: Final = Sentence("{name}  TIDAK DAPAT DIBUKA: {fault}", "{name}  DOES NOT OPEN: {fault}")
_LOST: Final = Sentence(
    "{name}  tidak memuat {lost} lampiran, yang sudah hilang atau tidak muat ketika cadangan itu dibuat",
    "{name}  lacks {lost} attachments, which were lost or had no room when that backup was made",
)
_OTHER_SIGNER: Final = Sentence(
    "{name}  ditandatangani oleh kunci server lain, {signer}",
    "{name}  is signed by another server's key, {signer}",
)
_ALL: Final = Sentence(
    "Dapat dibuka: {backups} cadangan. Yang terbaru dari {newest}, ditandatangani oleh kunci server {signer}.",
    "Backups that open: {backups}. The newest is of {newest}, signed by the server's key {signer}.",
)
_SIGNED: Final = Sentence(
    "Catatannya ditandatangani: {path}. Bawa ke server, lalu di sana: kentongan backup-note {path}",
    "The note of it is signed: {path}. Carry it to the server, and there: kentongan backup-note {path}",
)
_UNSIGNED: Final = Sentence(
    "Tidak ada catatan yang ditandatangani: sebutkan kunci kantor dengan --office.",
    "No note was signed: name the office key with --office.",
)
_FAULTY: Final = Sentence(
    "{faults} dari {backups} cadangan tidak dapat dibuka. Tidak ada catatan yang ditandatangani.",
    "{faults} of {backups} backups do not open. No note was signed.",
)
_TO_COME: Final = Sentence(
    "Cadangan terbaru dari {newest}, tetapi menurut mesin ini hari ini {today}. Betulkan jam mesin ini.",
    "The newest backup is of {newest}, but today is {today} by this machine. Set its clock.",
)

backup: Final = BilingualGroup(
    "backup",
    text=Sentence("Memeriksa cadangan server.", "Check the backups of the server."),
    example="kentongan-office backup check --help",
)


@backup.command(
    text=Sentence(
        "Membuka semua cadangan dengan kunci cadangan, dan menandatangani catatan tentang itu untuk server. Status "
        "keluar: 0 semua dapat dibuka, 1 ada yang tidak.",
        "Open all backups with the backup key, and sign a note of it for the server. Exit status: 0 all of them open, "
        "1 some do not.",
    ),
    example="kentongan-office backup check /media/backup --key backup-key.gpg --office office",
)
@backups_and_key
@click.option(
    "--newest",
    is_flag=True,
    cls=BilingualOption,
    text=Sentence("hanya cadangan yang terbaru", "only the newest backup"),
)
@path_option(
    "--office",
    metavar="FOLDER",
    text=Sentence("map kunci kantor, yang menandatangani", "the folder of the office key, which signs"),
)
@passphrase_option("--office-passphrase-fd", text=OFFICE_PASSPHRASE)
@path_option(
    "--note",
    default=NOTE_FILE,
    show_default=True,
    metavar="FILE",
    text=Sentence("berkas untuk catatannya", "the file for the note"),
)
@as_json
@rehearsed_clock
def check(  # noqa: PLR0913, PLR0917 - click's way
    folder: Path,
    key: Path | None,
    gnupg_home: Path | None,
    passphrase_fd: int | None,
    signed_by: str | None,
    newest: bool,
    office: Path | None,
    office_passphrase_fd: int | None,
    note: Path,
    as_json: bool,
    clock: Clock,
) -> int:
    """Print how each backup was opened, and sign a note if all were; return 1 if some were not."""
    signing = None if office is None else _ready_to_sign(office, office_passphrase_fd, clock.today())
    with secret_backup_key(key, gnupg_home, passphrase_fd) as (home, secret):
        repository = Repository(folder)
        opener = BackupOpener(repository, lambda run: open_run(repository, run, home, secret))
        tried = list(_told(opener.open_all(signed_by, newest_alone=newest), quietly=as_json))
    faults = sum(backup.fault is not None for backup in tried)
    signed = None
    if signing is not None and not faults:
        replace_file(note, sign_check_note(*signing, _note(tried, clock.today())), 0o644)
        signed = note
    if as_json:
        print_lines(json.dumps({"backups": [asdict(one) for one in tried], "note": signed}, default=str))
    else:
        _conclude(tried, faults, signed)
    return FAULTY if faults else 0


def _ready_to_sign(office: Path, descriptor: int | None, today: date) -> tuple[OfficeKey, str]:
    """Return the office key and its passphrase, which is tried before hours of reading."""
    key = open_office_key(office)
    secret = passphrase(descriptor)
    require_passphrase(key, secret, today)
    return key, secret


def _told(tried: Iterable[TriedBackup], *, quietly: bool) -> Iterable[TriedBackup]:
    """Yield each backup once it was tried, after the line about it."""
    newest = None
    for backup_tried in tried:
        newest = newest or backup_tried
        if not quietly:
            sentence = _OPENS if backup_tried.fault is None else _FAULT
            print_lines(sentence.told(**asdict(backup_tried)))
            if backup_tried.lost:
                warn(_LOST.told(name=backup_tried.name, lost=backup_tried.lost))
            if backup_tried.signer not in {"", newest.signer}:
                warn(_OTHER_SIGNER.told(name=backup_tried.name, signer=backup_tried.signer))
        yield backup_tried


def _note(tried: list[TriedBackup], today: date) -> BackupCheckNote:
    """Return what is to be signed; raise `InstallError` if the clock of this machine cannot be right."""
    newest = tried[0]
    if newest.day > today:
        raise InstallError(_TO_COME.told(newest=newest.day, today=today))
    own = sum(known.signer == newest.signer for known in tried)
    return BackupCheckNote(today, newest.signer, newest.day, newest.serial, own)


def _conclude(tried: list[TriedBackup], faults: int, signed: Path | None) -> None:
    newest = tried[0]
    if faults:
        warn(_FAULTY.told(faults=faults, backups=len(tried)))
        return
    print_lines(_ALL.told(backups=len(tried), newest=newest.day, signer=newest.signer))
    print_lines(_UNSIGNED.told() if signed is None else _SIGNED.told(path=signed))
