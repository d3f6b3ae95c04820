"""Mailboxes: slots that a codename or a form opens, sessions of signed-in reporters, and each reporter's own places.

These are the places of the reporter's entries in the conversation, as a list that the mailbox's voice signs. It is
written with each entry, and never erased.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.domain.envelope import SignedPlaces
from store.engine.database import Database
from store.errors import ConflictError, NotFoundError
from store.model import Case, ReporterSession, Slot, StoredOwnPlaces
from store.values import NewSlot, SlotKind

SPENT_DAYS: Final = 30  # for this long, sending a form again is answered with the fact that it was sent


@dataclass(frozen=True, slots=True)
class FoundSlot:
    """A slot as it stands today; `wrapped` is empty if and only if it is spent."""

    case: str
    kind: SlotKind
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A reporter who just signed in (`Wrapping.of_session`); `expires` in seconds, on a quarter of an hour."""

    case: str
    lookup: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    expires: int


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that has not expired."""

    case: str
    wrapped: bytes = field(repr=False)


def find_slot(database: Database, lookup: bytes, today: date) -> FoundSlot | None:
    """Return the slot of this lookup. An expired form counts as spent even before the sweep comes by."""
    with database.read() as session:
        row = session.get(Slot, lookup)
        if row is None:
            return None
        if row.wrapped is None or (row.expires is not None and row.expires < today):
            return FoundSlot(row.case, SlotKind.SPENT, b"")
        return FoundSlot(row.case, SlotKind(row.kind), row.wrapped)


def add_codename_slot(database: Database, case: str, slot: NewSlot, form: bytes) -> None:
    """Add a codename for a reporter who sent the form of this lookup again.

    Raises `NotFoundError` if that form no longer opens the case.
    """
    with database.write() as session:
        _require_case(session, case)
        _require_open(session, case, form, SlotKind.FORM)
        session.add(codename_slot(case, slot))


def replace_codenames(database: Database, case: str, slot: NewSlot, session_lookup: bytes) -> None:
    """Make this codename the only one that opens the mailbox, and end every other session; both or neither.

    Every other codename of the case is deleted, and every session opened by one ends. Repeating it changes nothing
    more. Raises `NotFoundError` if the session ended meanwhile, by a new code taken elsewhere or by signing out, and
    `ConflictError` if the codename opens another case: it would lock this reporter out.
    """
    with database.write() as session:
        _require_case(session, case)
        here = session.get(ReporterSession, session_lookup)
        if here is None or here.case != case:
            raise NotFoundError
        codenames = Slot.case == case, Slot.kind == SlotKind.CODENAME.value
        session.execute(delete(Slot).where(*codenames, Slot.lookup != slot.lookup))
        session.execute(
            delete(ReporterSession).where(
                ReporterSession.case == case, ReporterSession.lookup != session_lookup
            )
        )
        taken = session.get(Slot, slot.lookup)
        if taken is None:
            session.add(codename_slot(case, slot))
        elif taken.case != case:
            raise ConflictError
    database.truncate_wal_soon()


def open_session(database: Database, new: NewSession, codename: bytes, today: date) -> None:
    """Begin a session with the codename of this lookup, and retire the case's form slots.

    Raises `NotFoundError` if that codename no longer opens the case: a new one was taken during the sign-in.
    """
    with database.write() as session:
        _require_case(session, new.case)
        _require_open(session, new.case, codename, SlotKind.CODENAME)
        _retire(session, new.case, today)
        session.add(
            ReporterSession(lookup=new.lookup, case=new.case, wrapped=new.wrapped, expires=new.expires)
        )
    database.truncate_wal_soon()


def find_session(database: Database, lookup: bytes, now: int) -> FoundSession | None:
    """Return the session of this lookup unless it has expired; `now` in seconds."""
    with database.read() as session:
        row = session.get(ReporterSession, lookup)
        if row is None or row.expires <= now:
            return None
        return FoundSession(row.case, row.wrapped)


def extend_session(database: Database, lookup: bytes, expires: int) -> None:
    """Extend a session to this time, never shorten it. Raises `NotFoundError` if it ended meanwhile."""
    with database.read() as session:
        row = session.get(ReporterSession, lookup)
    if row is None:
        raise NotFoundError
    if row.expires >= expires:  # so a session is written at most once a quarter of an hour
        return
    with database.write() as session:
        found = session.execute(
            update(ReporterSession)
            .where(ReporterSession.lookup == lookup)
            .values(expires=expires)
            .returning(ReporterSession.case)
        ).first()
    if found is None:
        raise NotFoundError


def end_session(database: Database, lookup: bytes) -> None:
    """Sign out: delete the wrapped seed from the database. Harmless if it is already gone."""
    with database.write() as session:
        session.execute(delete(ReporterSession).where(ReporterSession.lookup == lookup))
    database.truncate_wal_soon()


def spent_values(today: date) -> dict[str, object]:
    """Return the values of a slot that becomes spent."""
    return {"kind": SlotKind.SPENT.value, "wrapped": None, "expires": today + timedelta(days=SPENT_DAYS)}


def codename_slot(case: str, slot: NewSlot) -> Slot:
    """Return the row of a slot that a codename opens, for ever."""
    return Slot(
        lookup=slot.lookup, case=case, wrapped=slot.wrapped, kind=SlotKind.CODENAME.value, expires=None
    )


def _retire(session: Session, case: str, today: date) -> None:
    """Stop all forms from opening this mailbox; for `SPENT_DAYS` each still tells that it was sent."""
    session.execute(
        update(Slot).where(Slot.case == case, Slot.kind == SlotKind.FORM.value).values(spent_values(today))
    )


def _require_open(session: Session, case: str, lookup: bytes, kind: SlotKind) -> None:
    """Raise `NotFoundError` if a slot that was looked up a moment ago has ended since."""
    slot = session.get(Slot, lookup)
    if slot is None or (slot.case, slot.kind) != (case, kind.value):
        raise NotFoundError


def _require_case(session: Session, case: str) -> None:
    if session.get(Case, case, with_for_update=True) is None:
        raise NotFoundError


def own_places(database: Database, case: str) -> SignedPlaces | None:
    """Return the list, or None if it was lost."""
    with database.read() as session:
        return own_places_in(session, case)


def own_places_in(session: Session, case: str) -> SignedPlaces | None:
    """Return the list in a transaction that reads more."""
    row = session.get(StoredOwnPlaces, case)
    return None if row is None else SignedPlaces(row.statement, row.signature)


def own_places_row(case: str, signed: SignedPlaces) -> StoredOwnPlaces:
    """Return the list as a row."""
    return StoredOwnPlaces(case=case, statement=signed.statement, signature=signed.signature)


def put_own_places(session: Session, case: str, signed: SignedPlaces) -> None:
    """Replace the list; the caller has locked the case's row, so that no older list comes last."""
    session.merge(own_places_row(case, signed))


def begin_own_places(database: Database, case: str, last_sequence: int, signed: SignedPlaces) -> None:
    """Store the first list of a conversation. Raises `ConflictError` if the conversation went on beyond this place."""
    with database.write() as session:
        found = session.scalar(select(Case.last_sequence).where(Case.id == case).with_for_update())
        if found != last_sequence:
            raise ConflictError
        put_own_places(session, case, signed)
