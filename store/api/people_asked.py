"""Messages of the gateway to people who read no chain: requests to a custodian, and proposals to a signatory.

A list has a share of each person (`store.domain.shares`), and contents up to `LISTED_CONTENT_BYTES`. A row that is
asked for alone comes with its content.
"""

from typing import Annotated, Final

from msgspec import Meta

from store.api.messages import PAGE_CASES, Cursor, EventRow
from store.domain.fields import CaseId, Digest, Identifier, Sequence, Struct

# Ciphertexts: a reason of 64 KiB after padding to any number of people, and no longer one; one of 4 KiB to twenty.
MAX_REASON_BYTES: Final = 128 * 1024
LISTED_CONTENT_BYTES: Final = 16 * 1024
MOST_PEOPLE_COUNTED: Final = 1_000


class UnlistedRows(Struct, frozen=True):
    """A person, and how many of their rows a list does not show."""

    person: Identifier
    rows: Annotated[int, Meta(ge=1)]


Unlisted = Annotated[tuple[UnlistedRows, ...], Meta(max_length=MOST_PEOPLE_COUNTED)]


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
    """A page of the requests to this custodian, in an order that tells nothing; `next` continues it.

    `left_out` counts the requests that wait beyond each asker's share.
    """

    requests: Annotated[tuple[IdentityRequest, ...], Meta(max_length=PAGE_CASES)]
    next: Cursor | None = None
    left_out: Unlisted = ()


class DestructionRequest(Struct, frozen=True):
    """A proposal to destroy a case that awaits this person's signature. Its event is the last of the case's chain."""

    case: CaseId
    proposed: EventRow


class DestructionRequests(Struct, frozen=True):
    """A page of the proposals that await this person's signature, in an order that tells nothing.

    `left_out` counts the proposals beyond each proposer's share.
    """

    requests: Annotated[tuple[DestructionRequest, ...], Meta(max_length=PAGE_CASES)]
    next: Cursor | None = None
    left_out: Unlisted = ()
