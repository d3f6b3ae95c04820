"""Cases: the list, envelopes, events and decisions, replies, and what custodians are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final

from flask import Blueprint, Response
from msgspec import Meta

from store.api.messages import (
    MAX_DECISION_BYTES,
    MAX_ENVELOPE_BYTES,
    MOST_PAGE_CASES,
    MOST_RESTORES,
    PAGE_CASES,
    Cursor,
    Decision,
    ReplyReceipt,
    ReplySubmission,
    RestoreNotes,
    Seen,
)
from store.cases import case_list, chain, destruction, envelopes, identities, tombstones
from store.cases.case_list import Filter
from store.cases.conversation import NewReply, append_reply
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision, require_any_concern, require_possible
from store.cases.disk_room import decision_size
from store.cases.part_destruction import blobs_of_parts
from store.domain.event import CaseRole
from store.domain.fields import MAX_SEQUENCE, CaseId, Struct
from store.domain.procedure.permissions import WITHOUT_ACCESS
from store.domain.stages import Stage
from store.gateway.auth.access import (
    CUSTODIANS,
    READERS,
    SIGNATORIES,
    SIGNED_IN,
    STAFF_ROLES,
    allowed_parts,
    current_user,
    require_case_access,
)
from store.gateway.bodies import PageQuery, answer, done, read_json, read_query
from store.gateway.event_validation import read_events, require_genuine
from store.gateway.services import services
from store.web.restore_notes import notes_of, read_notes

routes: Final = Blueprint("cases", __name__)

MAX_REPLY_JSON_BYTES: Final = 3 * MAX_ENVELOPE_BYTES  # two ciphertexts in base64, and what stands beside them


class ListQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query in which `?cursor=…` continues a list, with so many `rows` at most.

    The other parameters select: a stage, and with `=true` the person's cases, overdue cases, and unread cases.
    """

    cursor: Cursor | None = None
    rows: Annotated[int, Meta(ge=1, le=MOST_PAGE_CASES)] = PAGE_CASES
    stage: Stage | None = None
    mine: bool = False
    overdue: bool = False
    unread: bool = False


class EventsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query in which `?after=N` gives the events after a place."""

    after: Annotated[int, Meta(ge=0, le=MAX_SEQUENCE)] = 0


class EntriesQuery(EventsQuery, frozen=True, forbid_unknown_fields=True):
    """A query in which `?after=N&through=M` gives the entries between two places, with `digests=true` their SHA-256."""

    through: Annotated[int, Meta(ge=1, le=MAX_SEQUENCE)] = MAX_SEQUENCE
    digests: bool = False


class ProposalsQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """A query in which `?cursor=…` continues a list, or `?case=…` asks for the row of one case."""

    case: CaseId | None = None


class RequestsQuery(ProposalsQuery, frozen=True, forbid_unknown_fields=True):
    """A query in which `?case=…&sequence=…` asks for the row of one event."""

    sequence: Annotated[int, Meta(ge=0, le=MAX_SEQUENCE)] = 0


@routes.get("/v1/cases", roles=SIGNED_IN)
def page() -> Response:
    """Return a page of the list: empty for a person without cases, whatever their role."""
    query = read_query(ListQuery)
    here = services()
    wanted = Filter(
        stage=query.stage,
        mine=query.mine,
        due_before=here.clock.today() if query.overdue else None,
        unread=query.unread,
        parts=allowed_parts(),
    )
    found = case_list.page(here.database, current_user().person.id, query.cursor, wanted, query.rows)
    return answer(found)


@routes.get("/v1/cases/<hex:case>", roles=STAFF_ROLES)
def entries(case: str) -> Response:
    """Return envelopes of a case, or their digests, which tell whether what could not be read is another now."""
    query = read_query(EntriesQuery)
    require_case_access(case)
    database, person = services().database, current_user().person.id
    asked = envelopes.digests if query.digests else envelopes.entries
    return answer(asked(database, person, case, query.after, query.through))


@routes.post("/v1/cases/<hex:case>/seen", roles=STAFF_ROLES)
def seen(case: str) -> Response:
    """Record how far this person has read. This is part of reading, so an expired roster does not stop it."""
    read_up_to = read_json(Seen)
    require_case_access(case)
    case_list.mark_seen(services().database, current_user().person.id, case, read_up_to.sequence)
    return done()


@routes.get("/v1/cases/<hex:case>/events", roles=STAFF_ROLES)
def events(case: str) -> Response:
    """Return events of a case, with the contents that the user may read."""
    query = read_query(EventsQuery)
    require_case_access(case)
    return answer(chain.events(services().database, current_user().person.id, case, query.after))


@routes.post("/v1/cases/<hex:case>/events", roles=SIGNED_IN)
def decide(case: str) -> Response:
    """Append a decision, all of it durable when answered, or nothing. Custodians and signatories answer here too."""
    here = services()
    current = here.roster.valid()
    person, today = current_user().person, here.clock.today()
    require_any_concern(here.database, person.id, case)  # before a byte is accepted
    decision = read_json(Decision, MAX_DECISION_BYTES)
    events = read_events(current, person, case, decision, today)
    # A person who lost the role of their part gets the answer for a missing case, whatever else they are.
    if any(event.part not in WITHOUT_ACCESS for event in events):
        require_case_access(case)
    new = NewDecision(case, person.id, today, decision, current.roster)
    known = require_possible(here.database, new)
    with _counted(case, person.id, decision_size(decision)):
        require_genuine(current, decision, events)  # last, as each event costs a run of GnuPG
        destroyed = blobs_of_parts(here.database, events)
        receipt = append_decision(here.database, new, here.deadlines, known)
    here.blobs.discard(destroyed)
    return answer(receipt, HTTPStatus.CREATED)


@routes.post("/v1/cases/<hex:case>/replies", roles=READERS)
def reply(case: str) -> Response:
    """Append a reply, durable when this is answered."""
    here = services()
    current = here.roster.valid()
    require_case_access(case, frozenset({CaseRole.OFFICER}))  # before a byte is accepted
    submission = read_json(ReplySubmission, MAX_REPLY_JSON_BYTES)
    current.require_encrypted(submission.envelope)
    person, size = current_user().person.id, len(submission.envelope) + len(submission.sealed)
    with _counted(case, person, size):
        append_reply(here.database, NewReply.of(submission, case, person, here.clock.today()))
    return answer(ReplyReceipt(submission.sequence), HTTPStatus.CREATED)


@contextmanager
def _counted(case: str, person: str, size: int) -> Iterator[None]:
    """Count a decision or a reply while it is stored; what fails counts for nothing.

    Raises `TooManyDecisionsError` or `TextsUsedUpError`.
    """
    here, key = services(), (person, case)
    here.decisions.require(key)
    with here.texts.counted(person, size):
        yield
    here.decisions.take(key)


@routes.get("/v1/cases/<hex:case>/restores", roles=STAFF_ROLES)
def restores(case: str) -> Response:
    """Return the office's notes on restores that name a case which this person may open."""
    here = services()
    require_case_access(case)
    case_list.open_row(here.database, current_user().person.id, case)
    return answer(RestoreNotes(notes_of(read_notes(here.config.roster.folder), case)[-MOST_RESTORES:]))


@routes.get("/v1/identity-requests", roles=CUSTODIANS)
def identity_requests() -> Response:
    """Return a page of the requests to this custodian, or one of them with its content."""
    query, here, person = read_query(RequestsQuery), services(), current_user().person.id
    if query.case is not None:
        return answer(identities.request(here.database, person, query.case, query.sequence))
    return answer(identities.requests(here.database, person, here.clock.today(), query.cursor))


@routes.get("/v1/destructions", roles=SIGNATORIES)
def destructions() -> Response:
    """Return a page of the proposals that await this person's signature, or one of them with its content."""
    query = read_query(ProposalsQuery)
    database, person = services().database, current_user().person.id
    if query.case is not None:
        return answer(destruction.request(database, person, query.case))
    return answer(destruction.requests(database, person, query.cursor))


@routes.get("/v1/cases/<hex:case>/tombstone", roles=SIGNED_IN)
def tombstone(case: str) -> Response:
    """Return what stays of a destroyed case, to a workstation that knows its random name from before."""
    return answer(tombstones.tombstone(services().database, case))


@routes.get("/v1/cases/<hex:case>/identity", roles=CUSTODIANS)
def identity(case: str) -> Response:
    """Return the identity envelope while a request to this custodian waits for its answer, 14 days at most."""
    here = services()
    return answer(identities.identity(here.database, current_user().person.id, case, here.clock.today()))
