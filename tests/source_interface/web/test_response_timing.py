"""The step of the answers to a code grows with the machine's load, and never tells of the answer itself."""

import pytest

from source_interface.web.response_timing import REMEMBERED, AdaptiveStep


@pytest.mark.parametrize(
    ("before", "step"),
    [([], 0.5), ([0.1] * 9, 0.5), ([0.1, 0.4], 1.0), ([0.7, 0.1], 2.0), ([1.4], 4.0), ([30.0], 4.0)],
)
def test_the_step_is_longer_than_what_the_last_answers_took(before: list[float], step: float) -> None:
    steps = AdaptiveStep(0.5)
    for seconds in before:
        steps.after(seconds)
    assert steps.after(0.01) == step


def test_an_answer_does_not_lengthen_its_own_step() -> None:
    assert AdaptiveStep(0.5).after(2.0) == AdaptiveStep(0.5).after(0.01) == 0.5


def test_a_slow_answer_is_forgotten_after_many_quick_ones() -> None:
    steps = AdaptiveStep(0.5)
    steps.after(3.0)
    found = [steps.after(0.05) for _answer in range(REMEMBERED + 1)]
    assert (found[0], found[REMEMBERED - 1], found[REMEMBERED]) == (4.0, 4.0, 0.5)
