"""A bad row has nothing after it fetched again, nor itself, until it is another one or a new key may open it."""

import secrets
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from crypto import signing
from crypto.padding import pad
from journalist_interface.cache import verification_cache
from journalist_interface.verification.case_file import BadRow, CaseFile, FromReporter
from journalist_interface.verification.entry_pages import _MOST_EXTENTS
from journalist_interface.verification.problems import RowProblem
from store.domain.labels import Label
from store.domain.reply import Reply
from tests import stand_ins
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.hostile_gateway import HostileGateway
from tests.journalist_interface.store_rows import encrypted_to, put_envelope, put_plaintext
from tests.office import TestOffice
from tests.source_interface.gpg_runs import GpgRuns

LAST = 7


@dataclass
class Reading:
    """The outcome of one reading, and its requests to the gateway."""

    file: CaseFile
    asked: list[str]

    def problem_at(self, place: int) -> RowProblem | None:
        found = self.file.entries[place]
        return found.problem if isinstance(found, BadRow) else None


class Spoiled:
    """A case with a bad row of each kind between messages, as one colleague reads it through a gateway that counts."""

    def __init__(self, office: TestOffice, hostile: HostileGateway, reader: HeadlessWorkstation) -> None:
        self.office, self._hostile, self._reader = office, hostile, reader
        self.case = office.report("Laporan")
        for number in range(2, LAST + 1):
            self.case.says(f"Pesan {number}")
        self.good = self.envelope(2)
        day = office.clock.today()
        statement = signing.compose(Label.REPLY, Reply(self.case.case, 2, "wati", day, "Palsu"))
        forged = signing.pack(statement, office.keys.holder("wati").sign(b"lain", day))
        put_plaintext(office, self.case, 2, forged, "wati")
        put_envelope(office, self.case.case, 3, stand_ins.message(), "wati")
        put_plaintext(office, self.case, 4, pad(b"{}"), "wati")
        self._take_envelope(5)

    def envelope(self, place: int) -> bytes:
        with self.office.database.read() as session:
            found: bytes = session.execute(
                text('SELECT envelope FROM entry WHERE "case" = :case AND sequence = :place'),
                {"case": self.case.case, "place": place},
            ).scalar_one()
        return found

    def read(self) -> Reading:
        self._hostile.asked.clear()
        file = self._reader.officer.case(self.case.case)
        path = f"/v1/cases/{self.case.case}?"
        return Reading(
            file, [asked.removeprefix(path) for asked, _ in self._hostile.asked if asked.startswith(path)]
        )

    def _take_envelope(self, place: int) -> None:
        with self.office.database.write() as session:
            session.execute(
                text('UPDATE entry SET envelope = NULL WHERE "case" = :case AND sequence = :place'),
                {"case": self.case.case, "place": place},
            )


@pytest.fixture
def spoiled(busy_office: TestOffice, hostile: HostileGateway, behind: HeadlessWorkstations) -> Spoiled:
    return Spoiled(busy_office, hostile, behind.of("sari"))


DIGESTS, NEW = "after=1&through=5&digests=true", f"after={LAST}"


def test_bad_rows_are_fetched_once_and_asked_for_by_their_digests_from_then_on(spoiled: Spoiled) -> None:
    first, *later = [spoiled.read() for _ in range(3)]
    assert first.asked == ["after=0"]
    assert [reading.asked for reading in later] == [[DIGESTS, NEW]] * 2
    for reading in (first, *later):
        assert [reading.problem_at(place) for place in range(1, LAST + 1)] == [
            None,
            RowProblem.FORGED_REPLY,
            RowProblem.UNREADABLE,
            RowProblem.DAMAGED,
            RowProblem.GONE,
            None,
            None,
        ]


def test_a_row_that_the_store_mends_is_fetched_alone_and_read_at_the_next_reading(spoiled: Spoiled) -> None:
    spoiled.read()
    put_envelope(spoiled.office, spoiled.case.case, 2, spoiled.good)
    reading = spoiled.read()
    assert reading.asked == [DIGESTS, "after=1&through=2", NEW]
    assert isinstance(reading.file.entries[2], FromReporter)
    assert spoiled.read().asked == [DIGESTS.replace("after=1", "after=2"), NEW]


