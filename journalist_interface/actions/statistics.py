"""The statistics record of a decision: signed by its maker, encrypted to the leaders not excluded."""

from collections.abc import Iterable

from crypto.gpg.encrypt import encrypt_bytes
from crypto.signed import pack
from journalist_interface.actions.work import Work
from journalist_interface.verification.case_file import FromReporter
from journalist_interface.verification.chain import merged
from store.api.messages import NewStatistics
from store.domain.event import Classification
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord, statistics_statement


def record(work: Work, after: CaseState, said: Iterable[Classification]) -> NewStatistics | None:
    """Return the record of the case after a decision that says this; None when no leader may have it."""
    leaders = work.current.usable_leaders(work.introduction.excluded)
    if not leaders:
        return None
    text = statistics_statement(_record(work, after, merged([work.file.chain.classification(), *said])))
    padded = pack(text, work.officer.key.sign(text))
    ciphertext = encrypt_bytes(padded, work.current.recipients(leaders), work.today)
    return NewStatistics(ciphertext, tuple(person.id for person in leaders))


def category(work: Work) -> str | None:
    """Return the category as an officer saw it last, else as the reporter did."""
    report = work.file.report
    return work.file.chain.classification().category or (None if report is None else report.category)


def threatened(work: Work) -> bool:
    """Return whether the reporter or an officer reported a threat; an officer may also withdraw it."""
    said = work.file.chain.classification().threat
    return _reporter_threatened(work) if said is None else said


def _record(work: Work, after: CaseState, said: Classification) -> StatisticsRecord:
    report = work.file.report
    reported = None if report is None else report.category
    return StatisticsRecord(
        case=work.file.case,
        author=work.me,
        day=work.today,
        events=after.sequence,
        stages=tuple(StageDay(stage, day) for stage, day in after.days),
        anonymous=report is None or report.anonymous,
        category=said.category or reported,
        outcome=said.outcome if after.stage is Stage.CONCLUDED else None,
        archive_reason=said.archive_reason if after.stage is Stage.ARCHIVED else None,
        threat=_reporter_threatened(work) if said.threat is None else said.threat,
    )


def _reporter_threatened(work: Work) -> bool:
    return any(
        isinstance(one, FromReporter) and one.envelope.kind == "threat" for one in work.file.entries.values()
    )
