"""The memory of each place: the newest file, every message, and the first withdrawals."""

from datetime import date, timedelta

import pytest

from journalist_interface.cache.known_places import MOST_AT_A_PLACE, Fact, KnownPlaces, PlaceContent
from store.domain.withdrawal import Withdrawal
from tests.clocks import TODAY

CASE, FILE, OTHER = "c" * 32, "a" * 32, "b" * 32


def withdrawn(place: int, blob: str = FILE, entry: int = 9) -> Withdrawal:
    return Withdrawal(CASE, place, blob, entry)


@pytest.mark.parametrize("order", [(FILE, None), (None, FILE), (None, FILE, OTHER, FILE)])
def test_a_place_that_ever_had_a_message_contradicts_each_withdrawal(order: tuple[str | None, ...]) -> None:
    known = KnownPlaces()
    for blob in order:
        known |= KnownPlaces.of({2: blob})
    assert known.against(withdrawn(2))


def test_a_place_that_was_never_read_or_had_this_file_last_contradicts_no_withdrawal_of_it() -> None:
    known = KnownPlaces.of({2: OTHER}) | KnownPlaces.of({2: FILE})
    assert not known.against(withdrawn(2))
    assert known.against(withdrawn(2, OTHER))
    assert not known.against(withdrawn(3, OTHER))


def test_of_each_place_the_first_withdrawals_stay_up_to_a_bound() -> None:
    known = KnownPlaces().with_withdrawn([withdrawn(3)], {})
    for number in range(3 * MOST_AT_A_PLACE):
        known = known.with_withdrawn([withdrawn(2, f"{number:032x}"), withdrawn(3)], {})
    assert known.withdrawn_places == {2, 3}
    assert known.withdrawn_blobs == {FILE, *(f"{number:032x}" for number in range(MOST_AT_A_PLACE))}
    assert len(known.withdrawn) == MOST_AT_A_PLACE + 1


def test_a_signed_loss_takes_out_its_places_and_what_was_withdrawn_in_them() -> None:
    read = KnownPlaces.of({1: None, 2: FILE, 3: None, 4: OTHER, 5: None}, messages=[2, 4])
    known = read.with_withdrawn(
        [withdrawn(2, entry=3), withdrawn(2, OTHER, entry=4), withdrawn(4, entry=5)], {}
    )
    left = known.without_lost({4}.__contains__, TODAY)
    assert left.blobs == {1: None, 2: FILE, 3: None, 5: None}
    assert left.messages == {1, 2, 3, 5}
    assert left.withdrawn == (withdrawn(2, entry=3), withdrawn(4, entry=5))


def test_a_signed_loss_leaves_what_the_store_showed_after_the_day_of_the_restore() -> None:
    """A workstation may know a message of a place that is lost, and a file that came there afterwards."""
    before = [withdrawn(2, entry=3), withdrawn(2, OTHER, entry=3)]
    days: list[tuple[Fact, date]] = [((2, None), TODAY), ((4, None), TODAY)]
    known = KnownPlaces.of({2: None, 4: None}, days=days).with_withdrawn(before, {3: TODAY})
    later = TODAY + timedelta(days=1)
    known |= KnownPlaces.of({2: FILE, 4: None}, days=[((2, FILE), later), ((4, None), later)])
    known = known.with_withdrawn(before[:1], {3: later})
    left = known.without_lost({2, 3, 4}.__contains__, TODAY)
    assert left.blobs == {2: FILE, 4: None}
    assert left.messages == {4}
    assert left.withdrawn == (before[0],)
    assert left.without_lost({2, 3, 4}.__contains__, later) == KnownPlaces()


def test_a_clock_that_is_set_back_makes_nothing_older() -> None:
    later, days = TODAY + timedelta(days=1), [((2, FILE), TODAY)]
    known = KnownPlaces.of({2: FILE}, days=[((2, FILE), later)]).with_withdrawn([withdrawn(2)], {9: later})
    known |= KnownPlaces.of({2: FILE}, days=days)
    known = known.with_withdrawn([withdrawn(2)], {9: TODAY})
    assert known.without_lost(range(2, 10).__contains__, TODAY) == known
    assert known.shown_on(2) == later


def test_all_that_was_read_in_a_place_stays_up_to_a_bound_until_a_loss_takes_it_out() -> None:
    later, known = TODAY + timedelta(days=1), KnownPlaces()
    read = [PlaceContent(2, f"{number:064x}") for number in range(2 * MOST_AT_A_PLACE)]
    for content in read:
        known |= KnownPlaces.of({}, days=[(content, TODAY)], contents=[content])
    assert known.contents == tuple(read[:MOST_AT_A_PLACE])
    known |= KnownPlaces.of({}, days=[(read[1], later)], contents=[read[1]])
    left = known.without_lost({2}.__contains__, TODAY)
    assert (left.contents, left.days) == ((read[1],), {read[1]: later})
