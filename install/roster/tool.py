"""Signing, showing and checking rosters.

    python -m install.roster.tool sign  --office FOLDER --source roster.toml --output FOLDER
    python -m install.roster.tool show  --roster FOLDER --certificate office.gpg --fingerprint FINGERPRINT
    python -m install.roster.tool check --roster FOLDER --certificate office.gpg --fingerprint FINGERPRINT

`sign` belongs on the machine without network that has the office key; install/roster/roster_source.py describes the
source. `show` and `check` need no secret. `check` is made for a daily job, and warns 30 days before the roster expires.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from install.console import add_passphrase_option, command_name, passphrase, print_lines, run, warn
from install.errors import InstallError
from install.language import Sentence
from install.roster import roster_source
from install.roster.office_key import grouped, open_office_key
from install.roster.signing import Findings, SignedRoster, examine, last_signed, read_signed, sign_roster
from store.domain.clock import OFFICE_ZONE, Clock
from store.domain.roster import WARNING_DAYS, Roster, RosterCertificate
from store.domain.roster_verification import SeenRoster
from store.web.roster_keeper import STATEMENT_FILE

DEFAULT_DAYS: Final = 180
_NOT_SIGNED: Final = Sentence("Roster tidak ditandatangani.", "The roster was not signed.")


def _sign(arguments: argparse.Namespace) -> int:
    clock = Clock(arguments.zone, arguments.clock_file)
    key = open_office_key(arguments.office)
    previous: Roster | None = None
    if (arguments.output / STATEMENT_FILE).exists():
        previous = read_signed(arguments.output, key.certificate, key.fingerprint).roster
    last = last_signed(key)
    if last is not None and (previous is None or previous.serial < last.serial):
        warn(
            f"Note: the last roster, of serial {last.serial}, is not in {arguments.output}: whether a person, a "
            "position or a key of it got lost is not checked. Copy its two files there first, from a server."
        )
    today = clock.today()
    roster = roster_source.compose(
        roster_source.read_source(arguments.source),
        arguments.certificates or arguments.source.parent / roster_source.CERTIFICATES_FOLDER,
        arguments.serial or _next_serial(previous, last),
        today,
        arguments.expires or today + timedelta(days=DEFAULT_DAYS),
    )
    findings = examine(roster, clock.now(), previous)
    if not _report(findings):
        raise InstallError(_NOT_SIGNED.told())
    print_lines(*_lines(roster), "")
    signed = sign_roster(key, passphrase(arguments.passphrase_fd), roster)
    signed.publish(arguments.output)
    print_lines(f"Signed. Copy both files of {arguments.output} to the server's roster folder.")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    print_lines(*_lines(_verified(arguments).roster))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    clock = Clock(arguments.zone, arguments.clock_file)
    roster = _verified(arguments).roster
    good = _report(examine(roster, clock.now()))
    days = (roster.expires - clock.today()).days
    if 0 <= days <= WARNING_DAYS:
        warn(f"The roster expires in {days} days, on {roster.expires}. Sign a new one.")
    if good:
        print_lines(f"Serial {roster.serial} is signed by the office key, and good until {roster.expires}.")
    return 0 if good else 1


def _verified(arguments: argparse.Namespace) -> SignedRoster:
    fingerprint = arguments.fingerprint.replace(" ", "").upper()
    return read_signed(arguments.roster, arguments.certificate, fingerprint)


def _next_serial(*earlier: Roster | SeenRoster | None) -> int:
    return 1 + max((roster.serial for roster in earlier if roster is not None), default=0)


def _report(findings: Findings) -> bool:
    """Print the findings; return whether there is no problem."""
    warn(*(f"Note: {text}" for text in findings.warnings), *findings.problems)
    return not findings.problems


def _lines(roster: Roster) -> list[str]:
    lines = [
        f"{roster.office.name} · {roster.office.unit}",
        f"Serial {roster.serial}, from {roster.issued} to {roster.expires}; gateway {roster.office.gateway}",
    ]
    for person in roster.people:
        title = roster.position(person.position).title
        roles = ", ".join((*person.roles, *(["alternate"] if person.alternate else [])))
        left = f", left on {person.left}" if person.left else ""
        lines += ["", f"{person.id}: {person.name}, {title} ({roles}{left})"]
        lines += [
            f"    {grouped(certificate.fingerprint)}{_last_day(certificate)}"
            for certificate in person.certificates
        ]
    return lines


def _last_day(certificate: RosterCertificate) -> str:
    return f", retired on {certificate.retired}" if certificate.retired else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=command_name("install.roster.tool"),
        description="Signs, shows and checks the roster of an office.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    sign = commands.add_parser("sign", help="check a roster and sign it with the office key")
    _add_sign_options(sign)
    sign.set_defaults(command=_sign)
    show = commands.add_parser("show", help="verify a roster and print it")
    show.set_defaults(command=_show)
    check = commands.add_parser("check", help="verify a roster and everything in it; 1 if something is wrong")
    check.set_defaults(command=_check)
    for command in (show, check):
        command.add_argument(
            "--roster", type=Path, required=True, metavar="FOLDER", help="where the two files lie"
        )
        command.add_argument(
            "--certificate", type=Path, required=True, metavar="FILE", help="the office's certificate"
        )
        command.add_argument(
            "--fingerprint", required=True, help="the office key's full fingerprint, from a source you trust"
        )
    for command in (sign, show, check):
        command.add_argument(
            "--zone", default=OFFICE_ZONE, help=f"the office's time zone (default: {OFFICE_ZONE})"
        )
        command.add_argument(
            "--clock-file", type=Path, metavar="FILE", help="in a rehearsal: seconds to add to the time"
        )
    return parser


def _add_sign_options(sign: argparse.ArgumentParser) -> None:
    sign.add_argument("--office", type=Path, required=True, metavar="FOLDER", help="the office's folder")
    sign.add_argument("--source", type=Path, required=True, metavar="FILE", help="the roster in TOML")
    sign.add_argument(
        "--certificates",
        type=Path,
        metavar="FOLDER",
        help="people's public keys (default: beside the source)",
    )
    sign.add_argument(
        "--output", type=Path, required=True, metavar="FOLDER", help="where the signed roster goes"
    )
    sign.add_argument(
        "--serial", type=_serial, metavar="N", help="a serial above the last one (default: the next)"
    )
    sign.add_argument(
        "--expires",
        type=_day,
        metavar="YYYY-MM-DD",
        help=f"the last day (default: {DEFAULT_DAYS} days from today)",
    )
    add_passphrase_option(sign)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2027-06-30") from None


def _serial(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    arguments = _parser().parse_args(words)
    return run(lambda: int(arguments.command(arguments)))


if __name__ == "__main__":
    sys.exit(main())
