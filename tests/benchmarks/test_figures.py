"""The words of the table about a figure."""

import pytest

from tests.benchmarks.figures import Figure, WrongResultError, require, table


def test_a_figure_is_judged_before_it_is_rounded() -> None:
    assert Figure("a", 2.2, target=2.2).verdict == "holds"
    assert Figure("a", 2.201, target=2.2).verdict == "misses"
    assert Figure("a", 1000.0).verdict == ""


def test_the_table_shows_the_target_beside_each_figure() -> None:
    lines = table([Figure("upload", 1.5, target=2.2), Figure("memory", 30.04, "MB", 20.0)]).splitlines()
    assert [cell.strip() for cell in lines[2].split("|")[1:5]] == ["upload", "1.50", "≤ 2.20", "holds"]
    assert [cell.strip() for cell in lines[3].split("|")[1:5]] == ["memory", "30.0 MB", "≤ 20.0 MB", "misses"]


def test_no_figure_without_the_work() -> None:
    require(condition=True, words="never shown")
    with pytest.raises(WrongResultError, match="other bytes"):
        require(condition=b"", words="other bytes came out")
