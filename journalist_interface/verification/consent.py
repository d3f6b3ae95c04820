"""The reporter's consent to be named to another office: what was asked, and what the mailbox's voice answered.

No answer counts as no. An answer counts for the question that the reporter read, up to its day, and the newest does. A
yes counts only while every place after it is there and proves itself, and no restore lost one: there may have been a
no. Neither does it count after a no to any other question about the office, nor after one to a question that is not
here, nor if it may have been signed before a no, in whatever place it lies. That the reporter is asked once more costs
less than that they are named against their will.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import UNSET

from crypto.errors import StatementError
from journalist_interface.verification.case_file import CaseFile, Entry, FromOffice, FromReporter
from journalist_interface.verification.office_names import OfficeName, office_name
from journalist_interface.verification.problems import CaseProblem
from journalist_interface.verification.withdrawals import may_be_reply
from store.domain.envelope import WITHOUT_COUNT, Consent
from store.domain.reply import Notice
from store.domain.restored_history import read_note

# What may be missing then stands in no place.
_MAY_MISS_ANYTHING: Final = frozenset({CaseProblem.SHORTENED, CaseProblem.TOO_LONG})


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """A proven reply that asked for consent, and the answer that counts; None if there was none in time."""

    place: int
    office: str
    until: date
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class _GivenAnswer:
    place: int
    day: date
    agreed: bool


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A no; `day` is its own, or that of the first message that tells of it."""

    place: int
    question: str
    day: date


def consent_questions(file: CaseFile, restored: date = date.min) -> Iterator[ConsentQuestion]:
    """Yield what was asked, in order. `restored` is the day of the newest restore of the case that is known."""
    entries = sorted(file.entries.items())
    answers, refused = _answers(file, entries, restored), _refused(entries)
    for place, entry in entries:
        if (asked := _asked(entry)) is None or asked.until is None:
            continue
        given = [answer for answer in answers.get(_digest(entry), ()) if answer.day <= asked.until]
        agreed = given[-1].agreed if given else None
        if agreed and any(
            _is_voided(file, given[-1], refusal) for refusal in _about(refused, asked.referred)
        ):
            agreed = False
        yield ConsentQuestion(place, asked.referred, asked.until, agreed)


def has_agreed(file: CaseFile, office: str, restored: date = date.min) -> bool:
    """Return whether the reporter agreed that this office is told who they are, as last asked, and after `restored`."""
    last = _last_by_office(consent_questions(file, restored)).get(_folded(office))
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


def _asked(entry: Entry) -> Notice | None:
    """Return the question about consent that was asked in this place."""
    notice = entry.reply.notice if isinstance(entry, FromOffice) else None
    return notice if notice is not None and notice.kind == "consent" else None


def _digest(entry: Entry) -> str:
    return entry.digest if isinstance(entry, FromOffice) else ""


def _refused(entries: Sequence[tuple[int, Entry]]) -> Mapping[OfficeName | None, list[_Refusal]]:
    """Return each no about each office, and at None those to questions that are not here.

    A store can take the question away, and then nobody knows about which office the reporter said no. It can take the
    no away too: later messages of the reporter repeat it.
    """
    names = {
        _digest(entry): office_name(asked.referred) for _place, entry in entries if (asked := _asked(entry))
    }
    days: dict[tuple[int, str], date] = {}
    for place, question, day in _refusals(entries):
        days[place, question] = min(day, days.get((place, question), day))
    refused: dict[OfficeName | None, list[_Refusal]] = {}
    for (place, question), day in days.items():
        refused.setdefault(names.get(question), []).append(_Refusal(place, question, day))
    return refused


def _refusals(entries: Iterable[tuple[int, Entry]]) -> Iterator[tuple[int, str, date]]:
    """Yield place, question and day of each no that is here, or of which a later message tells."""
    for place, entry in entries:
        if not isinstance(entry, FromReporter):
            continue
        day = entry.envelope.day
        if (answer := entry.envelope.consent) is not UNSET and not answer.agreed:
            yield place, answer.question, day
        yield from ((told, question, day) for question, told in _told(entry).items())


def _told(entry: Entry | None) -> dict[str, int]:
    """Return the place of the newest no to each question that a message of the reporter repeats."""
    told = entry.envelope.refusals if isinstance(entry, FromReporter) else UNSET
    return {} if told is UNSET else {said.question: said.place for said in told}


