"""Every benchmark, with its size for a real run and for the suite."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.benchmarks import (
    first_page,
    leaders_figures,
    listing,
    long_work_list,
    newcomer,
    opening,
    picturing,
    reporting,
    shape,
    taking_in,
    uploading,
)
from tests.benchmarks.figures import Figure
from tests.benchmarks.place import Place


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`run(place, size, rounds)` gives figures; `of` says what the size counts."""

    name: str
    run: Callable[[Place, int, int], list[Figure]]
    of: str
    size: int
    rounds: int
    smallest: int


BENCHMARKS: Final = (
    Benchmark("upload", uploading.run, "megabytes of the file", 500, 7, 3),
    Benchmark("report", reporting.run, "readers", reporting.READERS, 40, 2),
    Benchmark("first-page", first_page.run, "requests a round", 2_000, 9, 8),
    Benchmark("shape", shape.run, "openings of each kind of mailbox", 1_000, 1, 5),
    Benchmark("newcomer", newcomer.run, "way in each language", 1, 1, 1),
    Benchmark("opening", opening.run, "messages of the case", 100, 5, 5),
    Benchmark("picturing", picturing.run, "pages of the PDF", 200, 5, 3),
    Benchmark("list", listing.run, "cases in the list", 100_000, 25, 120),
    Benchmark("worklist", long_work_list.run, "cases in the list", 1_000, 5, 12),
    Benchmark("figures", leaders_figures.run, "statistics records", 10_000, 3, 12),
    Benchmark("intake", taking_in.run, "stored cases", 1_000_000, 15, 50),
)
