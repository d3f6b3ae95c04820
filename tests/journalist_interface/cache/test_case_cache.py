"""A case too large for its file: its messages are read again, and what was at each place stays known."""

from pathlib import Path

import msgspec

from journalist_interface.cache.case_cache import (
    MOST_FILE_BYTES,
    CaseCache,
    KeptCase,
    KeptEntry,
    KeptMessage,
)
from journalist_interface.cache.known_places import KnownPlaces, PlaceContent
from store.api.messages import CaseRow
from store.domain.envelope import Excluded
from store.domain.event import CaseRole, SignedEvent
from store.domain.withdrawal import Withdrawal
from tests.clocks import TODAY

CASE, DIGEST = "c" * 32, "d" * 64
ROW = CaseRow(
    CASE, "received", TODAY, TODAY, 0, 1, CaseRole.OFFICER, True, None, None,
    False, False, 0, DIGEST,
)  # fmt: skip
PLACE = KeptEntry(1, "reporter", DIGEST, None)


def test_a_case_beyond_the_bound_keeps_what_was_at_each_place(tmp_path: Path) -> None:
    cache = CaseCache(tmp_path, bytes(32))
    message = KeptMessage(DIGEST, bytes(MOST_FILE_BYTES), "9:" + "A" * 64)
    cache.save(KeptCase(CASE, ROW, (PLACE,), (), (message,), ()))
    found = cache.load(CASE)
    assert found is not None
    assert (found.entries, found.messages) == ((PLACE,), ())


def test_of_a_case_whose_history_alone_is_too_large_places_exclusions_and_withdrawals_stay_known(
    tmp_path: Path,
) -> None:
    history = (SignedEvent(b"x" * 1000, b"x"),) * (MOST_FILE_BYTES // 1000)
    index, excluded = CaseCache(tmp_path, bytes(32)), (Excluded("dewi", "kepala"),)
    withdrawn = (Withdrawal(CASE, 2, "b" * 32, 3),)
    index.save(KeptCase(CASE, ROW, (PLACE,), history, (), (), excluded, withdrawn))
    assert index.load(CASE) == KeptCase(CASE, ROW, (PLACE,), (), (), (), excluded, withdrawn)


def test_an_index_without_days_is_read_and_holds_what_a_restore_can_have_lost() -> None:
    case = KeptCase(CASE, ROW, (PLACE,), (), (), (), (), (Withdrawal(CASE, 1, "b" * 32, 2),))
    written = msgspec.msgpack.decode(msgspec.msgpack.encode(case))
    del written["days"]
    known = msgspec.convert(written, KeptCase).known()
    assert known == case.known()
    assert known.without_lost({1, 2}.__contains__, TODAY) == KnownPlaces()


def test_an_index_from_before_contents_were_known_is_read() -> None:
    content = PlaceContent(2, DIGEST)
    case = KeptCase(CASE, ROW, (PLACE,), (), (), (), contents=((content, TODAY),))
    written = msgspec.msgpack.decode(msgspec.msgpack.encode(case))
    assert msgspec.convert(written, KeptCase).known().days == {content: TODAY}
    del written["contents"]
    assert msgspec.convert(written, KeptCase).known().contents == ()
