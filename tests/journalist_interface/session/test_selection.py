"""A choice of reports has one name, however often its pages are turned."""

from dataclasses import replace

from journalist_interface.session.selection import Selection
from journalist_interface.verification.decision_basis import SeenUpTo

CHOSEN = Selection("a" * 32, {"a" * 32: SeenUpTo(0, 1), "b" * 32: SeenUpTo(0, 2)})


def test_the_same_choice_has_the_same_key() -> None:
    assert replace(CHOSEN, seen=dict(reversed(list(CHOSEN.seen.items())))).key == CHOSEN.key


def test_another_report_or_one_that_went_on_is_another_choice() -> None:
    others = [
        replace(CHOSEN, like="b" * 32),
        replace(CHOSEN, seen={"a" * 32: SeenUpTo(0, 1)}),
        replace(CHOSEN, seen={**CHOSEN.seen, "b" * 32: SeenUpTo(1, 2)}),
    ]
    assert len({choice.key for choice in (CHOSEN, *others)}) == len(others) + 1
