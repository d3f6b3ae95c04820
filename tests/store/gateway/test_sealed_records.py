"""A private record is served to its owner alone, replaces only what its writer read, and is never plain text."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import msgspec

from store.api.sealed_records import MAX_SEALED_BYTES, NewSealedRecord, SealedRecordFile
from store.cases.sealed_records import private_record, replace_private_record
from store.engine.database import Database
from store.errors import ConflictError
from tests import stand_ins
from tests.office import TestOffice
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import SignedInClient, SignInHere, assert_refused

pytestmark = ON_BOTH
ADDRESS = "/v1/private-record"


def lies(visitor: SignedInClient) -> bytes | None:
    return msgspec.json.decode(visitor.get(ADDRESS).data, type=SealedRecordFile).record


def new(record: bytes, before: bytes | None = None) -> NewSealedRecord:
    return NewSealedRecord(record, None if before is None else hashlib.sha256(before).hexdigest())


def test_each_person_gets_and_replaces_their_own_record_alone(signed_in: SignInHere) -> None:
    sari, budi = signed_in("sari"), signed_in("budi")
    first, second = stand_ins.message(b"of sari"), stand_ins.message(b"of sari, later")
    assert lies(sari) is None
    assert sari.post(ADDRESS, new(first)).status_code == 201
    assert (lies(sari), lies(budi)) == (first, None)
    assert budi.post(ADDRESS, new(stand_ins.message(b"of budi"))).status_code == 201
    assert sari.post(ADDRESS, new(second, first)).status_code == 201
    assert (lies(sari), lies(budi)) == (second, stand_ins.message(b"of budi"))


def test_what_another_workstation_saved_meanwhile_is_not_lost(signed_in: SignInHere) -> None:
    sari, first, second = signed_in("sari"), stand_ins.message(b"one"), stand_ins.message(b"two")
    sari.post(ADDRESS, new(first))
    for late in (new(second), new(second, stand_ins.message(b"never there"))):
        assert_refused(sari.post(ADDRESS, late), 409, "conflict")
    assert lies(sari) == first


def test_of_two_at_once_one_is_refused(database: Database) -> None:
    records = [stand_ins.message(b"%d" % number) for number in range(6)]

    def saves(record: bytes) -> bool:
        try:
            replace_private_record(database, "sari", record, None)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(len(records)) as threads:
        assert sorted(threads.map(saves, records)) == [False] * 5 + [True]
    assert private_record(database, "sari") in records


def test_plain_text_a_message_to_several_people_and_a_large_one_are_refused(signed_in: SignInHere) -> None:
    sari = signed_in("sari")
    for record in (b"plain text", stand_ins.message(keys=(stand_ins.FORMER_KEY,) * 2)):
        assert_refused(sari.post(ADDRESS, new(record)), 422, "not-encrypted")
    large = {"record": "A" * (MAX_SEALED_BYTES * 4 // 3 + 8), "replaces": None}
    assert_refused(sari.post(ADDRESS, msgspec.json.encode(large), "application/json"), 422, "invalid")
    assert lies(sari) is None


def test_under_an_expired_roster_it_is_read_and_not_replaced(
    office: TestOffice, signed_in: SignInHere
) -> None:
    sari, record = signed_in("sari"), stand_ins.message(b"mine")
    sari.post(ADDRESS, new(record))
    office.publish(expires=office.clock.today())
    office.move(days=1)
    sari = signed_in("sari")
    assert lies(sari) == record
    assert_refused(sari.post(ADDRESS, new(record, record)), 423, "roster-expired")


def test_the_offices_texts_are_one_record_that_whoever_answers_reporters_replaces(
    office: TestOffice, signed_in: SignInHere
) -> None:
    address, first, second = "/v1/office-texts", stand_ins.message(b"one"), stand_ins.message(b"two")
    office.with_everybody()
    sari, budi, joko = (signed_in(person) for person in ("sari", "budi", "joko"))
    assert sari.post(address, new(first)).status_code == 201
    assert_refused(budi.post(address, new(second)), 409, "conflict")
    assert budi.post(address, new(second, first)).status_code == 201
    assert msgspec.json.decode(sari.get(address).data, type=SealedRecordFile).record == second
    assert_refused(sari.post(address, new(b"plain text", second)), 422, "not-encrypted")
    assert_refused(joko.get(address), 404, "not-found")
    assert_refused(joko.post(address, new(first, second)), 404, "not-found")
