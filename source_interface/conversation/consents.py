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


def open_questions(conversation: Conversation, today: date) -> list[ConversationLine]:
    """Return the replies that ask for consent and may still be answered on this day: a yes can always be taken back.

    Copies of the reporter's messages are erased after some weeks. A yes may be among those: it counts on, and only here
    it can be taken back. So it is while anything else is not shown: a store can keep the yes back. A no is final.
    """
    answers, last_erased = _answers(conversation), max(conversation.erased_places, default=0)
    is_whole = not (conversation.missing or conversation.unverified or conversation.unproven)
    for_yes = open_for_yes(conversation, today)

    def may_be_agreed(line: ConversationLine) -> bool:
        may_be_erased = line.sequence < last_erased
        return _asks(line) and (not is_whole or answers.get(line.digest, may_be_erased))

    return [line for line in conversation.lines if line.digest in for_yes or may_be_agreed(line)]


def unanswered_questions(
    conversation: Conversation, asked: Sequence[ConversationLine], today: date
) -> UnansweredQuestions:
    """Return those of the questions that wait for an answer, as far as the mailbox shows them on top."""
    answers = _answers(conversation)
    found = [line for line in asked if line.digest not in answers and _is_in_time(line, today)]
    return UnansweredQuestions(tuple(found[-MOST_SHOWN:]), max(0, len(found) - MOST_SHOWN))


def question_at(conversation: Conversation, place: int, today: date) -> ConversationLine | None:
    """Return the reply at this place if it asks for consent and may still be answered."""
    return next((line for line in open_questions(conversation, today) if line.sequence == place), None)


def question_shown(conversation: Conversation, place: int, digest: str) -> ConversationLine | None:
    """Return the reply that a page showed; None if it is not there: after a restore another one can have its place.

    It may be answered no more. But a page that was open takes a no, whatever the store shows as the answer.
    """
    lines = (line for line in conversation.lines if (line.sequence, line.digest) == (place, digest))
    return next((line for line in lines if _asks(line)), None)


def given_answer(conversation: Conversation, question: ConversationLine) -> bool | None:
    """Return the answer to such a reply that counts; None if there is none, or its copy is erased."""
    return _answers(conversation).get(question.digest)


def open_for_yes(conversation: Conversation, today: date) -> frozenset[str]:
    """Return the digests of the replies that take a yes on this day: none after a no, which ends the question."""
    answers = _answers(conversation)
    lines = (line for line in conversation.lines if _is_in_time(line, today))
    return frozenset(line.digest for line in lines if answers.get(line.digest, True))


def _is_in_time(line: ConversationLine, today: date) -> bool:
    notice = line.notice
    return _asks(line) and notice is not None and notice.until is not None and today <= notice.until


def _asks(line: ConversationLine) -> bool:
    return line.notice is not None and line.notice.kind == "consent"


def _answers(conversation: Conversation) -> dict[str, bool]:
    """Return the answer that counts to the reply of each digest: no, once it was said."""
    found: dict[str, bool] = {}
    for line in conversation.lines:
        if line.consent is not None:
            found[line.consent.question] = line.consent.agreed and found.get(line.consent.question, True)
    return found
