"""The pages of a long PDF as pictures out of the sandbox: when the first is there, and what memory they take."""

import os
from typing import Final

from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.parts import PagePicture
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.process_memory import peak, reset_peak, resident, watching
from tests.benchmarks.timing import seconds, spread
from tests.journalist_interface.evidence import made_files
from tests.process_tree import descendants

MOST_SECONDS: Final = 3.0
MOST_MEMORY: Final = 200.0
_MB: Final = 1_000_000


def run(_place: Place, pages: int, rounds: int) -> list[Figure]:
    """A PDF of so many pages, each shown and forgotten."""
    content = made_files.pdf(pages)
    _pages(content)  # the sandbox was tried, and its programs are in the system's cache
    first = [seconds(lambda: _first_page(content)) for _round in range(rounds)]
    before = resident(os.getpid())
    reset_peak(os.getpid())
    with watching(lambda: descendants(os.getpid())) as converters:
        whole = seconds(lambda: require(_pages(content) == pages, "a page is missing"))
    grown = (peak(os.getpid()) - before) / _MB
    middle = sorted(first)[len(first) // 2]
    named = f"a PDF of {pages} pages"
    return [
        Figure(f"{named}: its first page", middle, "s", MOST_SECONDS, spread(first)),
        Figure(f"{named}: all of them", whole, "s"),
        Figure(f"{named}: memory of the workstation", grown, "MB", MOST_MEMORY, "above idle"),
        Figure(
            f"{named}: memory of a converter",
            converters.highest / _MB,
            "MB",
            MOST_MEMORY,
            "the largest of them",
        ),
    ]


def _first_page(content: bytes) -> None:
    conversion = convert((content,))
    require(any(isinstance(part, PagePicture) for part in conversion), "there is no page")
    conversion.close()


def _pages(content: bytes) -> int:
    return sum(isinstance(part, PagePicture) for part in convert((content,)))
