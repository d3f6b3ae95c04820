"""A reporter's part in the procedure: an answer takes the case on, and a call for attention puts it on top."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from crypto.mailbox import verify_voice
from store.cases.case_list import case_row, page
from store.cases.chain import chain
from store.domain.event import CaseRole, Event, EventKind
from store.domain.stages import Stage
from store.model import Case, CaseProjection
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import Reporter, form_to

WAITING = "menunggu jawaban petugas"
WAITS = 'id="waiting"'


def asked(talk: Correspondence, handling: Handling) -> date:
    """A question that waits; the day until which an answer is awaited."""
    until = talk.office.clock.today() + timedelta(days=7)
    handling.to_verification()
    handling.ask("Kuitansi nomor berapa?", until)
    return until


def own_events(talk: Correspondence) -> list[Event]:
    """The reporter's events, each verified by the voice."""
    found = []
    for signed in chain(talk.office.database, talk.case.case):
        event = signed.read()
        if event.part is CaseRole.REPORTER:
            verify_voice(talk.case.mailbox.voice_key, signed.statement, signed.signature)
            found.append(event)
    return found


def stage(talk: Correspondence) -> str:
    return case_row(talk.office.database, "sari", talk.case.case).stage


def ask_for_attention(talk: Correspondence, kind: str, text: str = "") -> str:
    """Send the page of this kind; the page that follows."""
    answer = talk.reporter.send(
        form_to(talk.reporter.open(f"/mailbox/{kind}"), f"/mailbox/{kind}"), text=text
    )
    return after(talk, answer)


def after(talk: Correspondence, answer: TestResponse) -> str:
    """The page to which this answer leads."""
    assert answer.status_code == 303, answer.text
    return talk.reporter.client.get(answer.headers["Location"]).text


def test_an_answer_takes_the_case_back_to_verification_signed_by_the_voice(
    talk: Correspondence, handling: Handling
) -> None:
    asked(talk, handling)
    assert talk.reporter.says("Nomor 0117").status_code == 303
    (moved,) = own_events(talk)
    assert (moved.kind, moved.target, moved.entry) == (EventKind.MOVE, "verification", 3)
    assert stage(talk) == Stage.VERIFICATION
    assert Reader(talk.office, "sari").read(talk.case.case)[-1].text == "Nomor 0117"
    assert "Pertanyaan untuk Anda" not in talk.page()


def test_a_file_is_an_answer_too(talk: Correspondence, handling: Handling) -> None:
    asked(talk, handling)
    assert talk.reporter.attaches(("a.txt", b"a"), ("b.txt", b"b")).status_code == 200
    assert [event.entry for event in own_events(talk)] == [3]
    assert stage(talk) == Stage.VERIFICATION


def test_two_answers_at_once_move_the_case_once_and_both_arrive(
    talk: Correspondence, handling: Handling
) -> None:
    asked(talk, handling)
    other = Reporter.another(talk.reporter)
    other.sign_in(talk.case.code)
    with ThreadPoolExecutor(2) as both:
        sent = both.map(lambda pair: pair[0].says(pair[1]).status_code, [(talk.reporter, "A"), (other, "B")])
        assert list(sent) == [303, 303]
    assert [event.kind for event in own_events(talk)] == [EventKind.MOVE]
    assert {envelope.text for envelope in Reader(talk.office, "sari").read(talk.case.case)[1:]} == {"A", "B"}


def test_an_answer_to_a_question_that_an_officer_took_back_is_a_message(
    talk: Correspondence, handling: Handling
) -> None:
    asked(talk, handling)
    form = form_to(talk.reporter.mailbox(), "/mailbox/message")
    handling.to_verification()
    assert talk.reporter.send(form, text="Nomor 0117").status_code == 303
    assert own_events(talk) == []
    assert Reader(talk.office, "sari").read(talk.case.case)[-1].text == "Nomor 0117"


def test_where_the_chain_has_no_room_for_the_move_the_words_still_arrive(talk: Correspondence) -> None:
    with talk.office.database.write() as session:
        session.execute(update(Case).values(stage=Stage.CLARIFICATION.value))
    assert talk.reporter.says("Tetap sampai").status_code == 303
    assert own_events(talk) == []
    assert Reader(talk.office, "sari").read(talk.case.case)[-1].text == "Tetap sampai"


def a_clock_that_went_back(talk: Correspondence, handling: Handling) -> None:
    """The procedure takes no event of a day before the latest one."""
    talk.office.move(days=2)
    handling.to_verification()
    talk.office.move(days=-1)
    talk.sign_in()


def a_chain_that_was_altered(_talk: Correspondence, handling: Handling) -> None:
    handling.plant("sari", drafted(EventKind.MOVE, target=Stage.CONCLUDED.value))


