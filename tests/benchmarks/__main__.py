"""Measures what the project promises about speed and memory, and prints one table of it.

python -m tests.benchmarks                        everything
python -m tests.benchmarks upload opening         only these
python -m tests.benchmarks intake --size 100000   another size (of what, the list below tells)

A figure is printed only after what was measured was checked: statuses, and the bytes that decrypt. Exit code 0 when
every target holds, 1 when one is missed, 2 when something did not do its work.
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.all_benchmarks import BENCHMARKS, Benchmark
from tests.benchmarks.figures import Figure, WrongResultError, table
from tests.benchmarks.place import Place
from tests.office_people import OfficeKeys

_MISSED, _WRONG = 1, 2


def main() -> int:
    """The exit code."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_WRONG))  # gigabytes of folders must not stay
    chosen = [
        benchmark for benchmark in BENCHMARKS if benchmark.name in (asked.benchmark or [benchmark.name])
    ]
    figures: list[Figure] = []
    with (
        TemporaryDirectory(prefix="kentongan-benchmarks-", dir=asked.folder) as folder,
        OfficeKeys(Path(folder) / "keys") as keys,
    ):
        for benchmark in chosen:
            _tell(f"{benchmark.name} …")
            try:
                figures += _measured(benchmark, keys, asked)
            except (WrongResultError, AssertionError) as wrong:
                _tell(f"{benchmark.name}: {wrong}")
                return _WRONG
    sys.stdout.write(f"{_machine()}\n\n{table(figures)}\n")
    return _MISSED if any(figure.verdict == "misses" for figure in figures) else 0


def _measured(benchmark: Benchmark, keys: OfficeKeys, asked: argparse.Namespace) -> list[Figure]:
    """In a folder of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="kentongan-benchmarks-", dir=asked.folder) as folder:
        size, rounds = asked.size or benchmark.size, asked.rounds or benchmark.rounds
        return benchmark.run(Place(Path(folder), keys), size, rounds)


def _arguments() -> argparse.Namespace:
    sizes = "\n".join(
        f"  {benchmark.name:<12}{benchmark.size:>9,} {benchmark.of}, {benchmark.rounds} rounds"
        for benchmark in BENCHMARKS
    )
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        epilog=f"benchmarks and their sizes:\n{sizes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [benchmark.name for benchmark in BENCHMARKS]
    parser.add_argument("benchmark", nargs="*", metavar="BENCHMARK", help=f"{', '.join(names)} (all of them)")
    parser.add_argument("--size", type=_positive, metavar="N", help="another size; needs one benchmark")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="how often each side is measured")
    parser.add_argument(
        "--folder", type=Path, help="on the disk to be measured; not in memory (default: TMPDIR)"
    )
    found = parser.parse_args()
    unknown = set(found.benchmark) - set(names)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    if found.size is not None and len(found.benchmark) != 1:
        parser.error("--size counts something else in each benchmark: name one")
    if found.folder is not None and not found.folder.is_dir():
        parser.error(f"{found.folder} is not a folder")
    return found


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {memory:.0f} GiB of memory, Python {sys.version.split()[0]}, load at the end {load:.1f}"


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
