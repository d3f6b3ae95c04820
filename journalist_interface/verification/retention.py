"""Until when a case is kept, and whether a proposal to destroy it stands, by what was verified of it."""

import sys
from datetime import date

from journalist_interface.verification.case_file import CaseFile, FromReporter, WithdrawnEntry
from journalist_interface.verification.chain import ReadEvent
from store.domain.event import EventKind
from store.domain.procedure.pending import Destruction
from store.domain.retention import Retention, RetentionEnd
from store.domain.stages import CLOSED, Stage


def standing_destruction(file: CaseFile) -> Destruction | None:
    """Return the proposal to destroy the case that stands: the reporter wrote nothing after it."""
    found = None if file.state is None else file.state.destruction
    return found if found is not None and found.scope.covers(_last_of_reporter(file)) else None


def retention_end(file: CaseFile, retention: Retention) -> RetentionEnd | None:
    """Return how a closed case was closed and until when it is kept; None for an open one.

    The period counts from the closing, or from the reporter's last message after it.
    """
    state = file.state
    if state is None or state.stage not in CLOSED:
        return None
    since = max(state.days[-1][1], _written(file))
    outcome = file.chain.classification().outcome if state.stage is Stage.CONCLUDED else None
    return RetentionEnd(state.stage, since, retention.kept_until(state.stage, outcome, since), outcome)


def doubted_signature(file: CaseFile, retention: Retention) -> str | None:
    """Return the statement of the last signature under a destruction if this workstation objects to one, else None.

    It objects as well once the reporter wrote after the proposal: this ended it, and a store could go on with it.
    """
    found = None if file.state is None else file.state.destruction
    if found is None:
        return None
    signatures = [read for read in file.events if read.sequence >= found.sequence]
    objected = not found.scope.covers(_last_of_reporter(file)) or any(
        read.remarks or proposed_too_early(file, read, retention) for read in signatures
    )
    last = signatures[0 if found.signed is None else 1]
    return file.chain.signed[last.sequence - 1].statement_digest if objected else None


def proposed_too_early(file: CaseFile, read: ReadEvent, retention: Retention) -> bool:
    """Return whether an officer proposed a destruction before the period, or told the leader another end than it is."""
    if read.event.kind is not EventKind.PROPOSE_DESTRUCTION or read.content is None:
        return False
    said = read.content.retention
    if said is None:
        return True
    stage, since = _closed_before(file, read)
    outcome = file.chain.classification().outcome if stage is Stage.CONCLUDED else None
    return (
        (said.stage, said.outcome) != (stage, outcome)
        or said.since < since
        or read.day <= retention.kept_until(stage, outcome, since)
    )


def _closed_before(file: CaseFile, proposal: ReadEvent) -> tuple[Stage, date]:
    """Return how the case was closed when its destruction was proposed, and the day from which its period counted.

    What the proposal says of that is the word of one person, on which another signs.
    """
    scope, state = proposal.event.destroys, file.state
    moves = [
        read.event
        for read in file.events
        if read.event.kind is EventKind.MOVE and read.sequence < proposal.sequence
    ]
    if scope is None or state is None or not moves:
        return Stage.CONCLUDED, proposal.day  # the procedure allows no such proposal
    return Stage(moves[-1].target or ""), max(moves[-1].day, _written(file, scope.last))


def _written(file: CaseFile, last: int = sys.maxsize) -> date:
    """Return the day of the last message up to this place that the reporter is proven to have written.

    A store can put anything behind it.
    """
    days = (
        entry.envelope.day
        for number, entry in file.entries.items()
        if isinstance(entry, FromReporter) and number <= last
    )
    return max(days, default=file.received or file.row.received)


def _last_of_reporter(file: CaseFile) -> int:
    """Return the last place that the reporter is proven to have written to: any store can put junk behind it."""
    return max(
        (
            number
            for number, entry in file.entries.items()
            if isinstance(entry, FromReporter | WithdrawnEntry)
        ),
        default=0,
    )
