"""The reporter's consent to be named to another office: what was asked, and what the mailbox's voice answered.

No answer counts as no. An answer counts for the question that the reporter read, a yes up to its day. A yes counts only
while every place after its question is there and proves itself, and no restore lost one: there may have been a no. A no
ends its question, and each that was asked about the office up to its day: the order in which answers were signed is a
store's word. That the reporter is asked once more costs less than that they are named against their will.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import UNSET

from crypto.errors import StatementError
from journalist_interface.verification.case_file import (
    CaseFile,
    Entry,
    FromOffice,
    FromReporter,
    WithdrawnEntry,
)
from journalist_interface.verification.office_names import OfficeName, office_name
from journalist_interface.verification.problems import CaseProblem
from journalist_interface.verification.withdrawals import may_be_reply
from store.domain.envelope import WITHOUT_COUNT, Consent, Envelope, RepeatedNo
from store.domain.reply import Notice
from store.domain.restored_history import read_note

_MOST_TOLD_APART: Final = 32  # offices of one case
# What may be missing then stands in no place.
_MAY_MISS_ANYTHING: Final = frozenset({CaseProblem.SHORTENED, CaseProblem.TOO_LONG})


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """A proven reply that asked for consent, and the answer that counts; None if there was none in time.

    `said_yes` tells whether the reporter answered yes at all, whatever counts.
    """

    place: int
    office: str
    until: date
    agreed: bool | None
    said_yes: bool


def consent_questions(file: CaseFile, restored: date = date.min) -> Iterator[ConsentQuestion]:
    """Yield what was asked, in order. `restored` is the day of the newest restore of the case that is known."""
    entries = sorted(file.entries.items())
    agreements, refused = _agreements(file, entries, restored), _refused(entries)
    unread = list(_unread(entries))
    whole_after = _whole_after(file, entries, last_unread=max((place for place, _ in unread), default=0))
    refusals = {refusal.question for about in refused.values() for refusal in about}
    agreed_to = {answer.question for _day, _place, answer in _answers(entries) if answer.agreed}
    first_asked = _first_asked(file) if unread else {}
    for place, entry in entries:
        if not isinstance(entry, FromOffice) or (asked := _asked(entry)) is None or asked.until is None:
            continue
        given = [yes for day, yes in agreements.get(entry.digest, ()) if day <= asked.until]
        agreed = False if entry.digest in refusals else None
        if (
            given
            and agreed is None
            and place >= whole_after
            and not any(_may_be_refused(at, said, first_asked[place], entry) for at, said in unread)
        ):
            agreed = not any(
                refusal.day >= entry.reply.day or refusal.place > given[-1]
                for refusal in _about(refused, asked.referred)
            )
        yield ConsentQuestion(place, asked.referred, asked.until, agreed, entry.digest in agreed_to)


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


def void_offices(file: CaseFile) -> list[str]:
    """Return the offices for which the reporter said yes to the last question, and that yes does not count."""
    last = _last_by_office(consent_questions(file)).values()
    return [question.office for question in last if question.said_yes and question.agreed is not True]


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


def _refused(entries: Sequence[tuple[int, Entry]]) -> Mapping[OfficeName | None, list[RepeatedNo]]:
    """Return each no about each office, and at None those to questions that are not here.

    A store can take the question away, and then nobody knows about which office the reporter said no. It can take the
    no away too: later messages of the reporter repeat it.
    """
    names = {
        _digest(entry): office_name(asked.referred) for _place, entry in entries if (asked := _asked(entry))
    }
    refused: dict[OfficeName | None, list[RepeatedNo]] = {}
    for refusal in dict.fromkeys(_refusals(entries)):
        refused.setdefault(names.get(refusal.question), []).append(refusal)
    return refused


def _refusals(entries: Iterable[tuple[int, Entry]]) -> Iterator[RepeatedNo]:
    """Yield each no that is here, or of which a later message tells."""
    for day, place, answer in _answers(entries):
        if not answer.agreed:
            yield RepeatedNo(place, answer.question, day)
    for _place, entry in entries:
        if isinstance(entry, FromReporter) and entry.envelope.refusals is not UNSET:
            yield from entry.envelope.refusals


def _about(refused: Mapping[OfficeName | None, list[RepeatedNo]], office: str) -> Iterator[RepeatedNo]:
    """Yield each no that may be about this office, as a person reads its name."""
    asked = office_name(office)
    for name, refusals in refused.items():
        if name is None or name.may_be(asked):
            yield from refusals


def _agreements(
    file: CaseFile, entries: Sequence[tuple[int, Entry]], restored: date
) -> dict[str, list[tuple[date, int]]]:
    """Return the day and place of each yes that counts, in order, by the digest of the reply that it answers.

    All questions share one pass: an officer can ask a thousand.
    """
    restored = max((restored, *_restores(file)))
    found: dict[str, list[tuple[date, int]]] = {}
    for day, number, answer in _answers(entries):
        if answer.agreed and day > restored:
            found.setdefault(answer.question, []).append((day, number))
    return found


def _answers(entries: Iterable[tuple[int, Entry]]) -> Iterator[tuple[date, int, Consent]]:
    """Yield day, place and words of each answer that is here."""
    for place, entry in entries:
        if isinstance(entry, FromReporter) and entry.envelope.consent is not UNSET:
            yield entry.envelope.day, place, entry.envelope.consent


def _whole_after(file: CaseFile, entries: Sequence[tuple[int, Entry]], last_unread: int) -> int:
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
    number = max((file.last, *file.exchanged, *others))
    told = max(_last_told_otherwise(entries), last_unread)
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


def _unread(entries: Iterable[tuple[int, Entry]]) -> Iterator[tuple[int, Envelope]]:
    """Yield each place that the mailbox could not read any more, with the reporter's message that tells of it.

    That message and those after it repeat no no of that place or an earlier one, and another message may stand there.
    """
    for _place, entry in entries:
        if isinstance(entry, FromReporter) and entry.envelope.unread is not UNSET:
            yield entry.envelope.unread, entry.envelope


def _may_be_refused(unread: int, said: Envelope, first_asked: int, question: FromOffice) -> bool:
    """Return whether the unread place of which a message tells may have a no to an older question about the office.

    `first_asked` is the first place in which the office was asked about. A store can show the mailbox the case as
    before this question, and have a no to the older one signed for a place before it. A yes to this question says
    itself that older copies are gone.
    """
    return (
        unread > first_asked
        and (said.sequence > question.sequence or said.day >= question.reply.day)
        and (said.consent is UNSET or said.consent.question != question.digest)
    )


def _first_asked(file: CaseFile) -> dict[int, int]:
    """Return, of each question, the first place where its office was asked about, or may have been: none is there.

    Names beyond `_MOST_TOLD_APART` count as any office: an officer can ask about a thousand.
    """
    found: dict[int, int] = {}
    first: dict[OfficeName, int] = {}
    asked_before: dict[OfficeName, int] = {}
    gone = 0
    for place in range(1, max((file.last, *file.entries)) + 1):
        entry = file.entries.get(place)
        asked = None if entry is None else _asked(entry)
        name = None if asked is None else office_name(asked.referred)
        if name is not None:
            if name not in first:
                is_any = len(first) >= _MOST_TOLD_APART
                same = (at for other, at in asked_before.items() if is_any or other.may_be(name))
                first[name] = next(same, place)
            found[place] = min(first[name], gone or place)
        if not (_is_there(file, place) or isinstance(entry, WithdrawnEntry)):
            gone = gone or place
        elif name is not None:
            asked_before.setdefault(name, place)
    return found


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
