"""Decisions and replies whose answer was lost: they may have arrived all the same, and are then not sent twice.

They are known again by what they mean to a person, whatever their place and their keys.
"""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

import msgspec

from journalist_interface.actions.decision_draft import Admission, DecisionDraft, EventDraft
from journalist_interface.actions.work import Work
from journalist_interface.verification.case_file import CaseFile, FromOffice
from journalist_interface.verification.case_memory import Meaning
from store.domain.event import Content, EventKind
from store.domain.reply import Reply

# Beside these, whatever happens to the same person later undoes what was decided about them.
_UNDONE_BY: Final = MappingProxyType(
    {
        EventKind.MOVE: (EventKind.MOVE,),
        EventKind.TAKE: (EventKind.TAKE,),
        EventKind.CLASSIFY: (EventKind.CLASSIFY,),
        EventKind.EXTEND: (EventKind.EXTEND, EventKind.MOVE),
        **dict.fromkeys((EventKind.PROPOSE_DESTRUCTION, EventKind.PROPOSE_PART), tuple(EventKind)),
        EventKind.HOLD: (EventKind.RELEASE,),
        EventKind.RELEASE: (EventKind.HOLD,),
        EventKind.ASK: (EventKind.DISCLOSE, EventKind.REFUSE),
    }
)


def remember_lost(work: Work, draft: DecisionDraft, digest: str) -> None:
    """Remember what got no answer, by the digest of its last event or of the reply."""
    work.file.memory.lost.setdefault(_meaning(work, draft), set()).add(digest)


def forget_lost(work: Work, draft: DecisionDraft) -> None:
    """Forget what has an answer now: who sends the same from now on means a second decision or reply."""
    work.file.memory.lost.pop(_meaning(work, draft), None)


def find_arrived(work: Work, draft: DecisionDraft) -> int | None:
    """Return the number of what arrived with the same meaning and still stands, although its answer was lost.

    A reply that the page showed is none: who sends the same from there means a second one.
    """
    lost = work.file.memory.lost.get(_meaning(work, draft), set())
    if draft.events:
        numbers = [event.sequence for event in work.file.events if event.digest in lost]
        return next((number for number in numbers if not _is_undone(work, draft, number)), None)
    places = [reply.sequence for digest, reply in _replies(work.file).items() if digest in lost]
    return next((place for place in places if place > work.shown), None)


def has_arrived(file: CaseFile, text: str) -> bool:
    """Return whether replies with this text got no answer, and all of them stand in the conversation."""
    replies = _replies(file) if file.memory.lost else {}
    return any(
        lost <= replies.keys() and text in {replies[digest].text for digest in lost}
        for lost in file.memory.lost.values()
    )


def _replies(file: CaseFile) -> dict[str, Reply]:
    found = (entry for entry in file.entries.values() if isinstance(entry, FromOffice))
    return {entry.digest: entry.reply for entry in found}


def _is_undone(work: Work, draft: DecisionDraft, number: int) -> bool:
    """Return whether an event after this one did away with such a decision: the same is then decided anew."""
    kinds = {kind for event in draft.events for kind in _UNDONE_BY.get(_action(event), ())}
    people = {event.person for event in draft.events if event.person}
    later = (read.event for read in work.file.events if read.sequence > number)
    return any(event.kind in kinds or event.person in people for event in later)


def _action(draft: EventDraft | Admission) -> EventKind:
    return EventKind.ADMIT if isinstance(draft, Admission) else draft.kind


def _meaning(work: Work, draft: DecisionDraft) -> Meaning:
    """Return what makes two of them the same to a person: files count by name and content, whatever their key."""
    reply = draft.reply
    words = () if reply is None else (reply.text, _files(Content(attachments=reply.files)))
    events = (
        _admission_meaning(work, event) if isinstance(event, Admission) else _event_meaning(event)
        for event in draft.events
    )
    return (*words, *events)


def _admission_meaning(work: Work, admission: Admission) -> Meaning:
    """Return also the person's certificates: a renewal for a further key is another one."""
    person = work.current.roster.person(admission.person)
    return admission, () if person is None else tuple(work.current.usable_fingerprints(person))


def _event_meaning(draft: EventDraft) -> Meaning:
    content = draft.content or Content()
    bare = replace(draft, content=None, entry=None, keys=None)
    return bare, msgspec.structs.replace(content, attachments=(), keys=None), _files(content)


def _files(content: Content) -> Meaning:
    return tuple((attachment.name, attachment.size, attachment.sha256) for attachment in content.attachments)