def test_a_message_that_was_gone_and_comes_back_is_read_at_the_next_reading(spoiled: Spoiled) -> None:
    spoiled.read()
    put_envelope(spoiled.office, spoiled.case.case, 5, stand_ins.message(b"lain"), "wati")
    reading = spoiled.read()
    assert reading.asked == [DIGESTS, "after=4&through=5", NEW]
    assert reading.problem_at(5) is RowProblem.UNREADABLE


def test_a_key_that_does_not_open_what_it_was_given_for_is_tried_once(spoiled: Spoiled) -> None:
    file = spoiled.read().file
    for _ in range(2):
        file.given.entries.take("wati", [(3, f"9:{secrets.token_hex(32).upper()}")])
        assert spoiled.read().asked == [DIGESTS, "after=2&through=3", NEW]
        assert spoiled.read().asked == [DIGESTS, NEW]


def test_keys_for_bad_rows_that_lie_apart_cost_few_round_trips_and_fetch_none_twice(
    spoiled: Spoiled,
) -> None:
    """One officer has room for thousands, each between two others, and a grant brings keys for all of them."""
    office, case, places = spoiled.office, spoiled.case.case, range(10, 50, 2)
    for place in range(LAST + 1, 52):
        put_envelope(office, case, place, stand_ins.message(str(place).encode()), "wati")
    file = spoiled.read().file
    runs = GpgRuns("--decrypt")
    file.given.entries.take("wati", [(place, f"9:{secrets.token_hex(32).upper()}") for place in places])
    asked = spoiled.read().asked
    runs.counting = False
    assert [query for query in asked if "digests" in query] == ["after=1&through=51&digests=true"]
    assert len(asked) <= 2 + _MOST_EXTENTS
    assert runs.count == 2 * len(places)  # with the key of the grant, and with sari's
    for place in places:
        put_envelope(office, case, place, spoiled.good, "wati")
    reading = spoiled.read()
    assert len(reading.asked) <= 2 + _MOST_EXTENTS
    others = {
        place for place in range(LAST + 1, 52) if reading.problem_at(place) is not RowProblem.UNREADABLE
    }
    assert others == set(places)


def test_keys_that_open_nothing_are_given_up_with_their_giver_alone(
    spoiled: Spoiled, behind: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each grant of other ones had thousands of messages tried anew, minutes of a core at each visit."""
    # The forty runs below take three times as long, on a fast computer too.
    monkeypatch.setattr(verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 0.04)
    office, case, places = spoiled.office, spoiled.case.case, range(LAST + 1, LAST + 41)
    closed = encrypted_to(office, "wati", pad(b"{}"))
    key = behind.of("wati").officer.key.session_key(closed).text
    put_envelope(office, case, LAST + 1, closed, "budi")
    for place in places[1:]:
        put_envelope(office, case, place, stand_ins.message(str(place).encode()), "budi")
    file = spoiled.read().file
    # On a busy machine her forged reply takes longer than the bound.
    file.cache.failures.give_up("wati")

    def keyed() -> Reading:
        file.given.entries.take("wati", [(at, f"9:{secrets.token_hex(32).upper()}") for at in places])
        return spoiled.read()

    keyed()
    runs = GpgRuns("--decrypt")
    reading = keyed()
    runs.counting = False
    assert runs.count == 0
    assert [asked for asked in reading.asked if "digests" not in asked] == [f"after={places[-1]}"]
    assert {reading.problem_at(place) for place in places} == {RowProblem.UNREADABLE}
    file.given.entries.take("joko", [(LAST + 1, key)])
    assert spoiled.read().problem_at(LAST + 1) is RowProblem.DAMAGED  # it is open now


def test_a_message_after_bad_rows_is_read_though_the_store_lists_them_no_more(
    spoiled: Spoiled,
) -> None:
    spoiled.read()
    with spoiled.office.database.write() as session:
        session.execute(
            text('DELETE FROM entry WHERE "case" = :case AND sequence = 3'), {"case": spoiled.case.case}
        )
    spoiled.case.says("Pesan baru")
    reading = spoiled.read()
    assert 3 not in reading.file.entries
    assert isinstance(reading.file.entries[LAST + 1], FromReporter)
