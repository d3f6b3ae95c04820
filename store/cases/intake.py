"""Intake: a report becomes a case, all of it or nothing, once for each form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from store.api.messages import NewStatistics
from store.cases.mailboxes import codename_slot, own_places_row
from store.cases.signatories import excluded_signatory_rows
from store.domain.envelope import Excluded, SignedPlaces
from store.domain.errors import NoReaderError
from store.domain.event import NO_EVENT, CaseRole
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from store.engine.database import Database
from store.errors import ConflictError, FormAlreadySentError
from store.model import (
    Access,
    Base,
    Case,
    CaseProjection,
    Entry,
    Exclusion,
    Slot,
    StoredIdentity,
)
from store.model.access import NOT_DUE, RANK
from store.model.statistic import statistics_rows
from store.values import NewSlot, SlotKind

FORM_DAYS: Final = 1  # a form can be sent again until the end of the day after


@dataclass(frozen=True, slots=True)
class NewCase:
    """A report as it arrives: ciphertext, public keys, exclusion record, and the readers computed from it.

    `own_places` lists the first place as the reporter's. The slots `form` and `codename` open the mailbox again. `due`
    is the day by which the report must be acknowledged. `statistics` is its first record, if a leader may have it.
    `excluded_signatories` are the people who may never sign its destruction.
    """

    case: str
    sealing_key: bytes
    voice_key: bytes
    day: date
    envelope: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    exclusion: bytes = field(repr=False)
    own_places: SignedPlaces = field(repr=False)
    readers: tuple[str, ...]
    form: NewSlot
    codename: NewSlot
    identity: bytes | None = field(default=None, repr=False)
    due: date | None = None
    statistics: NewStatistics | None = field(default=None, repr=False)
    excluded_signatories: tuple[Excluded, ...] = field(kw_only=True, repr=False)

    def messages(self) -> Iterator[bytes]:
        """Yield every OpenPGP message in it."""
        yield self.envelope
        if self.identity is not None:
            yield self.identity
        if self.statistics is not None:
            yield self.statistics.record


def create_case(database: Database, new: NewCase) -> None:
    """Create the case with its first entry, durable on return.

    Raises `FormAlreadySentError` if the form's slot exists (of two at once, exactly one creates the case),
    `NoReaderError` without readers, `TooLongError`, `NotEncryptedMessageError`, and the kinds of `Database.write`.
    """
    if not new.readers:
        raise NoReaderError
    try:
        with database.write() as session:
            if session.get(Slot, new.form.lookup) is not None:
                raise FormAlreadySentError
            session.add(_case(new))
            session.flush()  # all the others refer to it
            session.add_all([*_contents(new), *_slots(new)])
    except ConflictError:
        # Where writers run side by side, the constraint told the two apart.
        if _was_sent(database, new.form):
            raise FormAlreadySentError from None
        raise


def _was_sent(database: Database, form: NewSlot) -> bool:
    with database.read() as session:
        return session.get(Slot, form.lookup) is not None


def _case(new: NewCase) -> Case:
    return Case(
        id=new.case,
        sealing_key=new.sealing_key,
        voice_key=new.voice_key,
        stage=Stage.RECEIVED.value,
        received=new.day,
        activity=new.day,
        last_sequence=1,
    )


def _contents(new: NewCase) -> list[Base]:
    first = Entry(
        case=new.case, sequence=1, author=REPORTER, day=new.day, envelope=new.envelope, sealed=new.sealed
    )
    exclusion = Exclusion(case=new.case, record=new.exclusion)
    own_places = own_places_row(new.case, new.own_places)
    identified = new.identity is not None
    projection = CaseProjection(case=new.case, events=0, head=NO_EVENT, due=new.due, identified=identified)
    access = [officer_access(new.case, person, new.due) for person in sorted(set(new.readers))]
    statistics = (
        []
        if new.statistics is None
        else statistics_rows(new.case, new.statistics.record, new.statistics.readers)
    )
    excluded = excluded_signatory_rows(new.case, new.excluded_signatories)
    rows = [first, exclusion, own_places, projection, *access, *statistics, *excluded]
    if new.identity is not None:
        rows.append(StoredIdentity(case=new.case, envelope=new.identity, day=new.day))
    return rows


def officer_access(case: str, person: str, due: date | None) -> Access:
    """Return an officer's access to a case that has just come in."""
    return Access(
        case=case,
        person=person,
        part=CaseRole.OFFICER.value,
        declared=True,
        mine=False,
        rank=RANK,
        due=due or NOT_DUE,
        stage=Stage.RECEIVED.value,
        unread=1,
        seen_sequence=0,
    )


def _slots(new: NewCase) -> list[Base]:
    form_ends = new.day + timedelta(days=FORM_DAYS)
    return [
        Slot(
            lookup=new.form.lookup,
            case=new.case,
            wrapped=new.form.wrapped,
            kind=SlotKind.FORM.value,
            expires=form_ends,
        ),
        codename_slot(new.case, new.codename),
    ]
