"""The destruction of one message: its ciphertexts and files go at once, and the signatures of two people stay."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.cases.chain import last_events_in
from store.domain.event import Event, EventKind, SignedEvent
from store.domain.procedure.errors import FormError, ProposalOverError
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.errors import StoreError
from store.model import Blob, BlobTombstone, Entry, StoredPartTombstone


def require_parts(session: Session, events: Sequence[Event]) -> None:
    """Refuse a proposal to destroy what is not there, or is of another kind, and one beside other events.

    A file is an entry of the reporter with a blob. The store knows no more of a message than that it is one.
    """
    for event in events:
        if event.kind not in {EventKind.PROPOSE_PART, EventKind.CONFIRM_PART}:
            continue
        part = event.part_destroyed
        if len(events) > 1 or part is None:
            raise FormError
        entry = session.get(Entry, (event.case, part.sequence), populate_existing=True)
        if entry is None or entry.envelope is None:
            raise ProposalOverError
        is_file = entry.author == REPORTER and bool(_blobs_in(session, event.case, part.sequence))
        if (part.kind == "file") != is_file:
            # A file that was proposed before a proposal counted it as fetched could be withdrawn.
            raise ProposalOverError if event.kind is EventKind.CONFIRM_PART else FormError


def destroy_part(session: Session, event: Event, confirmation: SignedEvent) -> None:
    """Empty the place that this second signature names, before its event is appended.

    The blobs are then of no row, and the caller deletes their bytes.
    """
    part = event.part_destroyed
    [proposal] = last_events_in(session, event.case, 1)
    entry = None if part is None else session.get(Entry, (event.case, part.sequence))
    if part is None or entry is None:
        raise FormError
    names = _blobs_in(session, event.case, part.sequence)
    session.execute(delete(Blob).where(Blob.name.in_(names)))
    for name in names:
        session.merge(BlobTombstone(name=name))
    entry.envelope = entry.sealed = None
    session.add(
        StoredPartTombstone(
            case=event.case,
            sequence=part.sequence,
            proposal=proposal.statement,
            proposal_signature=proposal.signature,
            confirmation=confirmation.statement,
            confirmation_signature=confirmation.signature,
        )
    )


def cut_log_of_parts(database: Database, events: Iterable[Event]) -> None:
    """Cut the database's log if one of these events destroyed a message, which still lies there.

    If that fails the message is destroyed all the same, and the next sweep cuts the log.
    """
    if any(event.kind is EventKind.CONFIRM_PART for event in events):
        with suppress(StoreError):
            database.truncate_wal()


def blobs_of_parts(database: Database, events: Iterable[Event]) -> tuple[str, ...]:
    """Return the blobs of the messages that these second signatures destroy, while they are there."""
    with database.read() as session:
        return tuple(
            name
            for event in events
            if event.kind is EventKind.CONFIRM_PART and event.part_destroyed is not None
            for name in _blobs_in(session, event.case, event.part_destroyed.sequence)
        )


def _blobs_in(session: Session, case: str, sequence: int) -> Sequence[str]:
    return session.scalars(select(Blob.name).where(Blob.case == case, Blob.sequence == sequence)).all()