@pytest.mark.parametrize(
    ("trouble", "logged"),
    [
        (a_clock_that_went_back, "stored without its event, which was refused (DayError)"),
        (a_chain_that_was_altered, "StoreDamagedError at "),
    ],
)
@pytest.mark.parametrize("kind", ["threat", "outcome"])
def test_where_a_call_cannot_be_taken_its_words_arrive_and_the_page_says_that_it_is_not_on_top(
    talk: Correspondence,
    handling: Handling,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    trouble: Callable[[Correspondence, Handling], None],
    logged: str,
) -> None:
    trouble(talk, handling)
    shown = ask_for_attention(talk, kind, "Saya dipanggil atasan")
    assert "laporan Anda tidak naik ke urutan teratas daftar petugas" in shown
    assert own_events(talk) == []
    assert not case_row(talk.office.database, "sari", talk.case.case).needs_attention
    envelope = Reader(talk.office, "sari").read(talk.case.case)[-1]
    assert (envelope.kind, envelope.text) == (kind, "Saya dipanggil atasan")
    assert logged in caplog.text
    assert "DayError at" not in caplog.text
    again = talk.reporter.open(f"/mailbox/{kind}")
    assert "tidak naik ke urutan teratas" not in again.text


def test_a_message_that_answers_nothing_is_no_event(talk: Correspondence, handling: Handling) -> None:
    handling.to_review()
    assert talk.reporter.says("Tambahan").status_code == 303
    assert own_events(talk) == []
    assert stage(talk) == Stage.REVIEW


@pytest.mark.parametrize("kind", ["threat", "outcome"])
def test_a_call_for_attention_puts_the_case_on_top_and_says_why_to_its_readers_alone(
    talk: Correspondence, kind: str
) -> None:
    others = [talk.office.report(f"Lain {number}").case for number in range(3)]
    shown = ask_for_attention(talk, kind, "Saya dipanggil atasan")
    assert "Jawabannya muncul di bagian Percakapan" in shown
    assert [(event.kind, event.entry) for event in own_events(talk)] == [(EventKind.REQUEST_ATTENTION, 2)]
    rows = page(talk.office.database, "sari").cases
    assert (rows[0].case, rows[0].needs_attention) == (talk.case.case, True)
    assert {row.case for row in rows[1:] if not row.needs_attention} == set(others)
    envelope = Reader(talk.office, "sari").read(talk.case.case)[-1]
    assert (envelope.kind, envelope.text) == (kind, "Saya dipanggil atasan")


def test_the_store_cannot_tell_a_threat_from_a_request_for_the_outcome(
    talk: Correspondence, reporter: Reporter, box: Box
) -> None:
    ask_for_attention(talk, "threat")
    threat, threats_case = own_events(talk)[0], talk.case.case
    other = Correspondence(Reporter.another(reporter), box.office)
    ask_for_attention(other, "outcome")
    outcome = own_events(other)[0]
    told = {field: (getattr(threat, field), getattr(outcome, field)) for field in Event.__struct_fields__}
    assert {field for field, (first, second) in told.items() if first != second} == {"case"}
    assert len(talk.sealed(2)) == len(other.sealed(2, other.case.case))
    rows = [case_row(box.office.database, "sari", case) for case in (threats_case, other.case.case)]
    assert rows[0].needs_attention == rows[1].needs_attention
    stored = b"".join(path.read_bytes() for path in (box.office.folder / "database").iterdir())
    for word in (b"threat", b"outcome", b"ancaman"):
        assert word not in stored.lower()


def test_asking_again_while_a_request_waits_adds_nothing_and_says_so(talk: Correspondence) -> None:
    ask_for_attention(talk, "outcome")
    form = form_to(talk.reporter.open("/mailbox/outcome"), "/mailbox/outcome")
    again = after(talk, talk.reporter.send(form, text=" "))
    assert "Tidak ada yang dikirim lagi." in again
    assert WAITING in again
    assert len(own_events(talk)) == 1
    assert "Anda meminta informasi tindak lanjut" in ask_for_attention(
        talk, "outcome", "Apakah sudah selesai?"
    )
    assert "Tidak ada yang dikirim lagi." in ask_for_attention(talk, "outcome", "Apakah sudah selesai?")
    assert [event.entry for event in own_events(talk)] == [2, 3]


def test_two_calls_at_once_are_one(talk: Correspondence) -> None:
    other = Reporter.another(talk.reporter)
    other.sign_in(talk.case.code)
    forms = [
        form_to(reporter.open("/mailbox/threat"), "/mailbox/threat") for reporter in (talk.reporter, other)
    ]
    with ThreadPoolExecutor(2) as both:
        sent = both.map(
            lambda reporter, form: reporter.send(form).headers["Location"], (talk.reporter, other), forms
        )
    assert sorted(sent) == ["/id/mailbox#waiting", "/id/mailbox/threat?done=again"]
    assert len(own_events(talk)) == 1


