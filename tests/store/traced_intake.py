"""A report with one attachment, for `strace` to look at: run with the folder of a store as argument."""

import sys
from pathlib import Path

from store.attachments.blobs import Blobs
from store.cases.conversation import NewEntry, append_reporter_entry
from store.cases.intake import create_case
from store.engine.database import open_database
from tests import stand_ins
from tests.clocks import STILL
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import new_case


def say(word: str) -> None:
    """A mark in the trace."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    """Begin with an initialised database."""
    clock = STILL
    database = open_database(f"sqlite:///{folder}/database/store.sqlite3")
    new = new_case(clock.today())
    say("report")
    create_case(database, new)
    say("accepted")
    with Blobs(folder / "blobs", clock, reserve_bytes=0).create() as pending:
        pending.write(bytes(100_000))
        stored = pending.commit()
    append_reporter_entry(
        database,
        NewEntry(new.case, 2, new.day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, (stored,)),
    )
    say("received")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
