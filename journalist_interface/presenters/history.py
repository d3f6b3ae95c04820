"""A case's decisions in words: who, what, which day, and whether each holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from journalist_interface.actions.duplicates import linked_case
from journalist_interface.presenters.exports import exported_words
from journalist_interface.presenters.labels import category_name, day, stage_name
from journalist_interface.presenters.list_pages import PageChoice, ShownRows, paged
from journalist_interface.presenters.losses import loss_details, signed_loss
from journalist_interface.presenters.retention import closed_how
from journalist_interface.presenters.risk import assessed
from journalist_interface.presenters.row_weights import event_weight
from journalist_interface.verification.attention import attention_kind
from journalist_interface.verification.case_file import CaseFile, DestroyedEntry, FromOffice
from journalist_interface.verification.chain import ReadEvent
from journalist_interface.verification.problems import EventRemark
from journalist_interface.verification.retention import proposed_too_early
from store.domain.envelope import AttentionKind
from store.domain.event import CaseRole, Classification, Content, Event, EventKind, Paper
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.procedure.permissions import declined
from store.domain.reply import Notice
from store.domain.roster import Roster
from store.domain.stages import Stage

PARTS: Final = {
    CaseRole.OFFICER: lazy_gettext("officer"),
    CaseRole.LEAD: lazy_gettext("team lead"),
    CaseRole.MEMBER: lazy_gettext("team member"),
    CaseRole.LEADERSHIP: lazy_gettext("leadership"),
    CaseRole.CUSTODIAN: lazy_gettext("identity custodian"),
    CaseRole.SIGNATORY: lazy_gettext("second to sign the destruction"),
    CaseRole.REPORTER: lazy_gettext("reporter"),
}
PAPERS: Final = {
    Paper.REVIEW_SHEET: lazy_gettext("Review sheet"),
    Paper.NOTE: lazy_gettext("Note"),
    Paper.FINDINGS: lazy_gettext("Findings report"),
    Paper.MINUTES: lazy_gettext("Minutes"),
    Paper.CONCLUSION: lazy_gettext("Conclusion"),
    Paper.RECOMMENDATION: lazy_gettext("Recommendation"),
}
_NOTICES: Final = {Stage.CLARIFICATION.value: "question", Stage.ARCHIVED.value: "archived"}
_CHOICES: Final = {choice.code: choice.name for choice in (*ARCHIVE_REASONS, *OUTCOMES)}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One decision. `said` is its content; `address` is where the full content is.

    With `again` the officer can have the content tried once more. `linked` is the case that told of the matter before,
    which is for the readers of both alone.
    """

    number: int
    day: date
    who: str
    part: str
    what: str
    said: str = ""
    details: tuple[str, ...] = ()
    address: str = ""
    remarks: tuple[str, ...] = ()
    again: bool = False
    linked: str | None = None


def history(file: CaseFile, roster: Roster, reads: Iterable[ReadEvent] | None = None) -> list[HistoryLine]:
    """Return all decisions that hold, the newest first; or just these, as they come."""
    assigners = declined(read.event for read in file.events)
    chosen = reversed(file.events) if reads is None else reads
    return [_line(file, read, roster, assigners.get(read.sequence)) for read in chosen]


def history_page(file: CaseFile, roster: Roster, choice: PageChoice) -> ShownRows[ReadEvent]:
    """Return a page of the decisions that hold, the newest first."""
    return paged(
        file.events[::-1],
        event_weight,
        choice,
        number_of=lambda read: read.sequence,
        is_marked=lambda read: bool(event_remarks(file, read, roster)),
    )


def latest(file: CaseFile, roster: Roster) -> HistoryLine:
    """Return the newest decision of a case that has one."""
    return _line(file, file.events[-1], roster, None)


def name_of(roster: Roster, person: str | None) -> str:
    """Return a person's name, even after they left."""
    found = None if person is None else roster.person(person)
    return (person or "–") if found is None else found.name


