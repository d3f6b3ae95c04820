"""A case as a page shows it: the report's answers, the conversation, and the files, each with its address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from msgspec import UNSET

from journalist_interface.presenters.labels import day
from journalist_interface.verification.case_attachments import (
    AttachmentOrigin,
    CaseAttachment,
    case_attachments,
)
from journalist_interface.verification.case_file import (
    BadRow,
    CaseFile,
    DestroyedEntry,
    FromOffice,
    FromReporter,
    MissingRows,
    Shown,
    WithdrawnEntry,
)
from journalist_interface.verification.case_texts import ANSWERS
from journalist_interface.verification.consent import is_of_question_here
from journalist_interface.verification.problems import RowProblem
from store.domain.envelope import Envelope, Introduction, Report
from store.domain.reply import Notice
from store.domain.roster import REPORTER, Roster

QUESTIONS: Final = {
    "what": lazy_gettext("What (Apa)"),
    "who": lazy_gettext("Who (Siapa)"),
    "when": lazy_gettext("When (Kapan)"),
    "how": lazy_gettext("How (Bagaimana)"),
    "where": lazy_gettext("Where (Di mana)"),
    "why": lazy_gettext("Why (Mengapa)"),
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file with the address of its page, and the address that saves it.

    `cleaned` if it is a photo from which the channel removed data as it arrived.
    """

    name: str
    size: int
    page: str
    address: str
    day: date
    cleaned: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One place of the conversation. `kind` is a class of the stylesheet: reporter, office or bad.

    With `again` the officer can have it tried once more.
    """

    kind: str
    number: str
    author: str
    sequence: int | None = None
    day: date | None = None
    text: str = ""
    remark: str = ""
    problem: str = ""
    files: tuple[FileLine, ...] = ()
    again: bool = False


def answers(report: Report) -> list[tuple[str, str]]:
    """Return the six questions (5W+1H) and their answers."""
    return [(str(QUESTIONS[name]), getattr(report, name)) for name in ANSWERS]


def excluded_people(introduction: Introduction | None, roster: Roster, language: str) -> list[str]:
    """Return the positions that the reporter excluded, in words where the roster still has them."""
    if introduction is None:
        return []
    titles = {position.id: position.title_in(language) for position in roster.positions}
    return sorted({titles.get(exclusion.position, exclusion.position) for exclusion in introduction.excluded})


def conversation(file: CaseFile, roster: Roster, entries: Iterable[Shown] | None = None) -> list[Turn]:
    """Return every place in order, naming bad and missing ones; or just these, as they come."""
    names = {person.id: person.name for person in roster.people}
    chosen = file.shown() if entries is None else list(entries)
    places = {entry.sequence for entry in chosen}
    files = files_by_place(file, places, AttachmentOrigin.MESSAGE, AttachmentOrigin.REPLY)
    return [
        replace(_turn(file, entry, names), files=tuple(files.get(entry.sequence, ()))) for entry in chosen
    ]


def is_marked(file: CaseFile, entry: Shown) -> bool:
    """Return whether a place of the conversation is shown with a warning."""
    return bool(_turn(file, entry, {}).problem)


def evidence(file: CaseFile) -> list[CaseAttachment]:
    """Return the reporter's files."""
    return [found for found in case_attachments(file) if found.origin is AttachmentOrigin.MESSAGE]


def file_line(case: str, found: CaseAttachment) -> FileLine:
    """Return a file of a case as a list shows it."""
    return FileLine(
        found.content.name,
        found.content.size,
        url_for("evidence.page", case=case, label=found.label),
        saving_address(case, found),
        found.day,
        found.cleaned,
    )


def saving_address(case: str, found: CaseAttachment) -> str:
    """Return the address that saves a file as it came."""
    if found.origin is AttachmentOrigin.MESSAGE:
        return url_for("saving.reporter_attachment", case=case, sequence=found.sequence)
    kind = "paper" if found.origin is AttachmentOrigin.PAPER else "reply"
    return url_for(f"saving.{kind}_attachment", case=case, sequence=found.sequence, index=found.index)


def files_by_place(
    file: CaseFile, places: Set[int], *origins: AttachmentOrigin
) -> Mapping[int, list[FileLine]]:
    """Return the files of these rows of these kinds, by the numbers of their rows."""
    found: defaultdict[int, list[FileLine]] = defaultdict(list)
    for each in case_attachments(file):
        if each.sequence in places and each.origin in origins:
            found[each.sequence].append(file_line(file.case, each))
    return found


def _turn(file: CaseFile, entry: Shown, names: dict[str, str]) -> Turn:
    turn = _turn_alone(file, entry, names)
    if entry.sequence not in file.exchanged or isinstance(entry, DestroyedEntry):
        return turn
    exchanged = _("This workstation had read something else here.")
    return replace(turn, problem=f"{turn.problem} {exchanged}".strip())


