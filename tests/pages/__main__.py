"""Look at every page of the reporter's interface in every state. See the package."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bare.separate import stop_like_ctrl_c
from tests.office_people import OfficeKeys
from tests.pages.run import SeenPages, examiners, look_at_all, made
from tests.pages.views import BROWSERS, View, every_view, some_views


def main() -> int:
    """Print what is wrong, and how often was looked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="in every combination")
    parser.add_argument("--only", default="", metavar="WORDS", help="only states whose names contain this")
    parser.add_argument("--browser", choices=BROWSERS, help="only in this browser")
    parser.add_argument(
        "--part",
        type=_part,
        default=(1, 1),
        metavar="K/N",
        help="only every Nth state, from the Kth: divides hours",
    )
    wanted = parser.parse_args()
    stop_like_ctrl_c()
    every = every_view if wanted.all else some_views

    part, parts = wanted.part

    def chosen(number: int) -> list[View]:
        views = every(number) if number % parts == part - 1 else []
        return [view for view in views if wanted.browser in (None, view.browser)]

    began = time.monotonic()
    with TemporaryDirectory(prefix="kentongan-pages-") as place:
        folder = Path(place)
        with (
            OfficeKeys(_below(folder, "keys")) as keys,
            made(folder, keys, chosen, wanted.only) as (seen, app),
            examiners([wanted.browser] if wanted.browser else BROWSERS) as started,
        ):
            found = _printed(look_at_all(seen, app, started))
    found += _printed([] if wanted.only or parts > 1 else _missing(seen))
    _print_table(seen, time.monotonic() - began, found)
    return 1 if found else 0


def _part(text: str) -> tuple[int, int]:
    """Return the number of a part, and of all parts."""
    part, parts = (int(number) for number in text.split("/"))
    if not 1 <= part <= parts:
        raise ValueError(text)
    return part, parts


def _printed(lines: Iterable[str]) -> int:
    """Print each line as it comes; return how many there were."""
    count = 0
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        count += 1
    return count


def _below(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _missing(seen: SeenPages) -> list[str]:
    """Return what the table of states leaves out."""
    routes = [f"no state asks {method} {rule}" for method, rule in seen.unasked()]
    return routes + seen.branches.missed()


def _print_table(seen: SeenPages, seconds: float, found: int) -> None:
    looked_at = list(filter(None, seen.views.values()))
    views = [view for views in looked_at for view in views]
    for name in ("look", "size", "language", "browser"):
        counted = Counter(str(getattr(view, name)) for view in views)
        sys.stdout.write(f"{name}: {', '.join(f'{value} {count}' for value, count in counted.items())}\n")
    branches = f"{len(seen.branches.taken)} of {len(seen.branches.every)} branches of templates"
    looks = f"{seen.looks} looks in {seconds:.0f} s"
    sys.stdout.write(f"{len(looked_at)} states, {branches}, {looks}: {found} findings\n")


if __name__ == "__main__":
    sys.exit(main())
