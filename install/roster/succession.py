"""Allowed changes from one roster to the next: people, positions and keys stay, because signatures outlive them."""

from collections.abc import Iterator
from datetime import date

from store.domain.roster import Person, Roster, RosterCertificate
from store.domain.roster_verification import certificate_info


def gone(roster: Roster, previous: Roster) -> list[str]:
    """Return a sentence for each entry that was removed or brought back.

    Signatures of a removed person or key could not be checked any more, and their cases would stand still. A renamed
    position frees its successor from exclusions.
    """
    kept = {position.id for position in roster.positions}
    found = [
        f"The position {position.id} was in the last roster and is missing. Its id stays; its titles may change."
        for position in previous.positions
        if position.id not in kept
    ]
    for before in previous.people:
        now = roster.person(before.id)
        if now is None:
            found.append(
                f"{before.id} was in the last roster and is missing. Who leaves stays in it, with `left = DAY`."
            )
        else:
            found += _keys_gone(now, before)
    return found


def unverifiable(roster: Roster) -> list[str]:
    """Return a sentence for each person's key that the roster makes worthless or retires before its time."""
    return [
        f"The key {key.fingerprint} of {person.id} {fault}"
        for person in roster.people
        for key in person.certificates
        if (fault := _key_fault(key, roster))
    ]


def succession(person: Person) -> list[str]:
    """Return a warning about a person with more than one key in use, or none."""
    in_use = [certificate.fingerprint for certificate in person.in_use()]
    if len(in_use) > 1:
        return [
            f"{person.id} has {len(in_use)} keys that are not retired ({', '.join(in_use)}): all is encrypted to "
            "each, and each signs in. Retire the one that was replaced, with its last day under `retired`."
        ]
    if person.certificates and not in_use:
        return [
            f"All keys of {person.id} are retired: nothing is encrypted to them, and they cannot sign in "
            "until they have a new one."
        ]
    return []


def newly_retired(roster: Roster, previous: Roster) -> list[str]:
    """Return what to check before retiring keys on a past day: signatures made since are not believed."""
    return [
        f"The key {key.fingerprint} of {person.id} is retired on {key.retired}: a case in which it signed after "
        "that day stands still. Audit the store with this roster before you publish it."
        for person in roster.people
        for key in person.certificates
        if key.retired is not None and key.retired < roster.issued and key.retired != _last_day(previous, key)
    ]


def renamed(roster: Roster, previous: Roster) -> Iterator[str]:
    """Yield a sentence for each renamed person or position: under a reused id, another person reads what it read."""
    people = {person.id: person.name for person in roster.people}
    for person in previous.people:
        if people.get(person.id, person.name) != person.name:
            yield (
                f"{person.id} had another name in the last roster. If this is another person, give them an id of their "
                "own: under this one they read what the other read, and answer for what the other signed."
            )
    titles = {position.id: (position.title, position.title_en) for position in roster.positions}
    for position in previous.positions:
        before = position.title, position.title_en
        if titles.get(position.id, before) != before:
            yield (
                f"{position.id} had another title in the last roster. If this is another position, give it an id of "
                "its own: who was excluded in the one would be excluded in the other."
            )


def _keys_gone(now: Person, before: Person) -> Iterator[str]:
    kept = {key.fingerprint: key for key in now.certificates}
    for key in before.certificates:
        if key.fingerprint not in kept:
            yield (
                f"The key {key.fingerprint} of {before.id} was in the last roster and is missing: what it signed "
                "could not be checked any more. It stays, with its last day under `retired`."
            )
        elif key.retired is not None and kept[key.fingerprint].retired is None:
            yield (
                f"The key {key.fingerprint} of {before.id} was retired on {key.retired} in the last roster. It "
                "stays retired; a new key takes its place."
            )


def _key_fault(key: RosterCertificate, roster: Roster) -> str | None:
    if certificate_info(key).revoked:
        return (
            "was revoked. Nothing that it signed could be checked any more: put back the certificate "
            "from before, and retire it."
        )
    if key.retired is not None and key.retired > roster.issued:
        return f"is retired on {key.retired}. Take a day that has come: until then it would still sign."
    return None


def _last_day(roster: Roster, key: RosterCertificate) -> date | None:
    known = (certificate for person in roster.people for certificate in person.certificates)
    return next(
        (certificate.retired for certificate in known if certificate.fingerprint == key.fingerprint), None
    )
