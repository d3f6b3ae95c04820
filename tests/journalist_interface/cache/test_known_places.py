"""What is remembered of each place: the newest file, every message, and the first withdrawals."""

import pytest

from journalist_interface.cache.known_places import MOST_AT_A_PLACE, KnownPlaces
from store.domain.withdrawal import Withdrawal

CASE, FILE, OTHER = "c" * 32, "a" * 32, "b" * 32


def withdrawn(place: int, blob: str = FILE, entry: int = 9) -> Withdrawal:
    return Withdrawal(CASE, place, blob, entry)


@pytest.mark.parametrize("order", [(FILE, None), (None, FILE), (None, FILE, OTHER, FILE)])
def test_a_place_that_ever_had_a_message_contradicts_each_withdrawal(order: tuple[str | None, ...]) -> None:
    known = KnownPlaces()
    for blob in order:
        known |= KnownPlaces.of({2: blob})
    assert known.contradict(withdrawn(2))


def test_a_place_that_was_never_read_or_had_this_file_last_contradicts_no_withdrawal_of_it() -> None:
    known = KnownPlaces.of({2: OTHER}) | KnownPlaces.of({2: FILE})
    assert not known.contradict(withdrawn(2))
    assert known.contradict(withdrawn(2, OTHER))
    assert not known.contradict(withdrawn(3, OTHER))


def test_of_each_place_the_first_withdrawals_stay_up_to_a_bound() -> None:
    known = KnownPlaces().with_withdrawn([withdrawn(3)])
    for number in range(3 * MOST_AT_A_PLACE):
        known = known.with_withdrawn([withdrawn(2, f"{number:032x}"), withdrawn(3)])
    assert known.withdrawn_places == {2, 3}
    assert known.withdrawn_blobs == {FILE, *(f"{number:032x}" for number in range(MOST_AT_A_PLACE))}
    assert len(known.withdrawn) == MOST_AT_A_PLACE + 1


def test_a_signed_loss_takes_out_what_came_after_it_and_what_was_withdrawn_after_it() -> None:
    read = KnownPlaces.of({1: None, 2: FILE, 3: None, 4: OTHER}, messages=[2, 4])
    known = read.with_withdrawn([withdrawn(2, entry=3), withdrawn(2, OTHER, entry=5)])
    left = known.through(3)
    assert left.blobs == {1: None, 2: FILE, 3: None}
    assert left.messages == {1, 2, 3}
    assert left.withdrawn == (withdrawn(2, entry=3),)
