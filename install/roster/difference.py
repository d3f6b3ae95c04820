"""The difference between two rosters in plain sentences: what the people who sign look through before they sign."""

from collections.abc import Iterable, Iterator
from typing import Final

from crypto.gpg.certificate import grouped
from install.language import Sentence
from store.domain.retention import Retention
from store.domain.roster import Person, Position, Role, Roster, RosterCertificate

ROLES: Final[dict[Role, Sentence]] = {
    "officer": Sentence("petugas pengelola", "case officer"),
    "investigator": Sentence("anggota tim", "investigator"),
    "leadership": Sentence("pimpinan", "leadership"),
    "custodian": Sentence("pemegang identitas", "identity custodian"),
}
ALTERNATE: Final = Sentence("petugas pengganti", "alternate")
_NO_ROLE: Final = Sentence("tanpa peran", "no role")
_FIRST: Final = Sentence(
    "Ini roster pertama: semua orang di dalamnya baru.", "This is the first roster: everyone in it is new."
)
_SAME: Final = Sentence(
    "Orang, jabatan, kunci dan masa simpan tetap seperti di seri {serial}.",
    "People, positions, keys and periods stay as in serial {serial}.",
)
_SINCE: Final = Sentence(
    "Yang berubah sejak seri {serial} ({issued}):", "What changes since serial {serial} ({issued}):"
)
_VALIDITY: Final = Sentence(
    "berlaku sampai {new}, bukan lagi {old}", "is good until {new}, no longer until {old}"
)
_JOINS: Final = Sentence("{who} MASUK: {name}, {parts}", "{who} JOINS: {name}, {parts}")
_KEY_OF_NEW: Final = Sentence("{who}  dengan kunci {key}", "{who}  with the key {key}")
_LEAVES: Final = Sentence("{who} KELUAR, hari terakhir {day}", "{who} LEAVES, last day {day}")
_LAST_DAY: Final = Sentence("{who} keluar pada {new}, bukan {old}", "{who} left on {new}, not on {old}")
_RETURNS: Final = Sentence("{who} KEMBALI", "{who} COMES BACK")
_GONE: Final = Sentence("{who} TIDAK TERCANTUM LAGI", "{who} IS NOT NAMED ANY MORE")
_NAME: Final = Sentence("{who} bernama {new}, bukan lagi {old}", "{who} is called {new}, no longer {old}")
_MOVES: Final = Sentence(
    "{who} berpindah jabatan: {new}, bukan lagi {old}", "{who} changes position: {new}, no longer {old}"
)
_GETS: Final = Sentence("{who} mendapat peran: {parts}", "{who} is given: {parts}")
_LOSES: Final = Sentence("{who} kehilangan peran: {parts}", "{who} loses: {parts}")
_KEY_ADDED: Final = Sentence("{who} mendapat kunci baru {key}", "{who} has the new key {key}")
_KEY_RETIRED: Final = Sentence(
    "{who}: kunci {key} dipensiunkan, hari terakhirnya {day}",
    "{who}: the key {key} is retired, its last day is {day}",
)
_KEY_BACK: Final = Sentence("{who}: kunci {key} dipakai LAGI", "{who}: the key {key} is in use AGAIN")
_KEY_GONE: Final = Sentence("{who}: kunci {key} HILANG", "{who}: the key {key} is GONE")
_KEY_RENEWED: Final = Sentence(
    "{who}: kunci {key} tetap, sertifikatnya lain (misalnya masa berlakunya)",
    "{who}: the key {key} stays, its certificate is another one (its expiry, for instance)",
)
_POSITION_NEW: Final = Sentence("{who} adalah jabatan baru: {new}", "{who} is a new position: {new}")
_POSITION_TITLE: Final = Sentence(
    "{who} disebut {new}, bukan lagi {old}", "{who} is titled {new}, no longer {old}"
)
_OFFICE: Final = Sentence("Kantor: {new}, bukan lagi {old}", "The office: {new}, no longer {old}")
_PERIOD: Final = Sentence(
    "Masa simpan {who}: {new} bulan, bukan lagi {old}", "Period of {who}: {new} months, no longer {old}"
)


