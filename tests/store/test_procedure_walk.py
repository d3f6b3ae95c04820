"""A short random walk through the real gateway finds no way outside the procedure's text.

It is the same walk each time; `python -m tests.store.procedure_walk` walks as far as one likes.
"""

from pathlib import Path

from tests.office_people import OfficeKeys
from tests.store.domain_table import MOVES
from tests.store.procedure_walk import walk


def test_random_events_by_random_people_find_no_way_outside_the_procedure(
    tmp_path: Path, office_keys: OfficeKeys
) -> None:
    outcome = walk(tmp_path, office_keys, steps=110, seed=582)
    assert set(outcome.moves) <= set(MOVES)
    assert len(outcome.moves) >= 6  # it came somewhere
    assert {"not-yours", "form", "role"} <= set(outcome.refusals)
