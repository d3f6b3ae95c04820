"""The statistics record that begins with a report: signed by the mailbox's voice, for leaders alone."""

from datetime import date

from crypto.errors import CryptoError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox
from store.api.messages import NewStatistics
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, Report
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord, VoiceKeys, signed_statistics
from store.server.logs import log_unexpected


def first_record(
    current: CurrentRoster, excluded: tuple[Excluded, ...], mailbox: Mailbox, report: Report, day: date
) -> NewStatistics | None:
    """Return the record for the leaders who are not excluded; None without any. A fault here never stops a report."""
    leaders = current.usable_leaders(excluded)
    if not leaders:
        return None
    record = StatisticsRecord(
        case=mailbox.case,
        author=REPORTER,
        day=day,
        events=0,
        stages=(StageDay(Stage.RECEIVED, day),),
        anonymous=report.anonymous,
        category=report.category,
        keys=VoiceKeys(mailbox.sealing_key, mailbox.voice_key),
    )
    try:
        ciphertext = encrypt_bytes(signed_statistics(mailbox, record), current.recipients(leaders), day)
        current.require_encrypted(ciphertext)
    except CryptoError as error:
        log_unexpected(error)
        return None
    return NewStatistics(ciphertext, tuple(leader.id for leader in leaders))
