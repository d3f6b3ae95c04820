"""An entry of a conversation as its reporter is shown it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from store.cases.reporter_view import ReporterEntry
from store.domain.envelope import Attachment, Consent, Report
from store.domain.reply import Notice, ReplyAttachment
from store.domain.roster import REPORTER
from store.domain.tombstone import DestructionSignatures
from store.domain.withdrawal import Withdrawal


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """One entry as shown. `digest` is that of a reply.

    `destroyed` is the day on which the office destroyed it: then there is nothing more of it.

    `withdrawal` is what a message of the kind `withdrawal` says, and what lies in the place of that file: its kind is
    `withdrawn`, or `withdrawal-missing` if the case does not have the message, or has the file again.
    """

    sequence: int
    by_reporter: bool
    day: date
    author: str = REPORTER
    text: str = ""
    kind: str = "reply"
    report: Report | None = None
    own_file: Attachment | None = None
    files: tuple[ReplyAttachment, ...] = ()
    notice: Notice | None = None
    digest: str = ""
    consent: Consent | None = None
    destroyed: date | None = None
    withdrawal: Withdrawal | None = None


def destroyed_line(entry: ReporterEntry, signed: DestructionSignatures) -> ConversationLine:
    """Return what is shown in the place of an entry that two people of the office destroyed."""
    part = signed.confirmation.part_destroyed
    return ConversationLine(
        entry.sequence,
        by_reporter=entry.author == REPORTER,
        day=entry.day,
        author=entry.author,
        kind="destroyed-message" if part is None else f"destroyed-{part.kind}",
        destroyed=signed.confirmation.day,
    )


def with_withdrawals_judged(
    lines: Sequence[ConversationLine], own_places: frozenset[int]
) -> list[ConversationLine]:
    """Return the lines; a file is withdrawn only if its place and a message at a place on the list say so.

    A store can keep the statement alone, or the message beside a file that it put back.
    """
    told = {line.withdrawal: line.sequence for line in lines if line.withdrawal and line.kind == "withdrawal"}
    said = {withdrawal for withdrawal, place in told.items() if place in own_places}
    places, blobs = {found.sequence for found in told}, {found.blob for found in told}

    def judged(line: ConversationLine) -> ConversationLine:
        file = line.own_file
        if file is not None and (line.sequence in places or file.blob in blobs):
            return replace(line, kind="withdrawal-missing", own_file=None)
        if line.kind == "withdrawn" and line.withdrawal not in said:
            return replace(line, kind="withdrawal-missing")
        return line

    return [judged(line) for line in lines]
