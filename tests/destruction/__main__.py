"""The command: see the package's description."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from journalist_interface.presenters.work_list import all_rows
from tests.destruction.byte_search import found_in
from tests.destruction.ended_office import ended_office, kept_words, pieces
from tests.office_people import OfficeKeys
from tests.postgresql_server import PostgreSQL


def main() -> int:
    """Destroy a case in each kind of database, and search for it."""
    parser = argparse.ArgumentParser(prog="python -m tests.destruction")
    parser.add_argument("--sqlite", action="store_true", help="in SQLite")
    parser.add_argument("--postgresql", action="store_true", help="in PostgreSQL")
    chosen = parser.parse_args()
    kinds = [name for name in ("sqlite", "postgresql") if getattr(chosen, name)]
    if not kinds:
        parser.error("name --sqlite, --postgresql or both")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kentongan-destruction-")))
        keys = stack.enter_context(OfficeKeys(folder / "keys"))
        left = [_searched(folder / kind, keys, kind) for kind in kinds]
    return 1 if any(left) else 0


def _searched(folder: Path, keys: OfficeKeys, kind: str) -> int:
    """Return how many pieces of the case are left anywhere."""
    folder.mkdir()
    with ExitStack() as stack:
        server = stack.enter_context(PostgreSQL()) if kind == "postgresql" else None
        made, people = stack.enter_context(ended_office(folder, keys, server))
        wanted = pieces(made)
        made.back_up()
        before = len(made.found_in_backups(wanted))
        made.parts_go(people)
        made.days_pass()
        made.settle()
        on_server = made.found(wanted)
        made.back_up()
        objects = len(made.found_in_backups(wanted))
        on_workstations = 0
        for person in ("sari", "budi"):
            again = people.anew(person)
            again.officer.unexplained(frozenset({made.stays.case}), again.services.clock.today())
            all_rows(again.services, again.officer)
            on_workstations += len(kept_words(again, made.stays.case))
            state = people.state_of(person)
            on_workstations += len(found_in(state, [made.case.case.encode()]))
            on_workstations += sum(made.case.case in path.name for path in state.rglob("*"))
        made.a_year_passes()
        later = made.found_in_backups(wanted)
    sys.stdout.write(
        f"{kind}: {len(wanted)} pieces were found before. Now: {len(on_server)} on the server, "
        f"{on_workstations} files of workstations, in the backups {objects} of {before}, a year later {len(later)}.\n"
    )
    sys.stdout.flush()
    # Dumps keep their rows until they go; what lay in objects is gone at the next run.
    return len(on_server) + on_workstations + len(later) + (objects >= before)


if __name__ == "__main__":
    sys.exit(main())
