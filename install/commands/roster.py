"""Signing, showing and checking rosters.

    python -m install.commands.roster enrol --source roster.toml sari.enrolment
    python -m install.commands.roster sign  --office FOLDER --source roster.toml --output FOLDER
    python -m install.commands.roster show  --roster FOLDER --certificate office.gpg --fingerprint FINGERPRINT
    python -m install.commands.roster check --roster FOLDER --certificate office.gpg --fingerprint FINGERPRINT

`enrol` and `sign` belong on the machine without network that has the office key; install/roster/roster_source.py
describes the source. `show` and `check` need no secret. `check` is made for a daily job, and warns 30 days before the
roster expires.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import click

from crypto.gpg.certificate import typed_fingerprint
from install.commands.asking import agrees
from install.commands.bilingual import BilingualGroup, BilingualOption
from install.commands.command_line import run_command
from install.commands.office_parameters import Day, office_folder, office_passphrase
from install.commands.parameters import path_option, rehearsed_clock
from install.console import passphrase, print_lines, warn
from install.errors import InstallError
from install.language import NO_FINGERPRINT, Sentence
from install.roster import roster_source
from install.roster.difference import difference
from install.roster.office_key import open_office_key
from install.roster.roster_lines import lines_of
from install.roster.signing import Findings, examine, last_signed, read_previous, read_signed, sign_roster
from store.domain.clock import Clock
from store.domain.roster import WARNING_DAYS, Roster
from store.domain.roster_verification import SeenRoster

DEFAULT_DAYS: Final = 180
_LONGEST_DAYS: Final = 400  # a year, and time for the meeting at which the next one is signed
_NOT_SIGNED: Final = Sentence("Roster tidak ditandatangani.", "The roster was not signed.")
_NOT_COMPARED: Final = Sentence(
    "Catatan: roster terakhir, seri {serial}, tidak ada di {folder}. Jadi tidak diperiksa apakah ada orang, jabatan, "
    "atau kunci yang hilang. Salin dulu kedua berkasnya ke sana dari sebuah server.",
    "Note: the last roster, of serial {serial}, is not in {folder}: whether a person, a position or a key of it got "
    "lost is not checked. Copy its two files there first, from a server.",
)
_SIGNED: Final = Sentence(
    "Ditandatangani. Salin kedua berkas di {folder} ke map roster server.",
    "Signed. Copy both files of {folder} to the server's roster folder.",
)
_EXPIRES: Final = Sentence(
    "Roster berakhir dalam {days} hari, pada {day}. Tandatangani yang baru.",
    "The roster expires in {days} days, on {day}. Sign a new one.",
)
_GOOD: Final = Sentence(
    "Seri {serial} ditandatangani dengan kunci kantor, dan berlaku sampai {day}.",
    "Serial {serial} is signed by the office key, and good until {day}.",
)
_NOTE: Final = Sentence("Catatan: {text}", "Note: {text}")
_LAST_DAY: Final = Sentence("Hari terakhir roster ini", "Last day of this roster")
_SHORT: Final = Sentence(
    "Catatan: roster ini berakhir dalam {days} hari, pada {day}. Sesudah itu tidak ada laporan yang diterima sampai "
    "roster baru ada di server.",
    "Note: this roster ends in {days} days, on {day}. After that no report is taken until a new one lies on the "
    "servers.",
)
_LONG: Final = Sentence(
    "Catatan: roster ini berlaku {days} hari, sampai {day}. Siapa pun yang menahan roster berikutnya dari server atau "
    "komputer kerja dapat menunda pencabutan seseorang atau sebuah kunci selama itu.",
    "Note: this roster is good for {days} days, until {day}. Whoever keeps the next one from a server or a "
    "workstation puts off the removal of a person or a key for as long.",
)
_LOOK: Final = Sentence(
    "Bandingkan setiap baris dengan keputusan kantor. Tandatangani roster ini?",
    "Compare each line with what the office decided. Sign this roster?",
)

roster: Final = BilingualGroup(
    "kentongan-roster",
    text=Sentence(
        "Menandatangani, menampilkan, dan memeriksa roster kantor.",
        "Sign, show and check the roster of an office.",
    ),
    example="kentongan-roster sign --help",
    late={"enrol": "install.commands.roster_enrolment:enrol_person"},
)


@roster.command(
    text=Sentence(
        "Memeriksa roster, lalu menandatanganinya dengan kunci kantor.",
        "Check a roster, and sign it with the office key.",
    ),
    example="kentongan-roster sign --office office --source roster.toml --output signed",
)
@office_folder
@path_option(
    "--source",
    required=True,
    metavar="FILE",
    text=Sentence("roster dalam bentuk TOML", "the roster in TOML"),
)
@path_option(
    "--certificates",
    metavar="FOLDER",
    text=Sentence(
        "kunci publik semua orang (bawaan: di samping sumber)",
        "people's public keys (default: beside the source)",
    ),
)
@path_option(
    "--output",
    required=True,
    metavar="FOLDER",
    text=Sentence("map untuk roster yang ditandatangani", "where the signed roster goes"),
)
@click.option(
    "--serial",
    cls=BilingualOption,
    type=click.IntRange(min=1),
    metavar="N",
    text=Sentence(
        "seri di atas yang terakhir (bawaan: yang berikutnya)",
        "a serial above the last one (default: the next)",
    ),
)
@click.option(
    "--expires",
    cls=BilingualOption,
    type=Day(),
    metavar="YYYY-MM-DD",
    text=Sentence(
        f"hari terakhir (bawaan: {DEFAULT_DAYS} hari dari hari ini)",
        f"the last day (default: {DEFAULT_DAYS} days from today)",
    ),
)
@office_passphrase
@rehearsed_clock
def sign(  # noqa: PLR0913, PLR0917 - click's way
    office: Path,
    source: Path,
    certificates: Path | None,
    output: Path,
    serial: int | None,
    expires: date | None,
    passphrase_fd: int | None,
    clock: Clock,
) -> None:
    """Sign what was found good, unless the passphrase is wrong."""
    key = open_office_key(office)
    found = read_previous(output, key)
    previous = None if found is None else found.roster
    last = last_signed(key)
    if last is not None and (previous is None or previous.serial < last.serial):
        warn(_NOT_COMPARED.told(serial=last.serial, folder=output))
    today = clock.today()
    asks = passphrase_fd is None
    made = roster_source.compose(
        roster_source.read_source(source),
        certificates or source.parent / roster_source.CERTIFICATES_FOLDER,
        serial or _next_serial(previous, last),
        today,
        expires or _last_day_of(today, asks=asks),
    )
    if not _report(examine(made, clock.now(), previous)):
        raise InstallError(_NOT_SIGNED.told())
    _warn_of_length(made)
    print_lines(*lines_of(made), "", *difference(made, previous), "")
    if asks and not agrees(_LOOK):
        raise InstallError(_NOT_SIGNED.told())
    sign_roster(key, passphrase(passphrase_fd), made).publish(output)
    print_lines(_SIGNED.told(folder=output))


def _last_day_of(today: date, *, asks: bool) -> date:
    """Return the last day of a roster that is signed today: what the person says, or as many days as usual."""
    proposed = today + timedelta(days=DEFAULT_DAYS)
    return click.prompt(_LAST_DAY.told(), default=f"{proposed}", type=Day()) if asks else proposed


def _warn_of_length(made: Roster) -> None:
    """Say what a very short or a very long validity means."""
    days = (made.expires - made.issued).days
    if days <= WARNING_DAYS:
        warn(_SHORT.told(days=days, day=made.expires))
    elif days > _LONGEST_DAYS:
        warn(_LONG.told(days=days, day=made.expires))


def _signed_roster(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name a signed roster, and the office whose key must have signed it."""
    for option in (
        click.option(
            "--fingerprint",
            cls=BilingualOption,
            required=True,
            metavar="FINGERPRINT",
            text=Sentence(
                "sidik jari lengkap kunci kantor, dari sumber yang Anda percaya",
                "the office key's full fingerprint, from a source you trust",
            ),
        ),
        path_option(
            "--certificate",
            required=True,
            metavar="FILE",
            text=Sentence("sertifikat kantor", "the office's certificate"),
        ),
        path_option(
            "--roster",
            "folder",
            required=True,
            metavar="FOLDER",
            text=Sentence("map kedua berkas roster", "where the two files lie"),
        ),
    ):
        command = option(command)
    return command


