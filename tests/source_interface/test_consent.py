"""The reporter is asked before another office learns who they are, answers yes or no, and may take back a yes."""

from datetime import timedelta

import pytest
from msgspec import UNSET
from werkzeug.test import TestResponse

from source_interface.conversation.messages import read_conversation
from source_interface.conversation.own_messages import own_envelopes, refusals_before
from store.cases.chain import case_state
from store.cases.conversation import erase_own_copies
from store.domain.envelope import Consent, Envelope, RepeatedNo
from store.domain.event import EventKind
from store.domain.reply import Notice
from store.domain.stages import Stage
from store.maintenance.sweep import sweep
from tests.journalist_interface.store_rows import drop, set_sealed
from tests.mutations.case_rows import CaseRows
from tests.signed_events import drafted
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import form_to

WHY = "Agar LPSK dapat melindungi Anda."
OVER = "Pertanyaan ini tidak dapat dijawab lagi, dan tidak ada yang terkirim."


@pytest.fixture
def asked(talk: Correspondence) -> int:
    """The place of a question whether LPSK may know."""
    until = talk.office.clock.today() + timedelta(days=10)
    return answer(talk.office, "sari", talk.case, WHY, notice=Notice("consent", until, referred="LPSK"))


def after(talk: Correspondence, answered: TestResponse) -> str:
    """The mailbox to which this answer leads."""
    assert answered.status_code == 303
    return talk.reporter.client.get(answered.headers["Location"]).text


def given(talk: Correspondence) -> list[object]:
    """What the mailbox's voice signed."""
    envelopes = own_envelopes(talk.case.services.conversation, talk.case.mailbox)
    return [envelope.consent for envelope in envelopes if envelope.kind == "consent"]


def answers(talk: Correspondence, place: int, *agreed: bool) -> list[Consent]:
    """These answers to the reply at this place."""
    lines = read_conversation(talk.case.services.conversation, talk.case.mailbox).lines
    [digest] = [line.digest for line in lines if line.sequence == place]
    return [Consent(place, digest, agreed=each) for each in agreed]


def test_the_reporter_reads_the_question_says_yes_and_can_say_no_instead_which_is_final(
    talk: Correspondence, asked: int
) -> None:
    path = f"/mailbox/consent/{asked}"
    assert f"/id{path}" in talk.page()
    page = talk.reporter.open(path)
    for words in (WHY, "kepada: LPSK", "itu dianggap tidak", "tidak ada yang berubah"):
        assert words in page.text
    assert "Jawaban Anda terkirim." in after(talk, talk.reporter.send(form_to(page, path), answer="yes"))
    assert "Ya, mereka boleh tahu siapa saya." in talk.page()
    assert "Jawaban Anda sejauh ini: ya." in talk.reporter.open(path).text
    talk.reporter.send(form_to(page, path), answer="yes")
    assert given(talk) == answers(talk, asked, True)
    assert talk.reporter.send(form_to(talk.reporter.open(path), path)).status_code == 400
    assert talk.reporter.send(form_to(talk.reporter.open(path), path), answer="mungkin").status_code == 400
    talk.reporter.send(form_to(talk.reporter.open(path), path), answer="no")
    assert OVER in after(talk, talk.reporter.send(form_to(page, path), answer="yes"))
    assert OVER in after(talk, talk.reporter.open(path))
    assert given(talk) == answers(talk, asked, True, False)


def test_after_the_day_and_where_nothing_was_asked_there_is_nothing_to_answer(
    talk: Correspondence, asked: int
) -> None:
    form = form_to(talk.reporter.open(f"/mailbox/consent/{asked}"), f"/consent/{asked}")
    for place in (1, asked + 1):
        assert OVER in after(talk, talk.reporter.open(f"/mailbox/consent/{place}"))
    talk.office.move(days=11)
    talk.sign_in()
    assert OVER in after(talk, talk.reporter.open(f"/mailbox/consent/{asked}"))
    form.fields["csrf_token"] = form_to(talk.reporter.open("/mailbox/erase"), "/erase").fields["csrf_token"]
    assert OVER in after(talk, talk.reporter.send(form, answer="yes"))
    assert given(talk) == []


