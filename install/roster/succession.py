"""Allowed changes from one roster to the next: people, positions and keys stay, because signatures outlive them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from crypto.gpg.certificate import lost_signers
from crypto.gpg.errors import CertificateError
from install.language import Sentence
from store.domain.roster import Person, Roster, RosterCertificate
from store.domain.roster_verification import certificate_info

_POSITION_GONE: Final = Sentence(
    "Jabatan {id} ada di roster sebelumnya dan sekarang tidak ada. Pengenalnya tetap; sebutannya boleh berubah.",
    "The position {id} was in the last roster and is missing. Its id stays; its titles may change.",
)
_PERSON_GONE: Final = Sentence(
    "{id} ada di roster sebelumnya dan sekarang tidak ada. Yang keluar tetap tercantum, dengan `left = HARI`.",
    "{id} was in the last roster and is missing. Who leaves stays in it, with `left = DAY`.",
)
KEY_FAULT: Final = Sentence("Kunci {key} milik {id} {fault}", "The key {key} of {id} {fault}")
_SEVERAL: Final = Sentence(
    "{id} mempunyai {count} kunci yang belum dipensiunkan ({keys}): semuanya dienkripsi ke masing-masing, dan "
    "masing-masing dapat masuk. Pensiunkan yang sudah diganti, dengan hari terakhirnya di `retired`.",
    "{id} has {count} keys that are not retired ({keys}): all is encrypted to each, and each signs in. Retire the one "
    "that was replaced, with its last day under `retired`.",
)
_NONE_IN_USE: Final = Sentence(
    "Semua kunci {id} sudah dipensiunkan: tidak ada yang dienkripsi ke sana, dan orang itu tidak dapat masuk sampai "
    "mempunyai kunci baru.",
    "All keys of {id} are retired: nothing is encrypted to them, and they cannot sign in until they have a new one.",
)
_RETIRED_IN_THE_PAST: Final = Sentence(
    "Kunci {key} milik {id} dipensiunkan pada {day}: perkara yang ditandatanganinya sesudah hari itu terhenti. Audit "
    "penyimpanan dengan roster ini sebelum menerbitkannya.",
    "The key {key} of {id} is retired on {day}: a case in which it signed after that day stands still. Audit the store "
    "with this roster before you publish it.",
)
_OTHER_NAME: Final = Sentence(
    "{id} bernama lain di roster sebelumnya. Bila ini orang lain, beri pengenal sendiri: dengan pengenal ini ia "
    "membaca yang dibaca orang sebelumnya, dan bertanggung jawab atas yang ditandatanganinya.",
    "{id} had another name in the last roster. If this is another person, give them an id of their own: under this one "
    "they read what the other read, and answer for what the other signed.",
)
_OTHER_TITLE: Final = Sentence(
    "{id} mempunyai sebutan lain di roster sebelumnya. Bila ini jabatan lain, beri pengenal sendiri: yang dikecualikan "
    "pada yang satu akan dikecualikan pada yang lain.",
    "{id} had another title in the last roster. If this is another position, give it an id of its own: who was "
    "excluded in the one would be excluded in the other.",
)
_KEY_GONE: Final = Sentence(
    "Kunci {key} milik {id} ada di roster sebelumnya dan sekarang tidak ada: yang ditandatanganinya tidak dapat "
    "diperiksa lagi. Kunci itu tetap tercantum, dengan hari terakhirnya di `retired`.",
    "The key {key} of {id} was in the last roster and is missing: what it signed could not be checked any more. It "
    "stays, with its last day under `retired`.",
)
_BROUGHT_BACK: Final = Sentence(
    "Kunci {key} milik {id} dipensiunkan pada {day} di roster sebelumnya. Itu tetap berlaku; kunci baru "
    "menggantikannya.",
    "The key {key} of {id} was retired on {day} in the last roster. It stays retired; a new key takes its place.",
)
_REVOKED: Final = Sentence(
    "dicabut. Yang ditandatanganinya tidak dapat diperiksa lagi: kembalikan sertifikat sebelumnya, lalu pensiunkan.",
    "was revoked. Nothing that it signed could be checked any more: put back the certificate from before, and retire "
    "it.",
)
_SIGNATURES_LOST: Final = Sentence(
    "mempunyai sertifikat baru, dan menurut sertifikat itu tanda tangan yang dibuat dengan {signers} tidak berlaku "
    "lagi: subkunci itu dicabut, tidak lagi untuk menandatangani, berakhir lebih awal, diikat dengan cara lain, atau "
    "tidak ada. Setiap perkara yang ditandatanganinya akan terhenti. Kembalikan sertifikat sebelumnya, atau yang "
    "diekspor dengan `{command}`. Bila kunci ini tidak boleh dipakai lagi, pensiunkan, dan pemiliknya membuat kunci "
    "baru dengan entri sendiri.",
    "has a new certificate by which signatures made with {signers} no longer count: that subkey is revoked, no longer "
    "for signing, ends earlier, is bound in another way, or is missing. Each case in which it signed would stand "
    "still. Put back the certificate from before, or one exported with `{command}`. If this key must not be used any "
    "more, retire it, and its owner makes a new key with an entry of its own.",
)
# export-minimal leaves out subkeys that have ended.
CLEAN_EXPORT: Final = "gpg --export-options export-clean --export"
_TO_COME: Final = Sentence(
    "dipensiunkan pada {day}. Pilih hari yang sudah tiba: sampai hari itu kunci ini masih menandatangani.",
    "is retired on {day}. Take a day that has come: until then it would still sign.",
)


def gone(roster: Roster, previous: Roster) -> list[str]:
    """Return a sentence for each entry that was removed or brought back.

    Signatures of a removed person or key could not be checked any more, and their cases would stand still. A renamed
    position frees its successor from exclusions.
    """
    kept = {position.id for position in roster.positions}
    found = [
        _POSITION_GONE.told(id=position.id) for position in previous.positions if position.id not in kept
    ]
    for before in previous.people:
        now = roster.person(before.id)
        if now is None:
            found.append(_PERSON_GONE.told(id=before.id))
        else:
            found += _keys_gone(now, before)
    return found


def signatures_lost(roster: Roster, previous: Roster, day: date) -> list[str]:
    """Return a sentence for each key whose certificate was exchanged so that what it signed would be bad.

    A key that was extended, or has a new subkey beside the old ones, loses nothing.
    """
    before = {key.fingerprint: key.data for person in previous.people for key in person.certificates}
    found = []
    for person in roster.people:
        for key in person.certificates:
            old = before.get(key.fingerprint, key.data)
            if old == key.data or certificate_info(key).revoked:  # `unverifiable` reports a revoked one
                continue
            if lost := _lost(old, key, day):
                fault = _SIGNATURES_LOST.told(signers=", ".join(sorted(lost)), command=CLEAN_EXPORT)
                found.append(KEY_FAULT.told(key=key.fingerprint, id=person.id, fault=fault))
    return found


def unverifiable(roster: Roster) -> list[str]:
    """Return a sentence for each person's key that the roster makes worthless or retires before its time."""
    return [
        KEY_FAULT.told(key=key.fingerprint, id=person.id, fault=fault)
        for person in roster.people
        for key in person.certificates
        if (fault := _key_fault(key, roster))
    ]


