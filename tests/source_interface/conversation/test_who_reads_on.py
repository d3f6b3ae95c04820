"""Later messages of a reporter reach only those whom the procedure brought in by verified events."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from crypto import signing
from source_interface.conversation.recipients import trusted_state
from source_interface.conversation.verification import Signers
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, Paper, SignedEvent
from store.domain.labels import Label
from store.domain.roster import Role
from store.domain.stages import Stage
from store.model import Entry
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.gpg_runs import GpgRuns
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import Reporter, form_to, multipart


def admit(person: str, role: CaseRole) -> DraftedEvent:
    return drafted(EventKind.ADMIT, content=CONTENT, person=person, role=role)


def readers_of_the_latest(talk: Correspondence, people: str) -> str:
    """Return who of these can decrypt the latest envelope of the case."""
    with talk.office.database.read() as session:
        rows = session.query(Entry).filter(Entry.case == talk.case.case).order_by(Entry.sequence).all()
    envelope = rows[-1].envelope or b""
    return " ".join(person for person in people.split() if Reader(talk.office, person).opens(envelope))


def says(talk: Correspondence, text: str = "Kabar baru") -> None:
    assert talk.reporter.says(text).status_code == 303


def test_the_team_reads_what_the_reporter_sends_after_it_was_brought_in(
    talk: Correspondence, handling: Handling
) -> None:
    handling.to_review()
    says(talk)
    assert readers_of_the_latest(talk, "sari budi joko dewi tono") == "sari budi"
    handling.decide("sari", drafted(EventKind.ASSIGN, content=CONTENT, person="joko", role=CaseRole.MEMBER))
    handling.decide("budi", admit("dewi", CaseRole.LEADERSHIP))
    says(talk, "Untuk tim juga")
    assert readers_of_the_latest(talk, "sari budi joko dewi tono") == "sari budi joko dewi"
    assert talk.reporter.attaches(("bukti.txt", b"isi")).status_code == 200
    blob = Reader(talk.office, "sari").read(talk.case.case)[-1].attachment
    assert blob is not None
    with talk.office.blobs.open(blob.blob) as file:
        assert Reader(talk.office, "joko").opens(file.read())


def test_who_was_taken_off_reads_nothing_that_comes_later(talk: Correspondence, handling: Handling) -> None:
    talk.office.with_everybody()
    handling.plant("sari", drafted(EventKind.DISMISS, content=CONTENT, person="budi"))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi wati") == "sari wati"


class ArrivingFile:
    """A request in two halves; `between` happens when the second is asked for."""

    def __init__(self, first: bytes, second: bytes, between: Callable[[], object]) -> None:
        self._halves = [first, second]
        self._between = between

    def read(self, _size: int) -> bytes:
        if len(self._halves) == 1:
            self._between()
        return self._halves.pop(0) if self._halves else b""


def test_who_is_taken_off_during_an_upload_of_hours_reads_no_file_that_comes_later(
    talk: Correspondence, handling: Handling
) -> None:
    talk.office.with_everybody()
    form = form_to(talk.reporter.files_page(), "/mailbox/attachments")
    files = [("dulu", b"isi"), ("kemudian", b"isi")]
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], files)
    cut = body.index(b'filename="kemudian"')
    dismissal = drafted(EventKind.DISMISS, content=CONTENT, person="budi")
    stream = ArrivingFile(body[:cut], body[cut:], lambda: handling.plant("sari", dismissal))
    environ = {"wsgi.input": stream, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind}
    answer = talk.reporter.client.post(form.action, environ_overrides=environ)
    assert answer.status_code == 200
    ciphertexts = {
        envelope.attachment.name: talk.office.blobs.open(envelope.attachment.blob).read()
        for envelope in Reader(talk.office, "sari").read(talk.case.case)
        if envelope.attachment is not None
    }
    assert Reader(talk.office, "budi").opens(ciphertexts["dulu"])
    assert not Reader(talk.office, "budi").opens(ciphertexts["kemudian"])
    assert Reader(talk.office, "wati").opens(ciphertexts["kemudian"])


def test_an_event_signed_by_a_key_outside_the_roster_brings_no_colleague_in(
    talk: Correspondence, handling: Handling, caplog: pytest.LogCaptureFixture
) -> None:
    handling.plant("sari", admit("dewi", CaseRole.LEADERSHIP), by_office_key=True)
    handling.plant("sari", admit("joko", CaseRole.OFFICER))
    for text in ("Satu", "Dua"):
        says(talk, text)
        assert readers_of_the_latest(talk, "sari budi dewi joko") == "sari budi"
    warnings = [record.getMessage() for record in caplog.records if "not believed" in record.getMessage()]
    assert len(warnings) == 1
    assert not any(word in warnings[0] for word in (talk.case.case, "dewi", "sari"))


@pytest.mark.parametrize("signer", ["joko", "dewi", "rina"])
def test_a_person_who_is_no_officer_brings_no_colleague_in_as_one(
    talk: Correspondence, handling: Handling, signer: str
) -> None:
    handling.plant(signer, admit("tono", CaseRole.OFFICER))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi tono joko dewi rina") == "sari budi"


def test_a_grant_to_an_excluded_leader_is_ignored_and_the_access_ends(reporter: Reporter, box: Box) -> None:
    talk = Correspondence(reporter, box.office, ["kepala"])
    handling = Handling(box.office, talk.case)
    handling.decide("sari", admit("dewi", CaseRole.LEADERSHIP))
    assert Reader(box.office, "dewi").cases() == [talk.case.case]
    says(talk)
    assert readers_of_the_latest(talk, "sari budi dewi") == "sari budi"
    assert Reader(box.office, "dewi").cases() == []
    handling.to_verification()  # a decision lets no colleague in again who was withdrawn
    assert Reader(box.office, "dewi").cases() == []


def test_nothing_that_an_excluded_officer_signs_brings_a_colleague_in(reporter: Reporter, box: Box) -> None:
    talk = Correspondence(reporter, box.office, ["petugas-2"])
    handling = Handling(box.office, talk.case)
    handling.plant("budi", admit("joko", CaseRole.OFFICER))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi joko") == "sari"


def test_who_moves_into_an_excluded_position_is_withdrawn_even_as_handler(
    reporter: Reporter, box: Box
) -> None:
    talk = Correspondence(reporter, box.office, ["kepala"])
    handling = Handling(box.office, talk.case)
    handling.decide("budi", drafted(EventKind.TAKE, person="budi"))
    people = box.office.people_with("budi", position="kepala")
    box.office.publish(people=people)
    says(talk)
    assert readers_of_the_latest(talk, "sari budi") == "sari"
    assert Reader(box.office, "budi").cases() == []
    handling.to_verification("sari")
    assert Reader(box.office, "budi").cases() == []


def test_a_dismissal_holds_when_its_signer_changes_the_role_later(
    talk: Correspondence, handling: Handling
) -> None:
    talk.office.with_everybody()
    handling.plant("sari", drafted(EventKind.DISMISS, content=CONTENT, person="budi"))
    talk.office.publish(people=talk.office.people_with("sari", roles=("leadership",)))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi wati") == "wati"


def test_who_was_brought_back_after_such_a_dismissal_reads_on(
    talk: Correspondence, handling: Handling
) -> None:
    talk.office.with_everybody()
    handling.plant("sari", drafted(EventKind.DISMISS, content=CONTENT, person="budi"))
    handling.plant("wati", admit("budi", CaseRole.OFFICER))
    talk.office.publish(people=talk.office.people_with("sari", roles=("leadership",)))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi wati") == "budi wati"


def test_an_excluded_officer_takes_no_colleague_off(reporter: Reporter, box: Box) -> None:
    talk = Correspondence(reporter, box.office, ["petugas-2"])
    Handling(box.office, talk.case).plant("budi", drafted(EventKind.DISMISS, content=CONTENT, person="sari"))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi") == "sari"


def test_no_dismissal_makes_a_reader_of_an_alternate(talk: Correspondence, handling: Handling) -> None:
    handling.plant("tono", drafted(EventKind.DISMISS, content=CONTENT, person="sari"))
    handling.plant("tono", drafted(EventKind.DISMISS, content=CONTENT, person="budi"))
    assert talk.reporter.says("Kabar baru").status_code == 503


@pytest.mark.parametrize(
    ("person", "part", "roles"),
    [
        ("joko", CaseRole.MEMBER, ()),
        ("dewi", CaseRole.LEADERSHIP, ()),
        ("tono", CaseRole.OFFICER, ("investigator",)),
    ],
)
def test_a_colleague_who_loses_the_role_of_their_part_reads_nothing_that_comes_later(
    talk: Correspondence, handling: Handling, person: str, part: CaseRole, roles: tuple[Role, ...]
) -> None:
    handling.to_review()
    joins = drafted(EventKind.ASSIGN, content=CONTENT, person=person, role=part)
    handling.decide("sari", joins if part is CaseRole.MEMBER else admit(person, part))
    says(talk)
    assert readers_of_the_latest(talk, f"sari budi {person}") == f"sari budi {person}"
    talk.office.publish(people=talk.office.people_with(person, roles=roles, alternate=False))
    says(talk, "Setelah perubahan peran")
    assert readers_of_the_latest(talk, f"sari budi {person}") == "sari budi"


def test_no_person_is_made_a_leader_by_an_event_alone(talk: Correspondence, handling: Handling) -> None:
    handling.plant("sari", admit("rina", CaseRole.LEADERSHIP))  # a custodian only
    says(talk)
    assert readers_of_the_latest(talk, "sari budi rina") == "sari budi"


def test_an_old_event_costs_a_message_no_run_of_gpg_until_the_roster_changes(
    talk: Correspondence, handling: Handling, runs: GpgRuns
) -> None:
    handling.to_review()
    runs.count = 0
    says(talk, "Pertama")
    assert runs.count == 2
    says(talk, "Kedua")
    assert runs.count == 2
    talk.office.publish()
    says(talk, "Setelah daftar petugas baru")
    assert runs.count == 5  # the roster itself, and each event again


def test_an_event_that_is_refused_costs_a_message_no_run_of_gpg_until_the_roster_changes(
    talk: Correspondence, handling: Handling, runs: GpgRuns
) -> None:
    """The last day of a stolen key is dated back: a thousand events of its thief cost each message half a minute."""
    for _ in range(3):
        handling.decide("budi", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE))
    [key], before = talk.office.keys.holder("budi").in_roster().certificates, timedelta(days=1)
    retired = msgspec.structs.replace(key, retired=talk.office.clock.today() - before)
    talk.office.publish(people=talk.office.people_with("budi", certificates=(retired,)))
    says(talk, "Pertama")
    runs.count = 0
    says(talk, "Kedua")
    assert runs.count == 0
    talk.office.publish(people=talk.office.people_with("budi", certificates=(key,)))
    says(talk, "Setelah daftar petugas baru")
    assert runs.count == 4  # the roster itself, and each event again
    assert readers_of_the_latest(talk, "sari budi") == "sari budi"


def test_an_alternate_lets_no_colleague_in_where_officers_read(
    talk: Correspondence, handling: Handling
) -> None:
    handling.plant("tono", admit("tono", CaseRole.OFFICER))
    handling.plant("tono", admit("dewi", CaseRole.LEADERSHIP))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi tono dewi") == "sari budi"


def test_an_alternate_whom_an_officer_let_in_reads_and_lets_others_in(
    talk: Correspondence, handling: Handling
) -> None:
    handling.decide("sari", admit("tono", CaseRole.OFFICER))
    handling.decide("tono", admit("dewi", CaseRole.LEADERSHIP))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi tono dewi") == "sari budi tono dewi"


def test_alternates_let_others_in_where_no_officer_may_read(reporter: Reporter, box: Box) -> None:
    talk = Correspondence(reporter, box.office, ["petugas-1", "petugas-2"])
    Handling(box.office, talk.case).decide("tono", admit("dewi", CaseRole.LEADERSHIP))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi tono dewi") == "tono dewi"


def led(handling: Handling, lead: str) -> None:
    """A case in investigation by this lead."""
    handling.to_review()
    handling.decide("sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.REVIEW_SHEET))
    handling.decide("sari", drafted(EventKind.ASSIGN, content=CONTENT, person=lead, role=CaseRole.LEAD))
    handling.decide("sari", drafted(EventKind.MOVE, target=Stage.ASSIGNMENT.value))
    handling.decide(lead, drafted(EventKind.DECLARE, CaseRole.LEAD))
    handling.decide(lead, drafted(EventKind.MOVE, CaseRole.LEAD, target=Stage.INVESTIGATION.value))


def test_a_lead_who_lost_the_role_lets_no_leader_in(talk: Correspondence, handling: Handling) -> None:
    led(handling, "joko")
    talk.office.publish(people=talk.office.people_with("joko", roles=("custodian",)))
    handling.plant(
        "joko",
        drafted(EventKind.ADMIT, CaseRole.LEAD, content=CONTENT, person="dewi", role=CaseRole.LEADERSHIP),
    )
    says(talk)
    assert readers_of_the_latest(talk, "sari budi joko dewi") == "sari budi"


def test_a_lead_who_has_left_lets_no_leader_in_by_an_event_that_is_dated_back(
    talk: Correspondence, handling: Handling
) -> None:
    led(handling, "joko")
    last = talk.office.clock.today()
    talk.office.publish(people=talk.office.people_with("joko", left=last))
    talk.office.move(days=3)
    talk.sign_in()
    dated_back = drafted(
        EventKind.ADMIT, CaseRole.LEAD, content=CONTENT, person="dewi", role=CaseRole.LEADERSHIP, day=last
    )
    handling.plant("joko", dated_back)
    says(talk)
    assert readers_of_the_latest(talk, "sari budi joko dewi") == "sari budi"


def test_whom_a_leaver_let_in_reads_on_when_a_colleague_acted_in_that_time(
    talk: Correspondence, handling: Handling
) -> None:
    handling.decide("sari", admit("dewi", CaseRole.LEADERSHIP))
    handling.to_verification("budi")
    talk.office.publish(people=talk.office.people_with("sari", left=talk.office.clock.today()))
    talk.office.move(days=3)
    talk.sign_in()
    says(talk)
    assert readers_of_the_latest(talk, "sari budi dewi") == "budi dewi"


def test_who_loses_the_role_makes_none_forgotten_whom_others_let_in(
    talk: Correspondence, handling: Handling
) -> None:
    handling.to_verification("sari")
    handling.decide("budi", admit("dewi", CaseRole.LEADERSHIP))
    talk.office.publish(people=talk.office.people_with("sari", roles=("investigator",)))
    says(talk)
    assert readers_of_the_latest(talk, "sari budi dewi") == "budi dewi"


def test_a_signature_that_was_good_in_another_case_proves_nothing_here(box: Box) -> None:
    office, services = box.office, box.services()
    victim, own = office.report("Korban"), office.report("Penyerang")
    day = office.clock.today()
    event = Event(
        victim.case, 1, NO_EVENT, "reporter", CaseRole.REPORTER, EventKind.REQUEST_ATTENTION, day, entry=1
    )
    text = signing.compose(Label.EVENT, event)
    forged = SignedEvent(text, own.mailbox.sign(text))
    current = services.roster.current()
    for _ in range(2):
        trusted_state(services.conversation.events, current, own.mailbox, (), day, [forged])
        signers = Signers(services.conversation.events, current, victim.mailbox)
        assert list(signers.verified([forged], ())) == []
    by_the_victim = SignedEvent(text, victim.mailbox.sign(text))
    assert list(
        Signers(services.conversation.events, current, victim.mailbox).verified([by_the_victim], ())
    ) == [event]