def _about(refused: Mapping[OfficeName | None, list[_Refusal]], office: str) -> Iterator[_Refusal]:
    """Yield each no that may be about this office, as a person reads its name."""
    asked = office_name(office)
    for name, refusals in refused.items():
        if name is None or name.may_be(asked):
            yield from refusals


def _is_voided(file: CaseFile, yes: _GivenAnswer, refusal: _Refusal) -> bool:
    """Return whether the no may have been signed after the yes.

    A store can show the mailbox a longer conversation: the yes is then signed for a place that comes after the no.
    """
    if yes.place <= refusal.place or yes.day < refusal.day:
        return True
    return yes.day == refusal.day and not _knew(file, yes, refusal)


def _knew(file: CaseFile, yes: _GivenAnswer, refusal: _Refusal) -> bool:
    """Return whether the yes repeats this no, or a later one to that question which repeats it."""
    place, question = yes.place, refusal.question
    while place > refusal.place:
        entry = file.entries.get(place)
        if place != yes.place and not _is_no_to(entry, question):
            return False
        place = min(place - 1, _told(entry).get(question, 0))
    return place == refusal.place


def _is_no_to(entry: Entry | None, question: str) -> bool:
    answer = entry.envelope.consent if isinstance(entry, FromReporter) else UNSET
    return answer is not UNSET and not answer.agreed and answer.question == question


def _answers(
    file: CaseFile, entries: Sequence[tuple[int, Entry]], restored: date
) -> dict[str, list[_GivenAnswer]]:
    """Return what counts as an answer to the reply of each digest, in order.

    All questions share one pass: an officer can ask a thousand.
    """
    whole_after, restored = _whole_after(file, entries), max((restored, *_restores(file)))
    answers: dict[str, list[_GivenAnswer]] = {}
    for number, entry in entries:
        if not isinstance(entry, FromReporter) or (answer := entry.envelope.consent) is UNSET:
            continue
        day = entry.envelope.day
        if not answer.agreed or (number > whole_after and day > restored):
            answers.setdefault(answer.question, []).append(_GivenAnswer(number, day, answer.agreed))
    return answers


def _whole_after(file: CaseFile, entries: Sequence[tuple[int, Entry]]) -> int:
    """Return the last place from which a no may be gone; whatever came after it is there.

    A file's withdrawal is no exception: who reads a case for the first time cannot tell what was in its place before.
    """
    if file.problems & _MAY_MISS_ANYTHING or file.chain.broken is not None:
        return file.last
    now = file.memory.newest_digests()
    # Whatever a note of the office explains: a restore may have lost a no that nobody signed away.
    others = {
        known.sequence for known in file.known_places().contents if now.get(known.sequence) != known.digest
    }
    number, told = max((file.last, *file.exchanged, *others)), _last_told_otherwise(entries)
    while number > told and number not in others and _is_there(file, number):
        number -= 1
    return number


def _last_told_otherwise(entries: Sequence[tuple[int, Entry]]) -> int:
    """Return the last place in which the mailbox may have had something else: a no where the office has a reply.

    The reporter's next message tells of fewer replies then than may be before it. What is damaged or missing here
    counts among these: a store can show such a reply to the mailbox late, to make up for the one.
    """
    place = before = possible = 0
    is_reply_since = False
    for number, entry in entries:
        possible += number - before - 1  # what is missing may be replies
        before = number
        if isinstance(entry, FromReporter) and entry.envelope.kind not in WITHOUT_COUNT:
            told = entry.envelope.replies
            if is_reply_since and (told is UNSET or told < possible):
                place = number - 1
            is_reply_since = False
        is_reply_since |= isinstance(entry, FromOffice)
        possible += may_be_reply(entry)
    return place


def _restores(file: CaseFile) -> Iterator[date]:
    """Yield the day of each restore by which people signed a loss.

    What has that day or an older one may be what the store kept of before, in whatever place. Whoever signs an invented
    note can void what was answered until that day, and no later answer.
    """
    for read in file.events:
        if read.event.loss is not None:
            with suppress(StatementError):  # it stands in the chain, and no workstation believes it
                note = read_note(read.event.loss.note)
                yield min(note.day, read.event.day)


def _is_there(file: CaseFile, number: int) -> bool:
    return isinstance(file.entries.get(number), FromReporter | FromOffice) and number not in file.exchanged


def _folded(office: str) -> str:
    return " ".join(office.casefold().split())