def test_a_yes_can_be_taken_back_after_its_day_and_not_given_again(talk: Correspondence, asked: int) -> None:
    """It counted without end: who wrote that they agree no longer was named all the same."""
    path = f"/mailbox/consent/{asked}"
    talk.reporter.send(form_to(talk.reporter.open(path), path), answer="yes")
    talk.office.move(days=11)
    talk.sign_in()
    form = form_to(talk.reporter.open(path), path)
    assert "Ya, mereka boleh tahu" not in talk.reporter.open(path).text
    assert OVER in after(talk, talk.reporter.send(form, answer="yes"))
    assert "Jawaban Anda terkirim." in after(talk, talk.reporter.send(form, answer="no"))
    assert given(talk) == answers(talk, asked, True, False)
    assert OVER in after(talk, talk.reporter.open(path))


def test_a_double_click_that_takes_a_yes_back_after_its_day_says_that_the_no_was_sent(
    talk: Correspondence, asked: int
) -> None:
    """It said that nothing was sent and that the answer before counts: the yes, to whom it reads."""
    path = f"/mailbox/consent/{asked}"
    talk.reporter.send(form_to(talk.reporter.open(path), path), answer="yes")
    talk.office.move(days=11)
    talk.sign_in()
    form = form_to(talk.reporter.open(path), path)
    for _press in range(2):
        assert "Jawaban Anda terkirim." in after(talk, talk.reporter.send(form, answer="no"))
    assert given(talk) == answers(talk, asked, True, False, False)


def test_a_yes_that_the_store_keeps_back_can_be_taken_back_after_its_day(
    talk: Correspondence, asked: int
) -> None:
    """Nothing seemed to be answered, so the mailbox took no no, while the office had the yes."""
    path = f"/mailbox/consent/{asked}"
    talk.reporter.send(form_to(talk.reporter.open(path), path), answer="yes")
    talk.case.says("Satu hal lagi")
    talk.office.move(days=11)
    drop(talk.office, talk.case.case, asked + 1)
    talk.sign_in()
    form = form_to(talk.reporter.open(path), path)
    assert "Jawaban Anda terkirim." in after(talk, talk.reporter.send(form, answer="no"))
    assert given(talk) == answers(talk, asked, False)


@pytest.mark.parametrize("erases", ["the reporter", "the office's server, after thirty days"])
def test_a_yes_can_be_taken_back_once_its_copy_is_erased(
    talk: Correspondence, asked: int, erases: str
) -> None:
    """The page promises it for any time, and the yes goes on to count."""
    path = f"/mailbox/consent/{asked}"
    talk.reporter.send(form_to(talk.reporter.open(path), path), answer="yes")
    talk.office.move(days=31)
    if erases == "the reporter":
        erase_own_copies(talk.office.database, talk.case.case)
    else:
        sweep(talk.office.database, talk.office.blobs, talk.office.clock)
    talk.sign_in()
    assert given(talk) == []
    mailbox = talk.page()
    assert f"/id{path}" in mailbox
    assert "boleh tahu siapa Anda. Jawab" not in mailbox  # it does not wait for an answer
    page = talk.reporter.open(path)
    assert "mungkin masih berlaku sampai Anda menjawab tidak" in page.text
    form = form_to(page, path)
    assert OVER in after(talk, talk.reporter.send(form, answer="yes"))
    assert "Jawaban Anda terkirim." in after(talk, talk.reporter.send(form, answer="no"))
    assert given(talk) == answers(talk, asked, False)
    assert OVER in after(talk, talk.reporter.open(path))


def test_a_yes_to_one_office_is_none_to_another_that_took_the_place_of_the_question(
    talk: Correspondence,
) -> None:
    """After a restore, with the page still open; or in a store that has both questions for one place."""
    until, before = (
        talk.office.clock.today() + timedelta(days=10),
        CaseRows.taken(talk.office, talk.case.case),
    )
    place = answer(talk.office, "sari", talk.case, WHY, notice=Notice("consent", until, referred="LPSK"))
    path = f"/mailbox/consent/{place}"
    form = form_to(talk.reporter.open(path), path)
    before.put_back()
    talk.sign_in()
    assert (
        answer(talk.office, "sari", talk.case, WHY, notice=Notice("consent", until, referred="KPK")) == place
    )
    form.fields["csrf_token"] = form_to(talk.reporter.open(path), path).fields["csrf_token"]
    assert OVER in after(talk, talk.reporter.send(form, answer="yes"))
    assert given(talk) == []


