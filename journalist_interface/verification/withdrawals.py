"""Files that their reporter withdrew: what a case has in their places, whatever the store put there.

The message that withdraws a file and the statement in the file's place are signed by the reporter, and each names the
other. The message alone suffices: the store may have lost the place, or this session may have read the file's message
before. The statement alone does not, unless the message cannot be read. Where this workstation has read something else
before, it is an alarm: an attacker who holds the server while a reporter is signed in could sign away a message or a
reply.

A withdrawal whose message was read is remembered, whatever lies in the file's place, or was read there before: a store
could have something there from a try that it refused. It can take the withdrawal back, with the message, and put the
file in its place again; the reporter's next message then takes the number of the one that withdrew it.
"""

from datetime import date
from typing import Final

from msgspec import UNSET

from journalist_interface.cache.known_places import Fact
from journalist_interface.verification.case_file import (
    BadRow,
    CaseFile,
    DestroyedEntry,
    Entry,
    FromOffice,
    FromReporter,
    WithdrawnEntry,
)
from journalist_interface.verification.problems import CaseProblem, RowProblem
from store.domain.roster import REPORTER
from store.domain.withdrawal import Withdrawal, withdrawal_by

_SIGNED_BY_REPORTER: Final = frozenset(
    {
        RowProblem.WITHDRAWS_NOTHING,
        RowProblem.WITHDRAWS_ANOTHER,
        RowProblem.WITHDRAWN_OTHERWISE,
        RowProblem.PUT_BACK,
    }
)
"""The problems of rows that have the reporter's signature for their place."""


def settle_withdrawals(file: CaseFile) -> None:
    """Put a tombstone in the place of each file that was withdrawn, and forget its name; name what does not fit."""
    said = {
        number: withdrawal
        for number, entry in sorted(file.entries.items())
        if isinstance(entry, FromReporter) and (withdrawal := withdrawal_by(entry.envelope)) is not None
    }
    if said:
        file.memory.known = file.memory.known.with_withdrawn(said.values(), file.read_on)
    for number, withdrawal in said.items():
        _settle(file, number, withdrawal)
    call_contradicted(file)
    for number, reason in _withdrawn(file).items():
        if against := file.memory.known.against(reason):
            _call_bad(file, number, RowProblem.WITHDRAWS_ANOTHER, against)
    _call_put_back(file)
    if _has(file, RowProblem.WITHDRAWS_ANOTHER):
        file.problems.add(CaseProblem.PASSED_OFF)
    if _has(file, RowProblem.PUT_BACK):
        file.problems.add(CaseProblem.PUT_BACK)


def call_contradicted(file: CaseFile) -> None:
    """Call a withdrawal bad if its message is another one, or was one: no workstation lets withdrawals be destroyed.

    Two people with clients of their own can do so all the same. A withdrawal that was read before that stays one.
    """
    for number, reason in _withdrawn(file).items():
        there = file.entries.get(reason.entry)
        if isinstance(there, DestroyedEntry) and reason in file.memory.known.withdrawn:
            continue
        if _is_contradicted(there, reason):
            _call_bad(file, number, RowProblem.WITHDRAWN_OTHERWISE)


def miss_replies(file: CaseFile) -> None:
    """Name it if a message tells of more replies than can be before it; destroyed parts must be settled."""
    if _hides_a_reply(file):
        file.problems.add(CaseProblem.REPLY_PASSED_OFF)


def _withdrawn(file: CaseFile) -> dict[int, Withdrawal]:
    entries = file.entries.items()
    return {number: entry.reason for number, entry in entries if isinstance(entry, WithdrawnEntry)}


def _call_put_back(file: CaseFile) -> None:
    """Call each file bad that is at the place of one that was withdrawn before, or is that file at another place.

    A store may have both from tries that it refused. A message or a reply proves that no such file was withdrawn.
    """
    known = file.memory.known
    places, withdrawn = known.withdrawn_places, known.withdrawn_blobs
    for number, entry in list(file.entries.items()):
        blob = entry.blob if isinstance(entry, FromReporter) else None
        if blob is not None and (number in places or blob in withdrawn):
            _call_bad(file, number, RowProblem.PUT_BACK, known.withdrawals_of(number, blob))
            file.proven_blobs.pop(blob, None)


def _settle(file: CaseFile, number: int, withdrawal: Withdrawal) -> None:
    if against := file.memory.known.against(withdrawal):
        _call_bad(file, number, RowProblem.WITHDRAWS_ANOTHER, against)
        return
    there = file.entries.get(withdrawal.sequence)
    if isinstance(there, WithdrawnEntry) and there.reason == withdrawal:
        return
    if _is_no_file(file, there):
        _call_bad(file, number, RowProblem.WITHDRAWS_NOTHING)
        return
    if isinstance(there, FromReporter) and there.blob != withdrawal.blob:
        return  # the same file may have been signed twice; it counts as put back
    file.entries[withdrawal.sequence] = WithdrawnEntry(withdrawal.sequence, withdrawal)
    file.tried.pop(withdrawal.sequence, None)  # with it goes what was opened there, and its key
    file.proven_blobs.pop(withdrawal.blob, None)


def _is_no_file(file: CaseFile, there: Entry | None) -> bool:
    """Return whether a message or a reply is there, or a file that another message withdrew.

    A statement whose own message is not here proves nothing: the store may have it from a try that it refused.
    """
    if isinstance(there, WithdrawnEntry):
        said = file.entries.get(there.reason.entry)
        return isinstance(said, FromReporter) and withdrawal_by(said.envelope) == there.reason
    return isinstance(there, FromOffice) or (isinstance(there, FromReporter) and there.blob is None)


def _hides_a_reply(file: CaseFile) -> bool:
    """Return whether a message tells of more replies than there are places before it that may have had one."""
    possible = before = 0
    for number, entry in sorted(file.entries.items()):
        possible += number - before - 1  # what is missing may be replies
        before = number
        said = entry.envelope.replies if isinstance(entry, FromReporter) else UNSET
        if said is not UNSET and said > possible:
            return True
        possible += may_be_reply(entry)
    return False


def may_be_reply(entry: Entry) -> bool:
    """Return whether a reply may have been in this place: neither the reporter nor two people signed otherwise."""
    match entry:
        case FromReporter() | WithdrawnEntry():
            return False
        case DestroyedEntry(part=part):
            return part.kind != "file"
        case BadRow(problem=problem):
            return problem not in _SIGNED_BY_REPORTER
    return True


def _has(file: CaseFile, problem: RowProblem) -> bool:
    return any(isinstance(entry, BadRow) and entry.problem is problem for entry in file.entries.values())


def _is_contradicted(entry: Entry | None, withdrawal: Withdrawal) -> bool:
    """Return whether something else than the withdrawal proved itself in its place."""
    if isinstance(entry, FromReporter):
        return withdrawal_by(entry.envelope) != withdrawal
    return isinstance(entry, FromOffice | WithdrawnEntry | DestroyedEntry)


def _call_bad(file: CaseFile, number: int, problem: RowProblem, against: tuple[Fact, ...] = ()) -> None:
    file.entries[number] = BadRow(number, REPORTER, _day_of(file.entries.get(number)), problem, against)


def _day_of(entry: Entry | None) -> date | None:
    return entry.envelope.day if isinstance(entry, FromReporter) else None
