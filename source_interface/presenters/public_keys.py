"""Public keys of those who read reports, by position, from the signed roster, for encrypting a report beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from store.domain.current_roster import CurrentRoster
from store.domain.roster import Person, Position


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


def public_keys(current: CurrentRoster) -> list[PublicKey]:
    """Return the keys for encrypting a report now, in the roster's order of positions; alternates last."""
    roster = current.roster
    order = [position.id for position in roster.positions]
    people = sorted(roster.active(), key=lambda person: order.index(person.position))
    officers = [one for one in people if "officer" in one.roles]
    alternates = [one for one in people if one.alternate and one not in officers]
    return [key for one in (*officers, *alternates) for key in _keys(current, one)]


def _keys(current: CurrentRoster, person: Person) -> Iterator[PublicKey]:
    position = current.roster.position(person.position)
    alternate = "officer" not in person.roles
    for fingerprint in current.usable_fingerprints(person):
        data = next(one.data for one in person.certificates if one.fingerprint == fingerprint)
        yield PublicKey(position, alternate, fingerprint, data)
