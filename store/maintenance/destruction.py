"""Destruction of the cases whose end two people signed, once every reader could see that for seven days.

A tombstone and the statistics record stay. Everything else of a case goes with its row, in one transaction. A hold, a
decision or a message that came before it keeps the case.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.attachments.blobs import Blobs
from store.cases.chain import last_events_in, state_in
from store.cases.decisions import lock
from store.cases.standing import standing_in
from store.cases.tombstones import tombstone_row
from store.domain.procedure.pending import Destruction
from store.domain.retention import WAITING_DAYS
from store.domain.tombstone import TombstoneError, tombstone_of
from store.engine.database import Database
from store.errors import NotFoundError, StoreDamagedError
from store.model import Blob, Case, CaseProjection, Countdown
from store.server.logs import log_unexpected

_PAIR: Final = 2


def destroy_due(database: Database, blobs: Blobs, today: date) -> None:
    """Count this day for every case that awaits its destruction, and destroy those that waited long enough.

    Files go after the rows: what a failure leaves of them, the sweep finds as files without a row.
    """
    with database.read() as session:
        signed = select(CaseProjection.case).where(CaseProjection.signed.is_not(None))
        waiting = session.scalars(signed.order_by(CaseProjection.case)).all()
    for case in waiting:
        blobs.discard(_destroy_if_due(database, case, today))


def _destroy_if_due(database: Database, case: str, today: date) -> Sequence[str]:
    """Return the names of the files that are no one's now; none if the case stays.

    A case that cannot be destroyed is logged, and keeps no other from its end.
    """
    try:
        with database.write() as session:
            lock(session, case)  # a hold under way is laid first, or finds no case
            found = standing_in(session, state_in(session, case))
            if found is None or not _has_waited(session, case, found, today):
                return ()
            return _destroyed(session, case, today)
    except NotFoundError:
        return ()  # another process was faster
    except (StoreDamagedError, TombstoneError) as error:
        log_unexpected(error)
        return ()


def _has_waited(session: Session, case: str, found: Destruction, today: date) -> bool:
    """Count this day once, and return whether enough days were counted since the second signature.

    A day of the clock alone would not do: one that jumps ahead for an hour could end a case that no reader saw end.
    """
    if found.signed is None:
        return False
    row = session.get(Countdown, case)
    if row is None or row.proposed != found.sequence:
        if row is not None:
            session.delete(row)
            session.flush()
        session.add(Countdown(case=case, proposed=found.sequence, days=0, counted=max(found.signed, today)))
        return False
    if today > row.counted:
        row.days += 1
    row.counted = today  # also when the clock was set back
    return row.days >= WAITING_DAYS


def _destroyed(session: Session, case: str, today: date) -> Sequence[str]:
    proposal, confirmation = last_events_in(session, case, _PAIR)
    session.add(tombstone_row(tombstone_of(proposal, confirmation, today)))
    names = session.scalars(select(Blob.name).where(Blob.case == case)).all()
    session.execute(delete(Case).where(Case.id == case))
    return names
