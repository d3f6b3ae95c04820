"""The office's questions whether another office may be told who the reporter is, and the reporter's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from source_interface.conversation.conversation_line import ConversationLine
from source_interface.conversation.messages import Conversation

MOST_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class UnansweredQuestions:
    """The newest questions without an answer; `others` counts the older ones, which stand in the conversation."""

    shown: tuple[ConversationLine, ...]
    others: int


@dataclass(frozen=True, slots=True)
class _GivenAnswer:
    place: int
    agreed: bool


def open_questions(conversation: Conversation, today: date) -> list[ConversationLine]:
    """Return the replies that ask for consent and may still be answered on this day: a yes can always be taken back.

    Copies of the reporter's messages are erased after some weeks. A yes may be among those: it counts on, and only here
    it can be taken back. So it is while anything else is not shown: a store can keep the yes back.
    """
    newest, last_erased = _newest_answers(conversation), max(conversation.erased_places, default=0)
    is_whole = not (conversation.missing or conversation.unverified or conversation.unproven)

    def may_be_agreed(line: ConversationLine) -> bool:
        if not is_whole and _asks(line):
            return True
        given = newest.get(line.digest)
        if given is None:
            return _asks(line) and line.sequence < last_erased
        return given.agreed or given.place < last_erased

    return [line for line in conversation.lines if may_agree(line, today) or may_be_agreed(line)]


def unanswered_questions(
    conversation: Conversation, asked: Sequence[ConversationLine], today: date
) -> UnansweredQuestions:
    """Return those of the questions that wait for an answer, as far as the mailbox shows them on top."""
    answered = _newest_answers(conversation)
    found = [line for line in asked if line.digest not in answered and may_agree(line, today)]
    return UnansweredQuestions(tuple(found[-MOST_SHOWN:]), max(0, len(found) - MOST_SHOWN))


def question_at(conversation: Conversation, place: int, today: date) -> ConversationLine | None:
    """Return the reply at this place if it asks for consent and may still be answered."""
    return next((line for line in open_questions(conversation, today) if line.sequence == place), None)


def question_shown(conversation: Conversation, place: int, digest: str) -> ConversationLine | None:
    """Return the reply that a page showed; None if it is not there: after a restore another one can have its place.

    It may be answered no more. But a page that was open takes a no, whatever the store shows as the newest answer.
    """
    lines = (line for line in conversation.lines if (line.sequence, line.digest) == (place, digest))
    return next((line for line in lines if _asks(line)), None)


def given_answer(conversation: Conversation, question: ConversationLine) -> bool | None:
    """Return the newest answer to such a reply; None if there is none, or its copy is erased."""
    given = _newest_answers(conversation).get(question.digest)
    return None if given is None else given.agreed


def may_agree(line: ConversationLine, today: date) -> bool:
    """Return whether a reply asks for consent and takes a yes on this day."""
    notice = line.notice
    return _asks(line) and notice is not None and notice.until is not None and today <= notice.until


def _asks(line: ConversationLine) -> bool:
    return line.notice is not None and line.notice.kind == "consent"


def _newest_answers(conversation: Conversation) -> dict[str, _GivenAnswer]:
    """Return the answer that counts to the reply of each digest."""
    given = ((line.sequence, line.consent) for line in conversation.lines if line.consent is not None)
    return {answer.question: _GivenAnswer(place, answer.agreed) for place, answer in given}
