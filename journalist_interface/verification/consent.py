"""The reporter's consent to be named to another office: what was asked, and what the mailbox's voice answered.

No answer counts as no. An answer counts for the question that the reporter read, up to its day, and the newest does. A
yes counts no more once a later message was destroyed: that may have been the no.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec import UNSET

from journalist_interface.verification.case_file import CaseFile, DestroyedEntry, FromOffice, FromReporter
from store.domain.envelope import Consent, newest_answer
from store.domain.reply import reply_digest


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """A proven reply that asked for consent, and the answer that counts; None if there was none in time."""

    place: int
    office: str
    until: date
    agreed: bool | None


def consent_questions(file: CaseFile) -> Iterator[ConsentQuestion]:
    """Yield what was asked, in order."""
    for place, entry in sorted(file.entries.items()):
        if not isinstance(entry, FromOffice):
            continue
        notice = entry.reply.notice
        if notice is not None and notice.kind == "consent" and notice.until is not None:
            answer = _answer(file, reply_digest(entry.reply), notice.until)
            yield ConsentQuestion(place, notice.referred, notice.until, answer)


def has_agreed(file: CaseFile, office: str) -> bool:
    """Return whether the reporter agreed that this office is told who they are, as last asked."""
    about = [question for question in consent_questions(file) if _same(question.office, office)]
    return bool(about) and about[-1].agreed is True


def agreed_offices(file: CaseFile) -> list[str]:
    """Return the offices that may be told."""
    offices = dict.fromkeys(question.office for question in consent_questions(file))
    return [office for office in offices if has_agreed(file, office)]


def is_of_question_here(file: CaseFile, answer: Consent) -> bool:
    """Return whether the reply at its place is the one that the reporter read: a store can have two for one place."""
    asked = file.entries.get(answer.about)
    return isinstance(asked, FromOffice) and reply_digest(asked.reply) == answer.question


def _answer(file: CaseFile, question: str, until: date) -> bool | None:
    return newest_answer(
        (
            answer
            for number, answer in _given(file, until)
            if not answer.agreed or number > _last_destroyed(file)
        ),
        question,
    )


def _given(file: CaseFile, until: date) -> Iterator[tuple[int, Consent]]:
    """Yield the answers up to this day with their places, in order."""
    for number, entry in sorted(file.entries.items()):
        if isinstance(entry, FromReporter) and entry.envelope.day <= until:
            answer = entry.envelope.consent
            if answer is not UNSET:
                yield number, answer


def _last_destroyed(file: CaseFile) -> int:
    return max(
        (number for number, entry in file.entries.items() if isinstance(entry, DestroyedEntry)), default=0
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
