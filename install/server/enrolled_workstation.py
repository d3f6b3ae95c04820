"""The workstation of an enrolment: its key for the gateway's onion, once the signed roster names its person's key.

A file is worth nothing here by itself. Whoever carries another one to the server, however well made, lets in no one
whom the office did not sign.
"""

from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.server.encrypted_second_factor import person_of_roster
from install.server.layout import TOR_UNIT, ServerLayout
from install.server.onions import add_client, require_onion
from install.server.system import run_program
from store.domain.enrolment import Enrolment, read_enrolment, read_enrolment_file
from store.web.roster_keeper import RosterConfig

_OTHER_KEY: Final = Sentence(
    "Roster di server ini tidak mencantumkan kunci di {path} untuk {person}: berkas itu milik orang lain, ditukar, "
    "atau lebih baru daripada roster. Tidak ada yang diubah.",
    "The roster on this server does not name the key in {path} for {person}: the file is another person's, was "
    "exchanged, or is newer than the roster. Nothing was changed.",
)


class NotTheirKeyError(InstallError):
    """The roster on this server does not name the key of this enrolment for this person."""


def let_through(layout: ServerLayout, config: RosterConfig, identifier: str, path: Path) -> Enrolment:
    """Let a person's workstation through the gateway's onion if their enrolment says a key for it; return that.

    Raises what `enrolment_of` does, or an `OnionError`.
    """
    enrolment = enrolment_of(config, identifier, path)
    if enrolment.gateway_client_key is not None:
        require_onion(layout.gateway_onion)
        add_client(layout, identifier, enrolment.gateway_client_key)
        reload_tor()
    return enrolment


def reload_tor() -> None:
    """Let Tor read again whom the gateway's onion lets through."""
    run_program(["systemctl", "reload", TOR_UNIT])


def enrolment_of(config: RosterConfig, identifier: str, path: Path) -> Enrolment:
    """Return a person's enrolment, whose key the signed roster names for them.

    Raises `NotInRosterError`, `NotTheirKeyError`, `EnrolmentError`, a `RosterError` or `OSError`.
    """
    enrolment = read_enrolment(read_enrolment_file(path))
    person = person_of_roster(config, identifier)
    if enrolment.fingerprint not in {certificate.fingerprint for certificate in person.in_use()}:
        raise NotTheirKeyError(_OTHER_KEY.told(path=path, person=identifier))
    return enrolment
