"""Signing, showing and checking rosters.

    python -m install.commands.roster sign  --office FOLDER --source roster.toml --output FOLDER
    python -m install.commands.roster show  --roster FOLDER --certificate office.gpg --fingerprint FINGERPRINT
    python -m install.commands.roster check --roster FOLDER --certificate office.gpg --fingerprint FINGERPRINT

`sign` belongs on the machine without network that has the office key; install/roster/roster_source.py describes the
source. `show` and `check` need no secret. `check` is made for a daily job, and warns 30 days before the roster expires.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import click

from install.commands.bilingual import BilingualGroup, BilingualOption
from install.commands.command_line import run_command
from install.commands.office_parameters import Day, office_folder, office_passphrase
from install.commands.parameters import path_option, rehearsed_clock
from install.console import passphrase, print_lines, warn
from install.errors import InstallError
from install.language import Sentence, terminal_language
from install.roster import roster_source
from install.roster.office_key import grouped, open_office_key
from install.roster.signing import Findings, examine, last_signed, read_signed, sign_roster
from store.domain.clock import Clock
from store.domain.roster import WARNING_DAYS, Person, Role, Roster, RosterCertificate
from store.domain.roster_verification import SeenRoster
from store.web.roster_keeper import STATEMENT_FILE

DEFAULT_DAYS: Final = 180
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
_SERIAL: Final = Sentence(
    "Seri {serial}, dari {issued} sampai {expires}; gateway {gateway}",
    "Serial {serial}, from {issued} to {expires}; gateway {gateway}",
)
_LEFT: Final = Sentence("keluar pada {day}", "left on {day}")
_RETIRED: Final = Sentence("dipensiunkan pada {day}", "retired on {day}")
_ALTERNATE: Final = Sentence("petugas pengganti", "alternate")
_ROLES: Final[dict[Role, Sentence]] = {
    "officer": Sentence("petugas pengelola", "case officer"),
    "investigator": Sentence("anggota tim", "investigator"),
    "leadership": Sentence("pimpinan", "leadership"),
    "custodian": Sentence("pemegang identitas", "identity custodian"),
}

roster: Final = BilingualGroup(
    "kentongan-roster",
    text=Sentence(
        "Menandatangani, menampilkan, dan memeriksa roster kantor.",
        "Sign, show and check the roster of an office.",
    ),
    example="kentongan-roster sign --help",
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
    previous: Roster | None = None
    if (output / STATEMENT_FILE).exists():
        previous = read_signed(output, key.certificate, key.fingerprint).roster
    last = last_signed(key)
    if last is not None and (previous is None or previous.serial < last.serial):
        warn(_NOT_COMPARED.told(serial=last.serial, folder=output))
    today = clock.today()
    made = roster_source.compose(
        roster_source.read_source(source),
        certificates or source.parent / roster_source.CERTIFICATES_FOLDER,
        serial or _next_serial(previous, last),
        today,
        expires or today + timedelta(days=DEFAULT_DAYS),
    )
    if not _report(examine(made, clock.now(), previous)):
        raise InstallError(_NOT_SIGNED.told())
    print_lines(*_lines(made), "")
    sign_roster(key, passphrase(passphrase_fd), made).publish(output)
    print_lines(_SIGNED.told(folder=output))


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
    print_lines(*_lines(_verified(folder, certificate, fingerprint)))


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
    return read_signed(folder, certificate, fingerprint.replace(" ", "").upper()).roster


def _next_serial(*earlier: Roster | SeenRoster | None) -> int:
    return 1 + max((known.serial for known in earlier if known is not None), default=0)


def _report(findings: Findings) -> bool:
    """Print the findings; return whether there is no problem."""
    warn(*(_NOTE.told(text=text) for text in findings.warnings), *findings.problems)
    return not findings.problems


def _lines(shown: Roster) -> list[str]:
    lines = [
        f"{shown.office.name} · {shown.office.unit}",
        _SERIAL.told(
            serial=shown.serial, issued=shown.issued, expires=shown.expires, gateway=shown.office.gateway
        ),
    ]
    for person in shown.people:
        title = shown.position(person.position).title_in(terminal_language())
        lines += ["", f"{person.id}: {person.name}, {title} ({', '.join(_parts(person))})"]
        lines += [
            f"    {grouped(certificate.fingerprint)}{_last_day(certificate)}"
            for certificate in person.certificates
        ]
    return lines


def _parts(person: Person) -> list[str]:
    """Return what the person is in the office, and since when no more."""
    parts = [_ROLES[role].told() for role in person.roles]
    alternate = [_ALTERNATE.told()] if person.alternate else []
    left = [_LEFT.told(day=person.left)] if person.left else []
    return parts + alternate + left


def _last_day(certificate: RosterCertificate) -> str:
    return f", {_RETIRED.told(day=certificate.retired)}" if certificate.retired else ""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; the status is 1 also when nothing could be signed or read."""
    return run_command(roster, words, failed=1)


if __name__ == "__main__":
    sys.exit(main())
