"""The questions of `init`: everything is asked once, explained in both languages, and each answer is checked."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from install.server import questions
from install.server.answer_checks import AnswerError
from install.server.answers import BackupAnswers, BackupRecipient, ServerAnswers
from install.server.questions import ServerQuestion, ask_all
from tests.install.server.test_answers import FINGERPRINT, HOST_KEY, WHOLE

T = TypeVar("T")
ALL = [
    one for one in vars(questions).values() if isinstance(one, ServerQuestion) and one is not questions.GO_ON
]


def test_an_earlier_answer_to_each_question_is_proposed_and_can_be_kept(tmp_path: Path) -> None:
    certificate = tmp_path / "backup.gpg"
    certificate.touch()
    backups = replace(WHOLE.backups, key=BackupRecipient(certificate, FINGERPRINT))
    present = replace(WHOLE, roster=tmp_path, backups=backups)
    asked = []

    def keep(question: ServerQuestion[T], proposed: str) -> T:
        asked.append(question)
        return question.check(proposed)

    assert ask_all(keep, present) == present
    assert len(asked) == len(ALL) == len({id(one) for one in asked})


def test_what_is_proposed_at_first_opens_nothing(tmp_path: Path) -> None:
    typed = {questions.ROSTER.name: str(tmp_path), questions.FINGERPRINT.name: FINGERPRINT}

    def answer(question: ServerQuestion[T], proposed: str) -> T:
        return question.check(proposed or typed[question.name])

    assert ask_all(answer, None) == ServerAnswers(tmp_path, FINGERPRINT)


@pytest.mark.parametrize("question", ALL, ids=lambda one: one.name.en)
def test_each_is_explained_in_one_sentence_in_both_languages(question: ServerQuestion[object]) -> None:
    assert question.explanation.id != question.explanation.en
    assert question.explanation.en.endswith((".", "?"))


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (questions.ROSTER, "/nowhere"),
        (questions.FINGERPRINT, "0123"),
        (questions.POSTGRESQL, "maybe"),
        (questions.RESERVE, "two"),
        (questions.RESERVE, "-1"),
        (questions.SSH, "192.0.2.0/24 everywhere"),
        (questions.MIRRORS, "deb.example.org"),
        (questions.BACKUP_KEY, "/nowhere"),
        (questions.BACKUP_FINGERPRINT, "0123"),
        (questions.BACKUP_HOUR, "24"),
        (questions.BACKUP_HOUR, "two"),
        (questions.BACKUP_HOST, "192.0.2.20"),
        (questions.BACKUP_HOST, "a@backup.example.org"),
        (questions.BACKUP_HOST, "-oProxyCommand=x@192.0.2.20"),
        (questions.BACKUP_HOST_KEY, "ssh-rsa AAAA"),
    ],
)
def test_a_wrong_answer_is_refused_at_once(question: ServerQuestion[object], typed: str) -> None:
    with pytest.raises(AnswerError):
        question.check(typed)


@pytest.mark.parametrize(("typed", "meant"), [("ya", True), ("Yes", True), ("t", False), ("NO", False)])
def test_yes_and_no_are_understood_in_both_languages(typed: str, meant: bool) -> None:
    assert questions.POSTGRESQL.check(typed) is meant


def test_several_addresses_are_told_apart_by_blanks_or_commas() -> None:
    assert len(questions.MIRRORS.check("192.0.2.1, 192.0.2.2 2001:db8::1")) == 3
    assert questions.MIRRORS.check("-") == ()


def test_without_a_backup_key_nothing_further_is_asked_about_backups(tmp_path: Path) -> None:
    asked = []

    def answer(question: ServerQuestion[T], proposed: str) -> T:
        asked.append(question)
        return question.check("-" if question is questions.BACKUP_KEY else proposed)

    assert ask_all(answer, replace(WHOLE, roster=tmp_path)).backups == BackupAnswers()
    assert asked[-1] is questions.BACKUP_KEY


def test_the_key_of_one_backup_host_is_not_proposed_for_another(tmp_path: Path) -> None:
    certificate = tmp_path / "backup.gpg"
    certificate.touch()
    answers = {questions.BACKUP_KEY.name: str(certificate), questions.BACKUP_HOST.name: "a@192.0.2.21"}
    proposals = {}

    def answer(question: ServerQuestion[T], proposed: str) -> T:
        proposals[question.name] = proposed
        return question.check(answers.get(question.name) or proposed or HOST_KEY)

    ask_all(answer, replace(WHOLE, roster=tmp_path))
    assert proposals[questions.BACKUP_HOST_KEY.name] == ""


def test_a_public_ssh_key_is_taken_without_its_comment() -> None:
    assert questions.BACKUP_HOST_KEY.check(f"{HOST_KEY} root@cadangan\n") == HOST_KEY
