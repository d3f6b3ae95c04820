"""Public keys of those who read reports, from the signed roster: to be compared, printed, and saved.

They are for encrypting a report beforehand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from flask import Response, abort, render_template
from flask_babel import gettext
from werkzeug.datastructures import Headers

from source_interface.i18n import language
from source_interface.presenters.roster_view import title
from source_interface.services import services
from store.domain.current_roster import CurrentRoster
from store.domain.roster import Person, Position
from store.web.headers import DOWNLOAD_POLICY, POLICY_HEADER

COMMAND: Final = ("gpg", "--encrypt", "--armor")
blueprint: Final = language.Pages("keys", shaped=False)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One certificate. An `alternate` reads only where no officer may."""

    position: Position
    alternate: bool
    fingerprint: str
    data: bytes

    def groups(self) -> list[str]:
        """Return the fingerprint as it is compared: in groups of four."""
        return wrap(self.fingerprint, 4)

    def file_name(self) -> str:
        """Return a file name that tells the position and the key, but nothing of the person."""
        return f"{self.position.id}-{self.fingerprint[-8:]}.gpg"


@blueprint.get("/keys")
def show() -> str:
    """Show the certificates for encrypting a report beforehand, and a command that does it."""
    current = services().roster.valid()
    keys = _public_keys(current)
    return render_template(
        "keys.html",
        keys=[(key, title(key.position)) for key in keys],
        command=" ".join(
            [*COMMAND, *(f"--recipient-file {key.file_name()}" for key in keys[:1]), gettext("report.txt")]
        ),
        roster=current.roster,
        office_key=services().config.roster.office_fingerprint,
    )


@blueprint.get("/keys/<fingerprint>")
def certificate(fingerprint: str) -> Response:
    """Send one certificate, binary, as it stands in the roster."""
    found = next(
        (key for key in _public_keys(services().roster.valid()) if key.fingerprint == fingerprint), None
    )
    if found is None:
        abort(404)
    headers = Headers({POLICY_HEADER: DOWNLOAD_POLICY})
    headers.add("Content-Disposition", "attachment", filename=found.file_name())
    return Response(found.data, headers=headers, content_type="application/octet-stream")


def _public_keys(current: CurrentRoster) -> list[PublicKey]:
    """Return the keys for encrypting a report now, in the roster's order of positions; alternates last."""
    roster = current.roster
    order = [position.id for position in roster.positions]
    people = sorted(roster.active(), key=lambda person: order.index(person.position))
    officers = [person for person in people if "officer" in person.roles]
    alternates = [person for person in people if person.alternate and person not in officers]
    return [key for person in (*officers, *alternates) for key in _keys(current, person)]


def _keys(current: CurrentRoster, person: Person) -> Iterator[PublicKey]:
    position = current.roster.position(person.position)
    alternate = "officer" not in person.roles
    for fingerprint in current.usable_fingerprints(person):
        data = next(
            certificate.data for certificate in person.certificates if certificate.fingerprint == fingerprint
        )
        yield PublicKey(position, alternate, fingerprint, data)