def test_a_yes_or_no_does_not_pass_for_the_answer_to_a_question(talk: Correspondence, asked: int) -> None:
    handling = Handling(talk.office, talk.case)
    handling.to_verification()
    handling.ask("Kuitansi nomor berapa?", talk.office.clock.today() + timedelta(days=30))
    talk.case.consents(asked, agreed=False)
    assert case_state(talk.office.database, talk.case.case).stage is Stage.CLARIFICATION
    talk.case.says("Nomor tujuh")
    assert case_state(talk.office.database, talk.case.case).stage is Stage.VERIFICATION


def test_the_reporter_reads_the_day_to_which_the_office_extended_its_time(
    talk: Correspondence, handling: Handling
) -> None:
    handling.to_verification()
    before = talk.page().partition("Kantor bertindak paling lambat")[2][:60]
    until = talk.office.clock.today() + timedelta(days=90)
    ciphertext = talk.case.encrypted(b"alasan" * 1000)
    handling.decide("sari", drafted(EventKind.EXTEND, content=ciphertext, until=until))
    after = talk.page().partition("Kantor bertindak paling lambat")[2][:60]
    assert before != after
    assert f"{until.day} " in after
    assert str(until.year) in after


def test_the_same_answer_is_sent_again_once_something_came_after_it(talk: Correspondence, asked: int) -> None:
    """A yes from before a withdrawal counts no more: the mailbox said that it was answered, and sent nothing."""
    path = f"/mailbox/consent/{asked}"
    for _press in range(2):
        talk.reporter.send(form_to(talk.reporter.open(path), path), answer="yes")
    talk.case.says("Satu hal lagi")
    talk.reporter.send(form_to(talk.reporter.open(path), path), answer="yes")
    assert given(talk) == answers(talk, asked, True, True)


def test_a_message_names_the_last_place_of_the_reporter_of_which_it_could_read_no_copy(
    talk: Correspondence, asked: int
) -> None:
    """It repeats no no of that place, or of one before it."""
    no = talk.case.consents(asked, agreed=False)
    assert unread(talk) is UNSET
    talk.case.attaches(b"Isi", "catatan.txt")
    talk.case.withdraws(no + 1)
    last = talk.case.says("Satu hal lagi")
    assert unread(talk) is UNSET
    set_sealed(talk.office, talk.case.case, no, None)
    talk.case.says("Dan satu lagi")
    assert unread(talk) == no
    erase_own_copies(talk.office.database, talk.case.case)
    talk.case.attaches(b"Isi", "catatan-2.txt")
    assert unread(talk) is UNSET  # as a file tells of no refusals
    talk.case.says("Terakhir")
    assert unread(talk) == last + 1


def test_a_message_names_a_place_in_which_neither_a_copy_nor_a_reply_proves_itself(
    talk: Correspondence, asked: int
) -> None:
    """The store lost the signed list of places, and calls the row of a no an officer's: it was nobody's place."""
    no = talk.case.consents(asked, agreed=False)
    rows = CaseRows.taken(talk.office, talk.case.case)
    rows.write('DELETE FROM own_places WHERE "case" = ?', talk.case.case)
    rows.write(
        "UPDATE entry SET sealed = NULL, author = 'sari' WHERE \"case\" = ? AND sequence = ?",
        talk.case.case,
        no,
    )
    talk.case.says("Satu hal lagi")
    assert unread(talk) == no


def test_a_message_repeats_of_each_no_to_a_question_the_last_place_and_the_newest_day(
    talk: Correspondence, asked: int
) -> None:
    """A store had the older one signed for a later place, and the newer one was not told of any more."""
    today = talk.office.clock.today()
    [no] = answers(talk, asked, False)
    newer, older = (
        Envelope(talk.case.case, place, "consent", today + timedelta(days=days), text="", consent=no)
        for place, days in ((asked + 1, 1), (asked + 2, 0))
    )
    told = (RepeatedNo(asked + 2, no.question, today + timedelta(days=1)),)
    assert refusals_before([newer, older], asked + 3) == told
    assert refusals_before([older, newer], asked + 3) == told


def unread(talk: Correspondence) -> object:
    """Return the place that the reporter's last message calls unread."""
    *_, said = own_envelopes(talk.case.services.conversation, talk.case.mailbox)
    return said.unread
