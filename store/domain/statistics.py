"""The statistics record of a case: all that leadership counts, encrypted to the leaders who may see the case.

It says nothing of what was reported. The person who changes it signs it again; at intake the reporter's voice does.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Final

from msgspec import Meta

from crypto import signing
from crypto.mailbox import mailbox_id, verify_voice
from crypto.signing import unpack
from store.domain.categories import CATEGORY_CODES
from store.domain.errors import MisplacedError
from store.domain.event import EventKind
from store.domain.fields import CaseId, Identifier, Key, Struct
from store.domain.labels import Label
from store.domain.roster import REPORTER
from store.domain.stages import Stage

CHANGES_STATISTICS: Final = frozenset({EventKind.MOVE, EventKind.CLASSIFY})
"""The only kinds of event with which a new record comes. None of them is open to a person who has not declared."""


# Neither is ever part of a cycle; the collector would take longer over ten thousand of them than reading them does.
class StageDay(Struct, frozen=True, gc=False):
    """A stage, and the day on which the case entered it."""

    stage: Stage
    day: date


MOST_STAGES: Final = 1_000


class VoiceKeys(Struct, frozen=True):
    """The mailbox's public keys, to which the case's identifier commits: they prove a record made at intake."""

    sealing_key: Key
    voice_key: Key


class StatisticsRecord(Struct, frozen=True, gc=False):
    """The statistics of one case.

    `events` is the length of the case's chain when the record was made. `keys` are there at intake, and only then.
    """

    case: CaseId
    author: Identifier
    day: date
    events: Annotated[int, Meta(ge=0, le=1_000_000)]
    stages: Annotated[tuple[StageDay, ...], Meta(min_length=1, max_length=MOST_STAGES)]
    anonymous: bool
    category: Identifier | None = None
    outcome: Identifier | None = None
    archive_reason: Identifier | None = None
    threat: bool = False
    keys: VoiceKeys | None = None


def stages_that_fit(stages: Sequence[StageDay]) -> tuple[StageDay, ...]:
    """Return the stages, without some in the middle if a record has no room for all: one officer can make more."""
    left_out = max(0, len(stages) - MOST_STAGES)
    half = MOST_STAGES // 2
    return (*stages[:half], *stages[half + left_out :])


Verify = Callable[[StatisticsRecord, bytes, bytes], None]
"""A check that raises unless the person of the roster whom the record names signed this statement."""


def read_statistics(padded: bytes, case: str, verify: Verify) -> StatisticsRecord:
    """Return the record of this case.

    Raises `PaddingError`, `MessageFormError`, `StatementError`, `VoiceError`, `MisplacedError`, and as `verify` does.
    """
    signed = unpack(padded)
    record = signing.parse(Label.STATISTICS, signed.text, StatisticsRecord)
    keys = record.keys
    if record.case != case or (keys is not None) != (record.author == REPORTER):
        raise MisplacedError
    if keys is None:
        verify(record, signed.text, signed.signature)
        return record
    if mailbox_id(keys.sealing_key, keys.voice_key) != case or not _is_first(record):
        raise MisplacedError
    verify_voice(keys.voice_key, signed.text, signed.signature)
    return record


def _is_first(record: StatisticsRecord) -> bool:
    """Return whether the record says no more than a reporter can know.

    Anyone can make a mailbox, and with it a voice that signs.
    """
    decided = (record.events, record.outcome, record.archive_reason, record.threat)
    is_received = [step.stage for step in record.stages] == [Stage.RECEIVED]
    return decided == (0, None, None, False) and is_received and record.category in {None, *CATEGORY_CODES}
