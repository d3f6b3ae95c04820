"""A roster as lines of a terminal: the office, its days, and each person with position, roles and keys."""

from typing import Final

from crypto.gpg.certificate import grouped
from install.language import Sentence, terminal_language
from install.roster.difference import parts_of
from store.domain.roster import Person, Roster, RosterCertificate

_SERIAL: Final = Sentence(
    "Seri {serial}, dari {issued} sampai {expires}; gateway {gateway}",
    "Serial {serial}, from {issued} to {expires}; gateway {gateway}",
)
_LEFT: Final = Sentence("keluar pada {day}", "left on {day}")
_RETIRED: Final = Sentence("dipensiunkan pada {day}", "retired on {day}")


def lines_of(shown: Roster) -> list[str]:
    """Return the lines, in the language of this terminal."""
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
            f"    {grouped(certificate.fingerprint)}{_retirement(certificate)}"
            for certificate in person.certificates
        ]
    return lines


def _parts(person: Person) -> list[str]:
    """Return what the person is in the office, and since when no more."""
    left = [_LEFT.told(day=person.left)] if person.left else []
    return parts_of(person) + left


def _retirement(certificate: RosterCertificate) -> str:
    return f", {_RETIRED.told(day=certificate.retired)}" if certificate.retired else ""