def _line(file: CaseFile, read: ReadEvent, roster: Roster, assigner: str | None) -> HistoryLine:
    event = read.event
    by_reporter = event.part is CaseRole.REPORTER
    paper = event.kind is EventKind.PAPER
    return HistoryLine(
        read.sequence,
        read.day,
        _("Reporter") if by_reporter else name_of(roster, event.actor),
        "" if by_reporter else str(PARTS[event.part]),
        _what(file, event, roster),
        "" if paper or read.content is None else read.content.text,
        _details(read, roster, assigner),
        url_for("cases.papers", case=file.case, row=read.sequence, _anchor=f"p{read.sequence}")
        if paper
        else "",
        tuple(_(remark) for remark in event_remarks(file, read, roster)),
        EventRemark.CONTENT_UNPROCESSABLE in read.remarks,
        linked_case(read),
    )


def event_remarks(file: CaseFile, event: ReadEvent, roster: Roster) -> tuple[EventRemark, ...]:
    """Return what is wrong with a decision that holds."""
    if proposed_too_early(file, event, roster.retention):
        return (*event.remarks, EventRemark.TOO_EARLY)
    if event.sequence in file.chain.unproven:
        return (*event.remarks, EventRemark.NOTE_UNPROVEN)
    return (*event.remarks, EventRemark.NOTICE_MISSING) if notice_missing(file, event) else event.remarks


def _what(file: CaseFile, event: Event, roster: Roster) -> str:
    if event.kind is EventKind.REQUEST_ATTENTION:
        return _attention_words(attention_kind(file, event))
    if event.loss is not None:
        return signed_loss(event.loss)
    return _WHAT[event.kind](event, name_of(roster, event.person))


def _move(event: Event, _name: str) -> str:
    stage = stage_name(event.target or "")
    if event.until is not None:
        return _("asked a question: %(stage)s, answer by %(day)s", stage=stage, day=day(event.until))
    if event.checks:
        return _("confirmed clarity and completeness: %(stage)s", stage=stage)
    return _("moved the case to: %(stage)s", stage=stage)


def _take(event: Event, name: str) -> str:
    by_self = event.person == event.actor
    return _("took the case") if by_self else _("handed the case to %(name)s", name=name)


def _dismiss(event: Event, name: str) -> str:
    by_self = event.person == event.actor
    return _("stepped back from the case") if by_self else _("took %(name)s off the case", name=name)


def _assign(event: Event, name: str) -> str:
    return _("assigned %(name)s as %(part)s", name=name, part=PARTS[event.role or CaseRole.MEMBER])


def _admit(event: Event, name: str) -> str:
    return _("gave access to %(name)s as %(part)s", name=name, part=PARTS[event.role or CaseRole.OFFICER])


def _paper(event: Event, _name: str) -> str:
    return _("wrote: %(paper)s", paper=PAPERS[event.paper or Paper.NOTE])


def _extend(event: Event, _name: str) -> str:
    return _("extended the deadline to %(day)s", day=day(event.until or event.day))


def _place(event: Event) -> int:
    return 0 if event.part_destroyed is None else event.part_destroyed.sequence


def _attention_words(kind: AttentionKind) -> str:
    return (
        _("reported a threat or pressure") if kind == "threat" else _("asked for information on the outcome")
    )


def _details(read: ReadEvent, roster: Roster, assigner: str | None) -> tuple[str, ...]:
    content, loss = read.content, read.event.loss
    if loss is not None:
        return loss_details(loss, partial(name_of, roster))
    if content is None:
        known = () if assigner is None else (name_of(roster, assigner),)
        return tuple(_("Only %(name)s can read the reason.", name=name) for name in known)
    if content.retention is not None:
        end = content.retention
        how = _(
            "%(how)s; kept from %(since)s to %(until)s",
            how=closed_how(end),
            since=day(end.since),
            until=day(end.until),
        )
        return (how,)
    found = () if content.classification is None else tuple(classified(content.classification))
    found += () if content.risk is None else tuple(assessed(content.risk))
    return found if content.export is None else (*found, *exported_words(content.export))


