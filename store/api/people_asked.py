"""Messages of the gateway to people who read no chain: requests to a custodian, and proposals to a signatory."""

from typing import Annotated

from msgspec import Meta

from store.api.messages import PAGE_CASES, Cursor, EventRow
from store.domain.fields import CaseId, Digest, Sequence, Struct


class IdentityRequest(Struct, frozen=True):
    """A request to this custodian: the event that asks, with its reason, and where the chain ends.

    `answered` is the number of the event that answered, if one did. `answer` is that event, if it concerns this
    custodian.
    """

    case: CaseId
    asked: EventRow
    answered: Sequence | None
    events: Sequence
    head: Digest
    answer: EventRow | None = None


class IdentityRequests(Struct, frozen=True):
    """A page of the requests to this custodian, in an order that tells nothing; `next` continues it."""

    requests: Annotated[tuple[IdentityRequest, ...], Meta(max_length=PAGE_CASES)]
    next: Cursor | None = None


class DestructionRequest(Struct, frozen=True):
    """A proposal to destroy a case that awaits this person's signature. Its event is the last of the case's chain."""

    case: CaseId
    proposed: EventRow


class DestructionRequests(Struct, frozen=True):
    """A page of the proposals that await this person's signature, in an order that tells nothing."""

    requests: Annotated[tuple[DestructionRequest, ...], Meta(max_length=PAGE_CASES)]
    next: Cursor | None = None