_PLACES: Final = "--roster signed --certificate office.gpg --fingerprint FINGERPRINT"


@roster.command(
    text=Sentence("Memverifikasi roster, dan menampilkannya.", "Verify a roster, and print it."),
    example=f"kentongan-roster show {_PLACES}",
)
@_signed_roster
def show(folder: Path, certificate: Path, fingerprint: str) -> None:
    """Print the roster."""
    print_lines(*lines_of(_verified(folder, certificate, fingerprint)))


@roster.command(
    text=Sentence(
        "Memverifikasi roster dan semua isinya. Status keluar: 0 semuanya baik, 1 ada yang salah.",
        "Verify a roster and everything in it. Exit status: 0 all is well, 1 something is wrong.",
    ),
    example=f"kentongan-roster check {_PLACES}",
)
@_signed_roster
@rehearsed_clock
def check(folder: Path, certificate: Path, fingerprint: str, clock: Clock) -> int:
    """Print what is wrong, and warn before the last day."""
    found = _verified(folder, certificate, fingerprint)
    good = _report(examine(found, clock.now()))
    days = (found.expires - clock.today()).days
    if 0 <= days <= WARNING_DAYS:
        warn(_EXPIRES.told(days=days, day=found.expires))
    if good:
        print_lines(_GOOD.told(serial=found.serial, day=found.expires))
    return 0 if good else 1


def _verified(folder: Path, certificate: Path, fingerprint: str) -> Roster:
    pinned = typed_fingerprint(fingerprint)
    if pinned is None:
        raise InstallError(NO_FINGERPRINT.told())
    return read_signed(folder, certificate, pinned).roster


def _next_serial(*earlier: Roster | SeenRoster | None) -> int:
    return 1 + max((known.serial for known in earlier if known is not None), default=0)


def _report(findings: Findings) -> bool:
    """Print the findings; return whether there is no problem."""
    warn(*(_NOTE.told(text=text) for text in findings.warnings), *findings.problems)
    return not findings.problems


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; the status is 1 also when nothing could be signed or read."""
    return run_command(roster, words, failed=1)


if __name__ == "__main__":
    sys.exit(main())