def difference(roster: Roster, previous: Roster | None) -> list[str]:
    """Return a line for each thing that this roster changes; those of one person or position stand together."""
    if previous is None:
        return [_FIRST.told()]
    changes = [
        *_office(roster, previous),
        *_positions(roster.positions, previous.positions),
        *_people(roster, previous),
        *_periods(roster.retention, previous.retention),
    ]
    validity = _VALIDITY.told(new=roster.expires, old=previous.expires)
    if not changes:
        return [_SAME.told(serial=previous.serial), f"  {validity}"]
    head = _SINCE.told(serial=previous.serial, issued=previous.issued)
    return [head, *(f"  {line}" for line in (*changes, validity))]


def parts_of(person: Person) -> list[str]:
    """Return what a person is in the office, in the language of this terminal."""
    alternate = [ALTERNATE.told()] if person.alternate else []
    return [ROLES[role].told() for role in person.roles] + alternate


def _office(roster: Roster, previous: Roster) -> Iterator[str]:
    now, before = (
        (shown.office.name, shown.office.unit, shown.office.gateway) for shown in (roster, previous)
    )
    if now != before:
        yield _OFFICE.told(new=" · ".join(now), old=" · ".join(before))


def _positions(now: Iterable[Position], before: Iterable[Position]) -> Iterator[str]:
    kept = {position.id: position for position in before}
    for position in now:
        new = f"{position.title} / {position.title_en}"
        former = kept.pop(position.id, None)
        if former is None:
            yield _POSITION_NEW.told(who=position.id, new=new)
        elif former != position:
            yield _POSITION_TITLE.told(who=position.id, new=new, old=f"{former.title} / {former.title_en}")
    yield from (_GONE.told(who=identifier) for identifier in kept)


def _people(roster: Roster, previous: Roster) -> Iterator[str]:
    for person in roster.people:
        before = previous.person(person.id)
        if before is None:
            parts = ", ".join([person.position, *(parts_of(person) or [_NO_ROLE.told()])])
            yield _JOINS.told(who=person.id, name=person.name, parts=parts)
            for key in person.certificates:
                yield _KEY_OF_NEW.told(who=person.id, key=grouped(key.fingerprint))
        else:
            yield from _changed(person, before)
    yield from (_GONE.told(who=before.id) for before in previous.people if roster.person(before.id) is None)


def _changed(now: Person, before: Person) -> Iterator[str]:
    if now.left != before.left:
        if now.left is None:
            yield _RETURNS.told(who=now.id)
        elif before.left is None:
            yield _LEAVES.told(who=now.id, day=now.left)
        else:
            yield _LAST_DAY.told(who=now.id, new=now.left, old=before.left)
    if now.name != before.name:
        yield _NAME.told(who=now.id, new=now.name, old=before.name)
    if now.position != before.position:
        yield _MOVES.told(who=now.id, new=now.position, old=before.position)
    new, old = parts_of(now), parts_of(before)
    if gained := [part for part in new if part not in old]:
        yield _GETS.told(who=now.id, parts=", ".join(gained))
    if lost := [part for part in old if part not in new]:
        yield _LOSES.told(who=now.id, parts=", ".join(lost))
    yield from _keys(now.id, now.certificates, before.certificates)


def _keys(who: str, now: Iterable[RosterCertificate], before: Iterable[RosterCertificate]) -> Iterator[str]:
    kept = {certificate.fingerprint: certificate for certificate in before}
    for certificate in now:
        key, former = grouped(certificate.fingerprint), kept.pop(certificate.fingerprint, None)
        if former is None:
            yield _KEY_ADDED.told(who=who, key=key)
        elif former.data != certificate.data:
            yield _KEY_RENEWED.told(who=who, key=key)
        was = None if former is None else former.retired
        if certificate.retired is not None and certificate.retired != was:
            yield _KEY_RETIRED.told(who=who, key=key, day=certificate.retired)
        elif certificate.retired is None and was is not None:
            yield _KEY_BACK.told(who=who, key=key)
    yield from (_KEY_GONE.told(who=who, key=grouped(fingerprint)) for fingerprint in kept)


def _periods(now: Retention, before: Retention) -> Iterator[str]:
    for name in Retention.__struct_fields__:
        new, old = getattr(now, name), getattr(before, name)
        if new != old:
            yield _PERIOD.told(who=name.replace("_", "-"), new=new, old=old)
