"""Making the demo's office: keys, people, accounts and the signed roster, with the tools that a real office uses."""

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pyotp

from crypto.gpg.home import GnupgHome
from install.demonstration.folder import DemoFolder, earlier_version
from install.demonstration.people import OFFICE_KEY_NAME, PEOPLE, POSITIONS, DemoPerson
from install.demonstration.programs import accounts_file, server_parts
from install.errors import InstallError
from install.roster import roster_source
from install.roster.office_key import OfficeKey, make_office_key, open_office_key
from install.roster.signing import examine, last_signed, read_signed, sign_roster
from store.domain.clock import Clock
from store.domain.roster import Person, Role
from store.gateway.accounts.administration import create_account
from store.gateway.accounts.database import open_accounts
from store.web.durable import replace_file
from store.web.toml_text import Value, array_entry, toml_text

PHRASE_FILE: Final = "passphrase.txt"
TOTP_FILE: Final = "totp-secret.txt"
CERTIFICATE_FILE: Final = "office.gpg"
_SOURCE: Final = "roster.toml"
_ROSTER_DAYS: Final = 365
_RENEW_DAYS: Final = 31
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz"  # no l, o: read aloud and typed
_GROUPS: Final = 3
_GROUP_LETTERS: Final = 5
_KEPT_MONTHS: Final = 12  # of an archived report, so that a story of one year shows the end of it
_TOTP_SECRET: Final = re.compile(r"[A-Z2-7]{16,128}={0,6}")  # RFC 4648, 6
_CLOCK: Final = Clock()


def set_up(folder: DemoFolder, clock: Clock = _CLOCK) -> None:
    """Make everything that one run leaves for the next."""
    for part in server_parts(folder).values():
        part.mkdir(mode=0o700, exist_ok=True)
    office = make_office_key(folder.office, OFFICE_KEY_NAME, _new_passphrase(folder.office))
    _certificates(folder).mkdir()
    for person in PEOPLE:
        _make_person(folder, person)
    replace_file(folder.office / _SOURCE, _source_text().encode())
    _sign(folder, office, clock)
    _publish_certificate(folder, office)
    _make_accounts(folder)


def refresh(folder: DemoFolder, clock: Clock = _CLOCK) -> OfficeKey:
    """Return the office key, after signing the next roster if the current one expires soon.

    Raises `InstallError` for the office of an earlier version, which lacked people or gave them other roles.
    """
    office = open_office_key(folder.office)
    signed = read_signed(server_parts(folder)["roster"], office.certificate, office.fingerprint)
    if not _parts(PEOPLE) <= _parts(signed.roster.people):  # a user who follows the manual may add people
        raise earlier_version(folder.root)
    if (signed.roster.expires - clock.today()).days < _RENEW_DAYS:
        _sign(folder, office, clock)
    return office


def _parts(people: Iterable[DemoPerson | Person]) -> set[tuple[str, tuple[Role, ...]]]:
    return {(person.id, person.roles) for person in people}


def passphrase_of(folder: Path) -> str:
    """Return the passphrase of a key of the demo."""
    return (folder / PHRASE_FILE).read_text("ascii").strip()


def totp_of(folder: Path, clock: Clock = _CLOCK) -> str:
    """Return the TOTP code of a person of the demo at this moment, and for how long it counts."""
    path = folder / TOTP_FILE
    try:
        secret = path.read_text("ascii").strip()
    except (OSError, UnicodeError):
        raise InstallError(f"The TOTP secret {path} cannot be read.") from None
    if _TOTP_SECRET.fullmatch(secret) is None:
        raise InstallError(f"{path} does not hold a TOTP secret in base32.")
    totp = pyotp.TOTP(secret)
    now = clock.seconds()
    left = totp.interval - now % totp.interval
    return f"{totp.at(now)}   (for {left} seconds more; each code is accepted once)"


def _make_person(folder: DemoFolder, person: DemoPerson) -> None:
    home = folder.person(person.id)
    home.mkdir(mode=0o700)
    with GnupgHome(home / "gnupg") as gnupg:
        fingerprint = gnupg.generate(f"{person.name} (demo)", _new_passphrase(home))
        certificate = gnupg.certificate(fingerprint)
    replace_file(_certificate(folder, person), certificate)


def _sign(folder: DemoFolder, office: OfficeKey, clock: Clock) -> None:
    last = last_signed(office)
    roster = roster_source.compose(
        roster_source.read_source(folder.office / _SOURCE),
        _certificates(folder),
        1 if last is None else last.serial + 1,
        clock.today(),
        clock.today() + timedelta(days=_ROSTER_DAYS),
    )
    problems = examine(roster, clock.now()).problems
    if problems:
        raise InstallError(" ".join(problems))
    sign_roster(office, passphrase_of(folder.office), roster).publish(server_parts(folder)["roster"])


def _publish_certificate(folder: DemoFolder, office: OfficeKey) -> None:
    certificate = office.certificate.read_bytes()
    for place in (server_parts(folder)["roster"], *(folder.person(person.id) for person in PEOPLE)):
        replace_file(place / CERTIFICATE_FILE, certificate)


def _make_accounts(folder: DemoFolder) -> None:
    accounts = open_accounts(accounts_file(folder))
    try:
        for person in PEOPLE:
            _write_secret(folder.person(person.id) / TOTP_FILE, create_account(accounts, person.id))
    finally:
        accounts.close()


def _source_text() -> str:
    office = {
        "name": "Inspektorat Contoh",
        "unit": "Whistleblowing System (WBS)",
        "gateway": f"gateway.demo.{secrets.token_hex(8)}",  # differs from every other office's
    }
    positions = [
        {"id": position.id, "title": position.title, "title_en": position.title_en} for position in POSITIONS
    ]
    people: list[dict[str, Value]] = [
        {
            "id": person.id,
            "name": person.name,
            "position": person.position,
            "roles": person.roles,
            "certificates": [f"{person.id}.gpg"],
            "alternate": person.alternate,
        }
        for person in PEOPLE
    ]
    entries = [array_entry("positions", position) for position in positions] + [
        array_entry("people", person) for person in people
    ]
    return "\n".join([toml_text({}, office=office, retention={"archived": _KEPT_MONTHS}), *entries])


def _certificates(folder: DemoFolder) -> Path:
    return folder.office / roster_source.CERTIFICATES_FOLDER


def _certificate(folder: DemoFolder, person: DemoPerson) -> Path:
    return _certificates(folder) / f"{person.id}.gpg"


def _new_passphrase(folder: Path) -> str:
    """Return three groups of five letters, 68 bits, and keep them in the person's folder."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS)]
    _write_secret(folder / PHRASE_FILE, "-".join(groups))
    return "-".join(groups)


def _write_secret(path: Path, text: str) -> None:
    replace_file(path, f"{text}\n".encode("ascii"), 0o600)
