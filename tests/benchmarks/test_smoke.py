"""Every benchmark at its smallest: it works, checks what it measures, and gives figures. No time is judged here."""

import math
from pathlib import Path

import pytest

from tests.benchmarks.all_benchmarks import BENCHMARKS, Benchmark
from tests.benchmarks.place import Place
from tests.office_people import OfficeKeys

SHORT = ("report", "first-page", "list")


@pytest.mark.parametrize(
    "benchmark",
    [
        pytest.param(
            benchmark, id=benchmark.name, marks=() if benchmark.name in SHORT else pytest.mark.thorough
        )
        for benchmark in BENCHMARKS
    ],
)
def test_the_benchmark_does_the_work_that_it_measures(
    benchmark: Benchmark, tmp_path: Path, office_keys: OfficeKeys
) -> None:
    figures = benchmark.run(Place(tmp_path, office_keys), benchmark.smallest, 1)
    assert figures
    assert all(math.isfinite(figure.value) for figure in figures)
