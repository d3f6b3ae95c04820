"""However many offices one officer asks about, and however long a question is, the answers cost little to find."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask_babel import Babel
from msgspec import UNSET, UnsetType

from journalist_interface.presenters.case_words import conversation
from journalist_interface.presenters.conversation_pages import conversation_page
from journalist_interface.presenters.list_pages import FIRST_PAGE
from journalist_interface.verification.case_file import CaseFile, Entry, FromOffice, FromReporter
from journalist_interface.verification.consent import agreed_offices, has_agreed
from store.api.messages import CaseRow
from store.domain.envelope import Consent, Envelope
from store.domain.event import CaseRole
from store.domain.reply import Notice, Reply, reply_digest
from tests.counted_work import calls_of
from tests.some_roster import SOME_ROSTER

if TYPE_CHECKING:
    from _collections_abc import dict_items

CASE, DAY = "k" * 26, date(2026, 11, 30)
OFFICES = 60


class CountedEntries(dict[int, Entry]):
    """Entries of a case that count the passes over them."""

    passes = 0

    def items(self) -> "dict_items[int, Entry]":
        self.passes += 1
        return super().items()


def asked_about(offices: list[str], text: str = "", says_no: bool = True) -> tuple[CaseFile, CountedEntries]:
    """A case whose reporter said yes to every second question twice, and no after a yes to the others, if at all."""
    entries = CountedEntries({1: FromReporter(1, Envelope(CASE, 1, "report", DAY))})
    for number, office in enumerate(offices):
        place, day = 2 + 3 * number, DAY + timedelta(days=number)
        notice = Notice("consent", day + timedelta(days=9), referred=office)
        reply = Reply(CASE, place, "wati", day, text, notice=notice)
        entries[place] = FromOffice(place, reply, reply_digest(reply))
        for later, agreed in ((1, True), (2, number % 2 == 0 or not says_no)):
            said = Consent(place, reply_digest(reply), agreed)
            envelope = Envelope(
                CASE, place + later, "consent", day, text="", replies=number + 1, consent=said
            )
            entries[place + later] = FromReporter(place + later, envelope)
    row = CaseRow(
        CASE, "received", DAY, DAY, 0, 1, CaseRole.OFFICER, True, None, None, False, False, 50, "2" * 64
    )
    return CaseFile(CASE, row, DAY, entries=entries), entries


def test_many_offices_are_found_in_two_passes() -> None:
    file, entries = asked_about([f"Kantor {number:02}" for number in range(OFFICES)])
    assert agreed_offices(file) == [f"Kantor {number:02}" for number in range(0, OFFICES, 2)]
    assert entries.passes == 2  # one for the answers, one for what was read in each place


def test_the_last_question_about_an_office_counts_in_every_spelling() -> None:
    file, _entries = asked_about(["KPK", "LPSK", "lpsk ", "kpk"])
    assert agreed_offices(file) == ["LPSK", "lpsk "]
    assert has_agreed(file, "Lpsk")
    assert not has_agreed(file, "KPK")


def test_the_length_of_a_question_adds_no_call_to_the_page_of_its_answers() -> None:
    def shown(file: CaseFile) -> None:
        found = conversation_page(file, FIRST_PAGE)
        turns = conversation(file, SOME_ROSTER, found.rows)
        assert sum(bool(turn.remark) for turn in turns) == 3
        assert agreed_offices(file) == ["KPK"]

    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        short, long = (
            calls_of(partial(shown, asked_about(["KPK"], '"' * length)[0])) for length in (1, 5_000)
        )
    assert long == short


@pytest.mark.parametrize("unread", [UNSET, 1])
def test_each_further_question_costs_the_same_however_long_its_office_is_named(
    unread: int | UnsetType,
) -> None:
    """Whether or not a message tells of a place that was unread, after which older questions count."""

    def counted(questions: int, length: int) -> int:
        offices = [f"Kantor {at:0{length}}" for at in range(questions)]
        file, entries = asked_about(offices, says_no=False)
        place = file.last + 1
        last = Envelope(CASE, place, "message", DAY, text="", unread=unread)
        entries[place] = FromReporter(place, last)
        return calls_of(partial(agreed_offices, file))

    for length in (20, 2_000):
        forty, eighty, hundred_and_twenty = (counted(questions, length) for questions in (40, 80, 120))
        assert hundred_and_twenty - eighty == pytest.approx(eighty - forty, rel=0.2)


def test_more_offices_than_are_told_apart_may_each_be_any() -> None:
    """So a message that tells of an unread place after the first question voids the yes to what comes beyond them."""
    file, entries = asked_about([f"Kantor {number:02}" for number in range(OFFICES)])
    place = file.last + 1
    entries[place] = FromReporter(place, Envelope(CASE, place, "message", DAY, text="", unread=60))
    assert agreed_offices(file) == [f"Kantor {number}" for number in range(20, 32, 2)]


def test_a_yes_counts_no_more_if_it_or_a_message_after_its_question_was_exchanged() -> None:
    """The no may have been there that the workstation had read."""
    file, entries = asked_about(["LPSK"])
    [report, question, first, yes] = entries
    places = ((report, True), (question, True), (first, False), (yes, False), (yes + 1, False))
    for exchanged, agreed in places:
        file.exchanged = frozenset({exchanged})
        assert has_agreed(file, "LPSK") is agreed
