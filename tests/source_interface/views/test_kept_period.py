"""The reporter reads for how long a report is kept before sending it, and in the mailbox until when, and its end."""

from datetime import timedelta

from store.domain.event import CaseRole, EventKind
from store.domain.reply import Notice
from store.domain.retention import WAITING_DAYS, DestructionScope, Retention
from store.domain.roster import REPORTER
from store.model import Case, Entry, StoredEvent
from tests.passing_days import let_days_pass
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.reporter import Reporter

SIGNED = "Dua orang dari kantor telah menandatangani"


def proposal(talk: Correspondence, leader: str = "dewi", last: int | None = None) -> DraftedEvent:
    scope = DestructionScope(last or talk.case.last_sequence)
    return drafted(EventKind.PROPOSE_DESTRUCTION, content=CONTENT, person=leader, destroys=scope)


def confirmation(talk: Correspondence, about: int, last: int | None = None) -> DraftedEvent:
    scope = DestructionScope(last or talk.case.last_sequence)
    return drafted(EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY, about=about, destroys=scope)


def archived(handling: Handling) -> None:
    handling.to_verification()
    handling.archive("Bukan wewenang kami", Notice("archived", reason="unclear"))


def test_the_periods_stand_on_the_page_about_handling_which_the_form_names(reporter: Reporter) -> None:
    page = reporter.open("/help/handling").text
    for line in ("Tidak terbukti: 5 tahun", "Terbukti: 10 tahun", "Diarsipkan: 2 tahun"):
        assert f"<li>{line}</li>" in page
    assert "/help/handling" in reporter.open("/report").text
    assert "Archived: 2 years" in reporter.client.get("/en/help/handling").text


def test_the_page_says_what_stays_of_a_destroyed_report_and_for_how_long(reporter: Reporter) -> None:
    indonesian = reporter.open("/help/handling").text
    english = reporter.client.get("/en/help/handling").text
    assert f"Paling cepat {WAITING_DAYS} hari kemudian" in indonesian
    assert f"At least {WAITING_DAYS} days later" in english
    for page, words in (
        (indonesian, ("kedua tanda tangan", "statistik", "Selama kantor menyimpan cadangan lama")),
        (english, ("both signatures", "statistics", "While the office keeps old backups")),
    ):
        assert all(word in page for word in words)


def test_under_a_roster_that_cannot_be_believed_the_page_is_there_without_the_periods(
    reporter: Reporter, box: Box
) -> None:
    box.office.publish_files(b"{}", b"bukan tanda tangan")
    answer = reporter.open("/help/handling")
    assert answer.status_code == 200
    assert 'id="kept"' not in answer.text
    assert "Siapa yang membaca, dan siapa yang tidak" in answer.text


def test_a_closed_report_says_until_when_it_is_kept_and_a_message_starts_that_anew(
    talk: Correspondence, handling: Handling
) -> None:
    assert "Paling sedikit sampai" not in talk.page()
    talk.office.publish(retention=Retention(archived=1))
    archived(handling)
    first = talk.page()
    assert "Paling sedikit sampai" in first
    talk.office.move(days=3)
    talk.sign_in()
    assert _kept(talk.page()) == _kept(first)
    talk.case.says("Ada bukti baru")
    assert _kept(talk.page()) != _kept(first)


def test_the_reporter_reads_the_end_once_two_people_signed_and_no_sooner(
    talk: Correspondence, handling: Handling
) -> None:
    archived(handling)
    handling.plant("sari", proposal(talk))
    assert SIGNED not in talk.page()
    handling.plant("dewi", confirmation(talk, 3))
    assert SIGNED in talk.page()
    talk.case.says("Ada bukti baru")
    assert SIGNED not in talk.page()


def test_a_destruction_that_two_people_did_not_sign_is_not_told(
    talk: Correspondence, handling: Handling
) -> None:
    archived(handling)
    handling.plant("sari", proposal(talk))
    handling.plant("dewi", confirmation(talk, 3), by_office_key=True)
    assert SIGNED not in talk.page()


def test_one_person_under_both_signs_no_destruction(talk: Correspondence, handling: Handling) -> None:
    archived(handling)
    handling.plant("sari", proposal(talk))
    handling.plant("sari", confirmation(talk, 3))
    assert SIGNED not in talk.page()


def test_what_the_reporter_did_not_sign_changes_neither_the_period_nor_the_end(
    talk: Correspondence, handling: Handling
) -> None:
    archived(handling)
    kept = _kept(talk.page())
    handling.plant("sari", proposal(talk))
    handling.plant("dewi", confirmation(talk, 3))
    later = talk.office.clock.today() + timedelta(days=90)
    with talk.office.database.write() as session:
        case = session.get_one(Case, talk.case.case)
        own = session.get_one(Entry, (case.id, 1))
        own.day = later
        case.last_sequence += 1
        junk = {"envelope": own.envelope, "sealed": own.sealed, "day": later}
        session.add(Entry(case=case.id, sequence=case.last_sequence, author=REPORTER, **junk))
    assert SIGNED in talk.page()
    with talk.office.database.write() as session:
        session.delete(session.get_one(StoredEvent, (talk.case.case, 4)))
    assert _kept(talk.page()) == kept


def test_who_has_no_role_for_it_signs_no_destruction(talk: Correspondence, handling: Handling) -> None:
    archived(handling)
    handling.plant("sari", proposal(talk, "budi"))
    handling.plant("budi", confirmation(talk, 3))
    assert SIGNED not in talk.page()


def test_a_signature_of_an_earlier_day_than_the_proposal_signs_no_destruction(
    talk: Correspondence, handling: Handling
) -> None:
    archived(handling)
    talk.office.move(days=2)
    talk.sign_in()
    handling.plant("sari", proposal(talk))
    talk.office.move(days=-1)
    handling.plant("dewi", confirmation(talk, 3))
    talk.office.move(days=1)
    talk.sign_in()
    assert SIGNED not in talk.page()


def test_a_hold_after_both_signatures_is_no_destruction(talk: Correspondence, handling: Handling) -> None:
    archived(handling)
    handling.plant("sari", proposal(talk))
    handling.plant("dewi", confirmation(talk, 3))
    assert SIGNED in talk.page()
    handling.plant("budi", drafted(EventKind.HOLD, content=CONTENT))
    assert SIGNED not in talk.page()


def test_the_code_of_a_destroyed_report_is_answered_as_an_unknown_one(
    talk: Correspondence, handling: Handling, box: Box
) -> None:
    archived(handling)
    office = talk.office
    office.move(days=740)
    office.publish(expires=office.clock.today() + timedelta(days=90))
    handling.decide("sari", proposal(talk))
    handling.decide("dewi", confirmation(talk, 3))
    let_days_pass(office)
    stranger = Reporter(box.app().test_client())
    old, unknown = (
        stranger.sign_in(talk.case.code),
        stranger.sign_in("angin benang cermin dahan gelas jendela kapas lumut"),
    )
    assert (old.status_code, old.headers.get("Location")) == (
        unknown.status_code,
        unknown.headers.get("Location"),
    )
    assert len(old.data) == len(unknown.data)
    assert talk.reporter.mailbox().status_code != 200  # a session that was open is over


def _kept(page: str) -> str:
    return page.partition("Paling sedikit sampai")[2].partition(".")[0]