def succession(person: Person) -> list[str]:
    """Return a warning about a person with more than one key in use, or none."""
    in_use = [certificate.fingerprint for certificate in person.in_use()]
    if len(in_use) > 1:
        return [_SEVERAL.told(id=person.id, count=len(in_use), keys=", ".join(in_use))]
    if person.certificates and not in_use:
        return [_NONE_IN_USE.told(id=person.id)]
    return []


def newly_retired(roster: Roster, previous: Roster) -> list[str]:
    """Return what to check before retiring keys on a past day: signatures made since are not believed."""
    return [
        _RETIRED_IN_THE_PAST.told(key=key.fingerprint, id=person.id, day=key.retired)
        for person in roster.people
        for key in person.certificates
        if key.retired is not None and key.retired < roster.issued and key.retired != _last_day(previous, key)
    ]


def renamed(roster: Roster, previous: Roster) -> Iterator[str]:
    """Yield a sentence for each renamed person or position: under a reused id, another person reads what it read."""
    people = {person.id: person.name for person in roster.people}
    for person in previous.people:
        if people.get(person.id, person.name) != person.name:
            yield _OTHER_NAME.told(id=person.id)
    titles = {position.id: (position.title, position.title_en) for position in roster.positions}
    for position in previous.positions:
        before = position.title, position.title_en
        if titles.get(position.id, before) != before:
            yield _OTHER_TITLE.told(id=position.id)


def _lost(old: bytes, key: RosterCertificate, day: date) -> frozenset[str]:
    try:
        return lost_signers(old, key.data, day)
    except CertificateError:  # one of them is too odd to be compared
        return frozenset({key.fingerprint})


def _keys_gone(now: Person, before: Person) -> Iterator[str]:
    kept = {key.fingerprint: key for key in now.certificates}
    for key in before.certificates:
        if key.fingerprint not in kept:
            yield _KEY_GONE.told(key=key.fingerprint, id=before.id)
        elif key.retired is not None and kept[key.fingerprint].retired is None:
            yield _BROUGHT_BACK.told(key=key.fingerprint, id=before.id, day=key.retired)


def _key_fault(key: RosterCertificate, roster: Roster) -> str | None:
    if certificate_info(key).revoked:
        return _REVOKED.told()
    if key.retired is not None and key.retired > roster.issued:
        return _TO_COME.told(day=key.retired)
    return None


def _last_day(roster: Roster, key: RosterCertificate) -> date | None:
    known = (certificate for person in roster.people for certificate in person.certificates)
    return next(
        (certificate.retired for certificate in known if certificate.fingerprint == key.fingerprint), None
    )