def _turn_alone(file: CaseFile, entry: Shown, names: dict[str, str]) -> Turn:
    match entry:
        case FromReporter():
            return _reporter_turn(file, entry)
        case FromOffice():
            return _office_turn(entry, names)
        case WithdrawnEntry():
            return _withdrawn_turn(file, entry)
        case DestroyedEntry():
            return _destroyed_turn(entry, names)
        case BadRow():
            author = _("Reporter") if entry.author == REPORTER else names.get(entry.author, entry.author)
            claimed = _("%(author)s (as the store says)", author=author)
            return Turn(
                "bad",
                str(entry.sequence),
                claimed,
                entry.sequence,
                entry.day,
                problem=_(entry.problem),
                again=entry.problem is RowProblem.UNPROCESSABLE,
            )
        case MissingRows():
            numbers = (
                str(entry.sequence) if entry.sequence == entry.last else f"{entry.sequence}–{entry.last}"
            )
            problem = _(
                "Missing: the store counts this number and did not send it. Somebody may have removed it."
            )
            return Turn("bad", numbers, _("Nobody"), problem=problem)


def _reporter_turn(file: CaseFile, entry: FromReporter) -> Turn:
    envelope = entry.envelope
    return Turn(
        "reporter",
        str(entry.sequence),
        _("Reporter"),
        entry.sequence,
        envelope.day,
        text=envelope.text or "",
        remark=_remark(envelope),
        problem=_wrong_question(file, envelope),
    )


def _withdrawn_turn(file: CaseFile, entry: WithdrawnEntry) -> Turn:
    """Return the place of a file that was withdrawn; that no one had fetched it is the store's word."""
    withdrawing = file.entries.get(entry.reason.entry)
    fetched = entry.reason.blob in file.memory.fetched
    return Turn(
        "reporter",
        str(entry.sequence),
        _("Reporter"),
        entry.sequence,
        withdrawing.envelope.day if isinstance(withdrawing, FromReporter) else None,
        remark=_(
            "A file was here. The reporter withdrew it and signed that. By the store’s word, nobody had fetched it."
        ),
        problem=_("That is wrong: this workstation had fetched it before.") if fetched else "",
    )


def _destroyed_turn(entry: DestroyedEntry, names: dict[str, str]) -> Turn:
    """Return the place of a message that two people signed away."""
    told = {
        "first": names.get(entry.proposer, entry.proposer),
        "second": names.get(entry.signatory, entry.signatory),
        "day": day(entry.day),
    }
    return Turn(
        "office",
        str(entry.sequence),
        _("Destroyed"),
        entry.sequence,
        remark=(
            _("A file was here. %(first)s and %(second)s signed on %(day)s that it is destroyed.", **told)
            if entry.part.kind == "file"
            else _(
                "A message was here. %(first)s and %(second)s signed on %(day)s that it is destroyed.", **told
            )
        ),
        problem=_("This workstation had read another message here than the one that they name.")
        if entry.otherwise
        else "",
    )


def _remark(envelope: Envelope) -> str:
    """Return what an envelope without text is."""
    if envelope.withdraws:
        return _("The reporter withdrew the file of message %(number)s.", number=envelope.withdraws.sequence)
    if envelope.report is not None:
        return _("The report, shown above.")
    if envelope.consent is not UNSET:
        place = envelope.consent.about
        if envelope.consent.agreed:
            return _(
                "The reporter agrees that the office named in no. %(number)s is told the identity.",
                number=place,
            )
        return _("The reporter does not agree to what no. %(number)s asks.", number=place)
    if envelope.kind == "threat":
        return _("The reporter reported a threat or pressure.")
    return _("The reporter asked for information on the outcome.") if envelope.kind == "outcome" else ""


def _wrong_question(file: CaseFile, envelope: Envelope) -> str:
    """Return what is wrong if the reporter answered another question than the one that is here."""
    answer = envelope.consent
    if answer is UNSET or is_of_question_here(file, answer):
        return ""
    return _(
        "The reporter answered another question than the one in no. %(number)s here. The answer counts for none.",
        number=answer.about,
    )


def _office_turn(entry: FromOffice, names: dict[str, str]) -> Turn:
    reply = entry.reply
    name = names.get(reply.officer, reply.officer)
    return Turn(
        "office",
        str(entry.sequence),
        name,
        entry.sequence,
        reply.day,
        text=reply.text,
        remark=_asked(reply.notice),
    )


def _asked(notice: Notice | None) -> str:
    """Return what a reply asks of the reporter beside its words."""
    if notice is None or notice.kind != "consent" or notice.until is None:
        return ""
    return _(
        "Asks whether %(office)s may be told the identity, until %(day)s. No answer counts as no.",
        office=notice.referred,
        day=day(notice.until),
    )
