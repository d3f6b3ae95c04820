"""The first statistics record proves itself by the reporter's voice alone, and says only what a reporter can know."""

from datetime import date

import msgspec
import pytest

from crypto.errors import KentonganError, VoiceError
from crypto.mailbox import Mailbox
from store.domain.envelope import signed_by
from store.domain.errors import MisplacedError
from store.domain.labels import Label
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord, VoiceKeys, read_statistics

DAY = date(2026, 11, 25)
RECEIVED = StageDay(Stage.RECEIVED, DAY)


class NotSignedError(KentonganError):
    """No officer signed this."""


def no_check(_record: StatisticsRecord, _statement: bytes, _signature: bytes) -> None:
    raise NotSignedError


def first(mailbox: Mailbox, **says: object) -> StatisticsRecord:
    record = StatisticsRecord(
        case=mailbox.id,
        author=REPORTER,
        day=DAY,
        events=0,
        stages=(RECEIVED,),
        anonymous=True,
        category="fraud",
        keys=VoiceKeys(mailbox.sealing_key, mailbox.voice_key),
    )
    return msgspec.structs.replace(record, **says)


def test_a_report_that_was_just_received_counts() -> None:
    mailbox = Mailbox.new()
    record = first(mailbox)
    assert read_statistics(signed_by(mailbox, Label.STATISTICS, record), mailbox.id, no_check) == record


@pytest.mark.parametrize(
    "says",
    [
        {"events": 1},
        {"stages": (StageDay(Stage.VERIFICATION, DAY),)},
        {"stages": (RECEIVED, StageDay(Stage.VERIFICATION, DAY))},
        {"stages": (RECEIVED, RECEIVED)},
        {"outcome": "unproven"},
        {"archive_reason": "unclear"},
        {"threat": True},
        {"category": "words-of-a-store-on-the-leaders-page"},
    ],
)
def test_no_mailbox_says_what_only_the_office_can_decide(says: dict[str, object]) -> None:
    """A stranger can make a mailbox, whose identifier its keys prove: an attacker who writes to the store too."""
    mailbox = Mailbox.new()
    with pytest.raises(MisplacedError):
        read_statistics(signed_by(mailbox, Label.STATISTICS, first(mailbox, **says)), mailbox.id, no_check)


def test_the_voice_of_another_mailbox_says_nothing_of_this_case() -> None:
    mailbox, other = Mailbox.new(), Mailbox.new()
    with pytest.raises(MisplacedError):
        read_statistics(signed_by(other, Label.STATISTICS, first(other)), mailbox.id, no_check)
    with pytest.raises(VoiceError):
        read_statistics(signed_by(other, Label.STATISTICS, first(mailbox)), mailbox.id, no_check)
