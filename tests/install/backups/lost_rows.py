"""What leaves a store, or changes in it: by an accident, or by the signatures of two people."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from store.cases.chain import case_state
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.cases.part_destruction import blobs_of_parts
from store.domain.deadlines import DeadlineConfig
from store.domain.event import CaseRole, EventKind
from store.domain.retention import DestroyedPart
from tests.backup_key import BackupKey
from tests.genuine_case import GenuineCase
from tests.install.backups.backed_up import nightly
from tests.office import TestOffice
from tests.signed_events import CONTENT, EventSigner, drafted


def damage(office: TestOffice, change: str, *values: object) -> None:
    """Change rows of the store as a fault of its disk would, or an attacker who has it."""
    with closing(sqlite3.connect(database_of(office))) as database, database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(change, values)


def lose(office: TestOffice, case: GenuineCase) -> None:
    """Remove a case from the store as an accident would."""
    damage(office, 'DELETE FROM "case" WHERE id = ?', case.case)


def destroy(office: TestOffice, case: GenuineCase, place: int, kind: Literal["message", "file"]) -> None:
    """Let two people sign away one message."""
    part, signer = DestroyedPart(place, kind, "c" * 64), EventSigner(office, case)
    proposal = drafted(EventKind.PROPOSE_PART, content=CONTENT, person="dewi", part_destroyed=part)
    for person, draft in (
        ("sari", proposal),
        (
            "dewi",
            drafted(
                EventKind.CONFIRM_PART,
                CaseRole.SIGNATORY,
                about=case_state(office.database, case.case).sequence + 1,
                part_destroyed=part,
            ),
        ),
    ):
        decision = signer.decision(person, draft)
        for name in blobs_of_parts(office.database, [new.event.read() for new in decision.events]):
            office.blobs.delete(name)
        new = NewDecision(case.case, person, office.clock.today(), decision, office.roster)
        append_decision(office.database, new, DeadlineConfig().open())


def case_with_a_lost_file(
    office: TestOffice, config: Path, repository: Path, key: BackupKey, copy: Path
) -> GenuineCase:
    """Report, and let the store be put back to before a file that nobody fetched and a backup has; the case."""
    case = office.report("Satu")
    with put_back_after(office, copy):
        case.attaches(b"bukti", "bukti.txt")
        nightly(office, config, repository, key)
    return case


@contextmanager
def put_back_after(office: TestOffice, copy: Path) -> Iterator[None]:
    """Put the store's database back, after this block, to what it was before: as a snapshot of the machine does."""
    copy_rows(database_of(office), copy)
    yield
    copy_rows(copy, database_of(office))


def database_of(office: TestOffice) -> Path:
    """The file of the store's database."""
    return office.folder / "database" / "store.sqlite3"


def copy_rows(from_: Path, to: Path) -> None:
    """Let the second database be as the first."""
    with closing(sqlite3.connect(from_)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
