"""Floods of a running source interface of its own, and what becomes of honest people beside them.

python -m tests.load flood          all kinds of senders at once, and how large the server was
python -m tests.load codes          codes without end over ever new circuits
python -m tests.load codes --tor    the same through a private Tor network on this machine
python -m tests.load capacity       reports with a file, as many as one core carries beside fifty officers
python -m tests.load spam           10,000 alike reports, and the officer who gets rid of them

Prints figures beside their targets. Exit code 0 when every target holds, 1 when one is missed, 2 when an opening whose
time counts led nowhere.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.figures import WrongResultError, table
from tests.load import capacity, codes, socket_flood, spam, tor_flood
from tests.load.unix_server import unix_server
from tests.office import TestOffice
from tests.office_people import OfficeKeys

_WRONG = 2


def main() -> int:
    """The exit code."""
    asked = _arguments()
    with _office() as office:
        try:
            status: int = asked.run(office, asked)
        except WrongResultError as wrong:
            sys.stderr.write(f"{wrong}\n")
            return _WRONG
    return status


def _flood(office: TestOffice, asked: argparse.Namespace) -> int:
    measured = (tor_flood if asked.tor else socket_flood).measure(office, asked.seconds or 60)
    sys.stdout.write(measured.lines() + "\n")
    return 0 if measured.good else 1


def _codes(office: TestOffice, asked: argparse.Namespace) -> int:
    plan = codes.Plan(samples=0) if asked.tor else codes.Plan()
    changes = {
        name: getattr(asked, name) for name in ("seconds", "samples") if getattr(asked, name) is not None
    }
    plan = replace(plan, **changes)
    with unix_server(office) as server:
        if asked.tor:
            with tor_flood.through_tor(server.path) as connect:
                figures = codes.measure(connect, server, plan)
        else:
            figures = codes.measure(server.connect, server, plan)
    sys.stdout.write(table(figures) + "\n")
    return 1 if any(figure.verdict == "misses" for figure in figures) else 0


def _spam(office: TestOffice, asked: argparse.Namespace) -> int:
    figures = spam.measure(office, spam.Flood(asked.reports, asked.kill))
    sys.stdout.write(table(figures) + "\n")
    return 1 if any(figure.verdict == "misses" for figure in figures) else 0


def _capacity(office: TestOffice, asked: argparse.Namespace) -> int:
    sys.stdout.write(table(capacity.measure(office, capacity.Capacity(asked.seconds))) + "\n")
    return 0


@contextmanager
def _office() -> Iterator[TestOffice]:
    with tempfile.TemporaryDirectory() as folder, OfficeKeys(Path(folder, "keys")) as keys:
        office = TestOffice(Path(folder, "office"), keys)
        try:
            yield office
        finally:
            office.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    floods = parser.add_subparsers(metavar="FLOOD", required=True)
    for name, run in (("flood", _flood), ("codes", _codes)):
        flood = floods.add_parser(name)
        flood.set_defaults(run=run)
        flood.add_argument(
            "--tor", action="store_true", help="through a private Tor network; needs Debian's tor"
        )
        flood.add_argument("--seconds", type=float, help="how long honest people come, in each part of it")
        if run is _codes:
            flood.add_argument(
                "--samples", type=int, help="openings of each kind for the classifier; 0 for none"
            )
    flood = floods.add_parser("capacity")
    flood.set_defaults(run=_capacity)
    flood.add_argument("--seconds", type=float, default=300.0, help="how long they work")
    flood = floods.add_parser("spam")
    flood.set_defaults(run=_spam)
    flood.add_argument("--reports", type=int, default=10_000, help="how many are alike")
    flood.add_argument("--kill", type=float, metavar="SHARE", help="kill the workstation after this share")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