def test_a_threat_is_told_also_while_a_request_for_the_outcome_waits(talk: Correspondence) -> None:
    ask_for_attention(talk, "outcome")
    shown = ask_for_attention(talk, "threat")
    assert "Anda memberi tahu kami tentang ancaman atau tekanan" in shown
    assert "Anda meminta informasi tindak lanjut" in shown
    assert [event.entry for event in own_events(talk)] == [2, 3]


def test_once_the_office_has_seen_to_it_one_can_ask_anew(talk: Correspondence, handling: Handling) -> None:
    ask_for_attention(talk, "outcome")
    handling.decide("sari", drafted(EventKind.RESOLVE_REQUEST, about=1))
    assert WAITING not in talk.reporter.open("/mailbox/outcome").text
    assert "Anda meminta informasi tindak lanjut" not in talk.page()
    assert "Anda meminta informasi tindak lanjut" in ask_for_attention(talk, "outcome")
    assert len(own_events(talk)) == 2


def test_after_the_own_copy_is_erased_a_request_still_shows_that_it_waits(talk: Correspondence) -> None:
    ask_for_attention(talk, "outcome")
    talk.reporter.send(form_to(talk.reporter.open("/mailbox/erase"), "/mailbox/erase"))
    assert "Permintaan Anda sudah masuk" in talk.page()


@pytest.mark.parametrize("kind", ["threat", "outcome"])
def test_what_was_typed_beside_a_call_is_never_lost(talk: Correspondence, kind: str) -> None:
    form = form_to(talk.reporter.open(f"/mailbox/{kind}"), f"/mailbox/{kind}")
    refused = talk.reporter.send(form, text="Ketikan", csrf_token="palsu")
    assert refused.status_code == 400
    assert form_to(refused, f"/id/mailbox/{kind}").fields["text"] == ["Ketikan"]
    long = talk.reporter.send(form, text="b" * 100_001)
    assert (long.status_code, len(form_to(long, f"/id/mailbox/{kind}").fields["text"][0])) == (400, 100_001)
    form.action = f"/en/mailbox/{kind}"
    switched = talk.reporter.send(form, text="Ketikan", switch="1")
    assert form_to(switched, f"/en/mailbox/{kind}").fields["text"] == ["Ketikan"]
    assert own_events(talk) == []
    talk.office.move(hours=7)
    expired = talk.reporter.send(form, text="Ketikan")
    assert expired.status_code == 403
    assert form_to(expired, "/open").fields["text"] == ["Ketikan"]


def attends(talk: Correspondence) -> DraftedEvent:
    call = own_events(talk)[-1].sequence
    return drafted(EventKind.RESOLVE_REQUEST, content=CONTENT, about=call)


def test_a_call_waits_until_an_officer_has_signed_that_it_was_attended_to(
    talk: Correspondence, handling: Handling
) -> None:
    assert WAITS in ask_for_attention(talk, "threat", "Saya diancam")
    handling.plant("sari", attends(talk), by_office_key=True)  # by no key of the officer whom it names
    assert WAITS in talk.page()


def test_an_attention_to_an_earlier_call_ends_no_later_one(talk: Correspondence, handling: Handling) -> None:
    ask_for_attention(talk, "outcome", "Bagaimana hasilnya?")
    earlier = attends(talk)
    ask_for_attention(talk, "threat", "Saya diancam")
    handling.plant("sari", earlier)
    assert WAITS in talk.page()


def test_an_attention_counts_when_its_signer_changes_the_role_later(
    talk: Correspondence, handling: Handling
) -> None:
    ask_for_attention(talk, "outcome", "Bagaimana hasilnya?")
    handling.decide("sari", attends(talk))
    assert WAITS not in talk.page()
    talk.office.publish(people=talk.office.people_with("sari", roles=("leadership",)))
    with talk.office.database.write() as session:  # a store that goes on asking
        session.execute(update(CaseProjection).where(CaseProjection.case == talk.case.case).values(sought=1))
    assert WAITS not in talk.page()


def test_a_gnupg_that_does_not_work_leaves_no_call_waiting_that_was_attended_to(
    talk: Correspondence, handling: Handling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_attention(talk, "outcome", "Bagaimana hasilnya?")
    handling.decide("sari", attends(talk))
    with talk.office.database.write() as session:
        session.execute(update(CaseProjection).where(CaseProjection.case == talk.case.case).values(sought=1))
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        page = talk.reporter.mailbox()
    assert (page.status_code, WAITS in page.text) == (503, False)
    assert WAITS not in talk.page()
