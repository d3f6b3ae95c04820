"""A certificate that a person hands in for the roster: the office signs it or not, and all work with what it signed."""

import os
import tempfile
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from crypto.gpg.certificate_packets import SUBKEY
from install.errors import InstallError
from install.roster.roster_source import read_certificate
from install.roster.signing import examine
from journalist_interface.verification.case_file import FromOffice
from store.domain.roster import Person, RosterCertificate
from tests.kept_certificates import kept
from tests.mutations.certificate_mutators import (
    STATEMENT,
    OwnedCertificate,
    back_signature_lost,
    chance,
    exponent_of,
    owned_certificate,
    without_packets,
)
from tests.mutations.packet_mutators import packet
from tests.mutations.row_kinds import Kind, Original, Value
from tests.mutations.scene import Scene, word

_OWNER: Final = "sari"
_READER: Final = "budi"
MOST_SECONDS: Final = 1.0
"""The most processor time of a check by both certificates: honest ones take some hundredths."""


class SlowError(Exception):
    """A certificate that the office took makes each check of its owner's signatures slow."""


class CertificateKind(Kind):
    """The newer one of two certificates of an officer, in the last roster as it was at first."""

    name = "certificate"
    genuine = word("balasan")
    readers = (
        "install.roster.roster_source:inspect",
        "install.roster.succession:lost_signers",
        "crypto.gpg.strength:read_cost",
        "store.domain.current_roster:verify_detached",
    )

    def __init__(self, scene: Scene) -> None:
        self._owned = owned_certificate(scene.office.clock.today())
        self._place = tempfile.TemporaryDirectory(prefix="km-certificate-")
        self._file = Path(self._place.name, "diserahkan.gpg")
        self._before = _listed(scene, RosterCertificate(self._owned.fingerprint, self._owned.certificate))
        super().__init__(scene)

    def made(self) -> Original:
        owned = self._owned
        long = packet(SUBKEY, exponent_of(4096))
        named = {f"owner: {name}": later for name, later in owned.later.items()}
        named |= {
            "agreement taken out": back_signature_lost(owned.certificate),
            "subkeys taken out": without_packets(owned.certificate, SUBKEY),
            "long exponent": owned.certificate + long,
            "names": kept("names"),
            "exponent": kept("exponent"),
            "shared": kept("adsk"),
        }
        return Original(
            stored=(owned.certificate,),
            openpgp=True,
            named={name: partial(_row, certificate) for name, certificate in named.items()},
            chance=self._chance,
        )

    def put(self, value: Value) -> None:
        self.scene.list_people(self._before)
        self._file.write_bytes(value[0])

    def read(self) -> str:
        """Let the office judge it; if it is signed, check what its owner signed before, and read their case."""
        office = self.scene.office
        try:
            handed_in = read_certificate(self._file)
        except InstallError as error:
            return f"refused: {error}"
        people = _listed(self.scene, handed_in, beside=self._owned)
        roster = msgspec.structs.replace(office.roster, serial=office.roster.serial + 1, people=people)
        problems = examine(roster, office.clock.now(), office.roster).problems
        if problems:
            return f"refused: {' '.join(problems)}"
        self.scene.list_people(people)
        self._require_quick()
        self.scene.forget(_READER)
        self.scene.people[_READER].place.rosters.refresh()
        file = self.scene.people[_READER].case(self.scene.case)
        assert file.chain.broken is None
        return repr([entry for entry in file.entries.values() if isinstance(entry, FromOffice)])

    def _chance(self, random: Random) -> tuple[str, Value]:
        name, certificate = chance(random, self._owned)
        return name, (certificate,)

    def _require_quick(self) -> None:
        office = self.scene.office
        began = _children_seconds()
        office.keeper().current().verify_by(_OWNER, STATEMENT, self._owned.signature, office.clock.today())
        if _children_seconds() - began > MOST_SECONDS:
            raise SlowError


def _row(certificate: bytes) -> Value:
    return (certificate,)


def _listed(
    scene: Scene, handed_in: RosterCertificate, beside: OwnedCertificate | None = None
) -> tuple[Person, ...]:
    """The people of the scene, its owner with this certificate too, and with the one from before unless it is newer."""
    more = [handed_in]
    if beside is not None and beside.fingerprint != handed_in.fingerprint:
        more.insert(0, RosterCertificate(beside.fingerprint, beside.certificate))
    return tuple(
        msgspec.structs.replace(person, certificates=(*person.certificates, *more))
        if person.id == _OWNER
        else person
        for person in scene.listed
    )


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


ALL: tuple[type[Kind], ...] = (CertificateKind,)
