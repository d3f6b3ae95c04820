"""The weights of rows in lists: bytes of HTML, never less than the templates print for them."""

from collections.abc import Iterable
from typing import Final

from journalist_interface.presenters.long_text import line_weight, shown_weight
from journalist_interface.verification.case_file import FromOffice, FromReporter, Shown
from journalist_interface.verification.chain import Proposal, ReadEvent
from store.domain.envelope import Attachment
from store.domain.event import Content, EventKind
from store.domain.reply import ReplyAttachment
from store.domain.restored_history import MAX_REASON, LostEvent
from store.web.visible import LINE_CHARACTERS

_ROW: Final = 600  # the markup of a row, with the names of people and a link
_REMARK: Final = 250
_TRY_AGAIN: Final = 700
_LINE: Final = 300  # a detail in our words, with the names of people
_FILE: Final = 600
_FEW_CHARACTERS: Final = 16
_WIDEST: Final = line_weight("\t")
PASSAGE_CHARACTERS: Final = 1_000
"""The form for an export shows so much of a passage: all of an ordinary paragraph."""


def event_weight(read: ReadEvent) -> int:
    """Return the weight of a decision in the history."""
    weight = _ROW + _marks(read)
    if read.event.loss is not None:
        weight += _lost(read.event.loss.lost)
    if read.content is not None:
        says = "" if read.event.kind is EventKind.PAPER else read.content.text
        weight += shown_weight(says) + _details(read.content)
    return weight


def paper_weight(read: ReadEvent) -> int:
    """Return the weight of a working paper with its files."""
    content = read.content or Content()
    people = len(read.event.people) + len(content.mentions)
    files = sum(map(file_weight, content.attachments))
    return _ROW + _marks(read) + people * _LINE + shown_weight(content.text) + _details(content) + files


def entry_weight(entry: Shown) -> int:
    """Return the weight of a place in the conversation with its files."""
    match entry:
        case FromReporter():
            own = entry.envelope.attachment
            return (
                _ROW
                + _REMARK
                + shown_weight(entry.envelope.text or "")
                + (0 if own is None else file_weight(own))
            )
        case FromOffice():
            asked = "" if entry.reply.notice is None else entry.reply.notice.referred
            files = sum(map(file_weight, entry.reply.attachments))
            return _ROW + shown_weight(entry.reply.text) + line_weight(asked) + files
    return _ROW + _REMARK + _TRY_AGAIN


def file_weight(content: Attachment | ReplyAttachment) -> int:
    """Return the weight of a file in a list, which names it twice."""
    return _FILE + 2 * line_weight(content.name[:LINE_CHARACTERS])


def proposal_weight(proposal: Proposal) -> int:
    """Return the weight of a loss that can be signed."""
    return 4 * _ROW + _TRY_AGAIN + _lost(proposal.loss.lost) + _LINE * len(proposal.signers)


def passage_weight(text: str) -> int:
    """Return the weight of a passage that can be left out of an export."""
    if len(text) <= _FEW_CHARACTERS:  # one officer can write millions of short lines
        return _ROW + _WIDEST * len(text)
    return _ROW + line_weight(text[:PASSAGE_CHARACTERS])


def _marks(read: ReadEvent) -> int:
    return _REMARK * (1 + len(read.remarks)) + (_TRY_AGAIN if read.remarks else 0)


def _lost(lost: Iterable[LostEvent]) -> int:
    """Return the weight of the reason of a restore, and of what it lost."""
    return line_weight("x" * MAX_REASON) + _LINE * (3 + sum(1 for _event in lost))


def _details(content: Content) -> int:
    said, record = content.classification, content.export
    weight = 0 if content.retention is None else _LINE
    if content.risk is not None:
        weight += _LINE * (2 + len(content.risk.factors))
    if said is not None:
        weight += 5 * _LINE + line_weight(said.referred) + sum(map(line_weight, said.labels or ()))
    if record is not None:
        names = sum(line_weight(file.name) + _LINE for file in record.files)
        weight += 4 * _LINE + line_weight(record.to) + names
    return weight
