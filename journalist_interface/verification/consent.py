"""The reporter's consent to be named to another office: what was asked, and what the mailbox's voice answered.

No answer counts as no. An answer counts for the question that the reporter read, up to its day, and the newest does. A
yes counts no more once a later message was destroyed or exchanged, or it was itself: there may have been a no.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from msgspec import UNSET

from journalist_interface.verification.case_file import (
    CaseFile,
    DestroyedEntry,
    Entry,
    FromOffice,
    FromReporter,
)
from store.domain.envelope import Consent


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """A proven reply that asked for consent, and the answer that counts; None if there was none in time."""

    place: int
    office: str
    until: date
    agreed: bool | None


def consent_questions(file: CaseFile) -> Iterator[ConsentQuestion]:
    """Yield what was asked, in order."""
    entries = sorted(file.entries.items())
    answers = _answers(entries, file.exchanged)
    for place, entry in entries:
        if not isinstance(entry, FromOffice):
            continue
        notice = entry.reply.notice
        if notice is not None and notice.kind == "consent" and notice.until is not None:
            given = answers.get(entry.digest, ())
            in_time = (agreed for day, agreed in reversed(given) if day <= notice.until)
            yield ConsentQuestion(place, notice.referred, notice.until, next(in_time, None))


def has_agreed(file: CaseFile, office: str) -> bool:
    """Return whether the reporter agreed that this office is told who they are, as last asked."""
    last = _last_by_office(consent_questions(file)).get(_folded(office))
    return last is not None and last.agreed is True


def agreed_offices(file: CaseFile) -> list[str]:
    """Return the offices that may be told, in each spelling in which the reporter was asked."""
    questions = list(consent_questions(file))
    last = _last_by_office(questions)
    offices = dict.fromkeys(question.office for question in questions)
    return [office for office in offices if last[_folded(office)].agreed is True]


def is_of_question_here(file: CaseFile, answer: Consent) -> bool:
    """Return whether the reply at its place is the one that the reporter read: a store can have two for one place."""
    asked = file.entries.get(answer.about)
    return isinstance(asked, FromOffice) and asked.digest == answer.question


def _last_by_office(questions: Iterable[ConsentQuestion]) -> dict[str, ConsentQuestion]:
    """Return the question that was asked last about each office, by its folded name."""
    return {_folded(question.office): question for question in questions}


def _answers(entries: Sequence[tuple[int, Entry]], exchanged: Set[int]) -> dict[str, list[tuple[date, bool]]]:
    """Return what counts as an answer to the reply of each digest, in order, with its day.

    All questions share one pass: an officer can ask a thousand.
    """
    gone = (number for number, entry in entries if isinstance(entry, DestroyedEntry))
    last_gone = max((*gone, *exchanged), default=0)
    answers: dict[str, list[tuple[date, bool]]] = {}
    for number, entry in entries:
        if not isinstance(entry, FromReporter) or (answer := entry.envelope.consent) is UNSET:
            continue
        if not answer.agreed or number > last_gone:
            answers.setdefault(answer.question, []).append((entry.envelope.day, answer.agreed))
    return answers


def _folded(office: str) -> str:
    return " ".join(office.casefold().split())