def classified(said: Classification) -> list[str]:
    """Return a classification, value by value."""
    found = []
    if said.category:
        found.append(_("Kind of violation: %(kind)s", kind=category_name(said.category)))
    if said.outcome:
        found.append(_("Outcome: %(outcome)s", outcome=_named(said.outcome)))
    if said.archive_reason:
        found.append(_("Reason: %(reason)s", reason=_named(said.archive_reason)))
    if said.referred:
        found.append(_("Referred to: %(office)s", office=said.referred))
    if said.labels is not None:
        found.append(_("Labels: %(labels)s", labels=", ".join(said.labels) or "–"))
    if said.threat is not None:
        found.append(
            _("The reporter is under threat or pressure")
            if said.threat
            else _("The reporter is not under threat or pressure")
        )
    return found


def _named(code: str) -> str:
    return _(_CHOICES[code]) if code in _CHOICES else code


_WHAT: Final[dict[EventKind, Callable[[Event, str], str]]] = {
    EventKind.MOVE: _move,
    EventKind.TAKE: _take,
    EventKind.PAPER: _paper,
    EventKind.ASSIGN: _assign,
    EventKind.DISMISS: _dismiss,
    EventKind.DECLARE: lambda _event, _name: _("declared no conflict of interest"),
    EventKind.ADMIT: _admit,
    EventKind.ASK: lambda _event, _name: _("asked the custodians for the reporter's identity"),
    EventKind.DISCLOSE: lambda _event, name: _("disclosed the identity to %(name)s alone", name=name),
    EventKind.REFUSE: lambda _event, name: _("refused to disclose the identity to %(name)s", name=name),
    EventKind.CLASSIFY: lambda _event, _name: _("changed the classification"),
    EventKind.EXTEND: _extend,
    EventKind.PROPOSE_DESTRUCTION: lambda _event, name: _(
        "proposed to destroy the report, and asked %(name)s to sign", name=name
    ),
    EventKind.CONFIRM_DESTRUCTION: lambda _event, _name: _("signed the destruction of the report"),
    EventKind.PROPOSE_PART: lambda event, name: _(
        "proposed to destroy message %(number)s alone, and asked %(name)s to sign",
        number=_place(event),
        name=name,
    ),
    EventKind.CONFIRM_PART: lambda event, _name: _(
        "signed the destruction of message %(number)s", number=_place(event)
    ),
    EventKind.HOLD: lambda _event, _name: _("laid a legal hold: nothing is destroyed"),
    EventKind.RELEASE: lambda event, _name: _(
        "lifted the legal hold of decision %(number)s", number=event.about
    ),
    EventKind.ASSESS: lambda _event, _name: _("assessed the risk to the reporter"),
    EventKind.EXPORT: lambda _event, _name: _("exported the case"),
    EventKind.RESOLVE_REQUEST: lambda _event, _name: _("attended to the reporter's requests"),
}


def notice_missing(file: CaseFile, read: ReadEvent) -> bool:
    """Return whether a question or an archiving lacks a proven reply of its maker that tells the reporter the same.

    The store sees neither what a reply says nor whether it is one: a colleague could archive a case, or let a deadline
    run, without a word that the reporter can read.
    """
    kind = _NOTICES.get(read.event.target or "")
    if read.event.kind is not EventKind.MOVE or kind is None:
        return False
    entry = file.entries.get(read.event.entry or 0)
    if isinstance(entry, DestroyedEntry):
        return False  # two people signed away what it said
    if not isinstance(entry, FromOffice) or entry.reply.officer != read.event.actor:
        return True
    notice = entry.reply.notice
    return notice is None or notice.kind != kind or not _says_the_same(notice, read.event, read.content)


def _says_the_same(notice: Notice, event: Event, content: Content | None) -> bool:
    """Return whether the day is the same, and the reason too where it can be read."""
    said = None if content is None else content.classification
    return notice.until == event.until and (said is None or notice.reason == said.archive_reason)
