"""A history that a restore shortened: workstations go on only after two readers signed what the office explains."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from crypto.signing import Signed
from journalist_interface.actions.losses import accept, proposal_key
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import Proposal
from journalist_interface.verification.problems import CaseProblem
from store.api.messages import Decision
from store.domain.current_roster import OfficeCertificate
from store.domain.event import EventKind
from store.domain.procedure.chain_verification import ChainProblem
from store.domain.procedure.errors import FormError, SignedBeforeError
from store.domain.restored_history import Loss
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import REASON, RestoredCase
from tests.journalist_interface.staged_cases import said
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted


@pytest.fixture
def case(busy_office: TestOffice) -> GenuineCase:
    return busy_office.report()


@pytest.fixture
def lost(
    busy_office: TestOffice, workstations: HeadlessWorkstations, case: GenuineCase
) -> Iterator[RestoredCase]:
    """A case of one decision, of which sari saw four, and budi three; the office has signed nothing yet."""
    sari, budi = workstations.of("sari"), workstations.of("budi")
    perform(sari.work(case.case), "acknowledge")
    made = RestoredCase.backed_up(busy_office, case.case)
    perform(sari.work(case.case), "note", text="Catatan satu")
    case.says("Pesan yang hilang")
    assert budi.work(case.case).file.chain.broken is None
    perform(sari.work(case.case), "note", text="Catatan dua")
    made.restore()
    yield made
    made.withdraw()


def read(workstation: HeadlessWorkstation, case: GenuineCase) -> CaseFile:
    """As after signing out and in."""
    return workstation.work(case.case).file


def proposal(workstation: HeadlessWorkstation, case: GenuineCase) -> Proposal:
    [found] = read(workstation, case).chain.proposals
    return found


def sign(workstation: HeadlessWorkstation, case: GenuineCase) -> None:
    work = workstation.work(case.case)
    [found] = work.file.chain.proposals
    accept(work, proposal_key(found))


def warned(file: CaseFile) -> bool:
    return file.chain.broken is not None or CaseProblem.SHORTENED in file.problems


@pytest.mark.usefixtures("lost")
def test_without_a_note_of_the_office_there_is_nothing_to_sign(
    workstations: HeadlessWorkstations, case: GenuineCase
) -> None:
    file = read(workstations.of("sari"), case)
    assert file.chain.broken is not None
    assert file.chain.broken.problem is ChainProblem.SHORTENED
    assert CaseProblem.SHORTENED in file.problems
    assert file.chain.proposals == ()


def test_two_readers_sign_and_every_workstation_goes_on(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    sari, budi, wati = (workstations.of(name) for name in ("sari", "budi", "wati"))
    lost.hand_out(lost.note())
    offered = proposal(sari, case)
    assert offered.loss.seen
    assert (offered.note.reason, offered.note.end) == (REASON, lost.end)
    assert [(event.sequence, event.kind) for event in offered.loss.lost] == [(2 + n, "paper") for n in (1, 2)]
    sign(sari, case)
    assert warned(read(sari, case))
    assert warned(read(budi, case))
    assert proposal(sari, case).mine
    assert proposal(wati, case).signers == ("sari",)
    assert not proposal(wati, case).loss.seen
    sign(wati, case)
    for workstation in (sari, budi, wati):
        file = read(workstation, case)
        assert not warned(file), workstation.person
        assert file.chain.proposals == ()
    perform(budi.work(case.case), "note", text="Catatan baru")
    kinds = [event.event.kind for event in read(sari, case).events]
    assert kinds[-3:] == [EventKind.ACCEPT_RESTORE, EventKind.ACCEPT_RESTORE, EventKind.PAPER]


def test_what_came_after_the_restore_takes_the_places_of_what_was_lost(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    sari, budi = workstations.of("sari"), workstations.of("budi")
    lost.hand_out(lost.note())
    sign(sari, case)
    sign(budi, case)
    case.says("Pesan sesudah pemulihan")
    for workstation in (sari, budi):
        file = read(workstation, case)
        assert not warned(file)
        assert said(file)[1:2] == ["Pesan sesudah pemulihan"]


def test_a_message_that_came_before_the_signatures_is_read_by_all(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    """It stands in the place of a lost one, which these sessions still have in memory."""
    sari, budi = workstations.of("sari"), workstations.of("budi")
    lost.hand_out(lost.note())
    case.says("Pesan sesudah pemulihan")
    sign(sari, case)
    sign(budi, case)
    for workstation in (sari, budi):
        file = read(workstation, case)
        assert not warned(file)
        assert said(file)[1:2] == ["Pesan sesudah pemulihan"]


def test_who_remembers_more_than_was_signed_is_still_warned(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    sari, budi, wati = (workstations.of(name) for name in ("sari", "budi", "wati"))
    lost.hand_out(lost.note())
    sign(budi, case)
    sign(wati, case)
    assert not warned(read(budi, case))
    assert warned(read(sari, case))
    assert proposal(sari, case).loss.old.events == proposal_end(lost) + 2
    sign(sari, case)
    sign(wati, case)
    assert not warned(read(sari, case))


def proposal_end(lost: RestoredCase) -> int:
    return lost.end.events


def loss_of(workstation: HeadlessWorkstation, case: GenuineCase) -> Loss:
    """What this workstation would sign."""
    return proposal(workstation, case).loss


def append(lost: RestoredCase, case: GenuineCase, person: str, loss: Loss) -> None:
    """Put the signature of this person into the store, whatever the gateway would say to it."""
    [new] = EventSigner(lost.office, case).events(person, [drafted(EventKind.ACCEPT_RESTORE, loss=loss)])
    number = new.event.read().sequence
    lost.rows.write(
        'INSERT INTO event ("case", sequence, statement, signature) VALUES (?, ?, ?, ?)',
        case.case, number, new.event.statement, new.event.signature,
    )  # fmt: skip
    lost.rows.write(
        'UPDATE standing SET events = ?, head = ? WHERE "case" = ?', number, new.event.digest, case.case
    )


def test_two_who_did_not_see_it_change_nothing(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    sari = workstations.of("sari")
    lost.hand_out(lost.note())
    loss = msgspec.structs.replace(loss_of(sari, case), seen=False)
    append(lost, case, "budi", loss)
    append(lost, case, "wati", loss)
    assert warned(read(sari, case))
    assert proposal(sari, case).signers == ("budi", "wati")
    sign(sari, case)
    assert not warned(read(sari, case))


def test_no_one_signs_twice(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    budi, sari = workstations.of("budi"), workstations.of("sari")
    lost.hand_out(lost.note())
    loss = loss_of(sari, case)
    sign(sari, case)
    work = sari.work(case.case)
    with pytest.raises(SignedBeforeError):
        accept(work, proposal_key(proposal(sari, case)))
    append(lost, case, "sari", msgspec.structs.replace(loss, seen=False))
    file = read(budi, case)
    assert file.chain.broken is not None
    assert file.chain.broken.problem is ChainProblem.NOT_ALLOWED


def test_a_note_that_the_office_did_not_sign_changes_nothing(
    busy_office: TestOffice, workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    sari, budi = workstations.of("sari"), workstations.of("budi")
    genuine = lost.note()
    lost.hand_out(genuine)
    loss = loss_of(sari, case)
    lost.withdraw()
    forged = Signed(
        genuine.statement, busy_office.keys.holder("sari").sign(genuine.text, busy_office.clock.today())
    )
    lost.hand_out(forged)
    assert read(sari, case).chain.proposals == ()
    for person in ("sari", "budi"):
        append(lost, case, person, msgspec.structs.replace(loss, note=forged))
    for workstation in (sari, budi):
        file = read(workstation, case)
        assert warned(file)
        assert file.chain.unproven == {event.sequence for event in file.events[-2:]}
    [new] = EventSigner(busy_office, case).events(
        "wati", [drafted(EventKind.ACCEPT_RESTORE, loss=msgspec.structs.replace(loss, note=forged))]
    )
    wati = workstations.of("wati")
    with pytest.raises(FormError):
        wati.services.client.decide(wati.officer.token, case.case, Decision((new,)))


@pytest.mark.parametrize("changed", ["head", "day", "case"])
def test_a_note_on_another_end_another_day_or_another_case_explains_nothing(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    case: GenuineCase,
    lost: RestoredCase,
    changed: str,
) -> None:
    """Another day: the last decision was seen the day after that restore, which cannot have lost it."""
    sari = workstations.of("sari")
    notes = {
        "head": lost.note(end=msgspec.structs.replace(lost.end, head="0" * 64, statement="1" * 64)),
        "day": lost.note(day=busy_office.clock.today() - timedelta(days=1)),
        "case": lost.note(case="ab" * 16),
    }
    lost.hand_out(notes[changed])
    assert read(sari, case).chain.proposals == ()
    lost.hand_out(lost.note())
    good = loss_of(sari, case)
    append(lost, case, "sari", msgspec.structs.replace(good, note=notes[changed]))
    if changed != "case":  # which the procedure does not allow, so nothing can come after it
        append(lost, case, "budi", msgspec.structs.replace(good, note=notes[changed]))
    assert warned(read(sari, case))


def test_a_person_whom_the_lost_decisions_took_off_does_not_count(
    busy_office: TestOffice, workstations: HeadlessWorkstations, case: GenuineCase
) -> None:
    sari = workstations.of("sari")
    perform(sari.work(case.case), "acknowledge")
    lost = RestoredCase.backed_up(busy_office, case.case)
    perform(sari.work(case.case), "dismiss", person="wati", reason="Benturan kepentingan")
    lost.restore_and_note()
    sari_saw = loss_of(sari, case)
    append(lost, case, "wati", msgspec.structs.replace(sari_saw, lost=()))
    assert proposal(sari, case).signers == ()
    append(lost, case, "budi", msgspec.structs.replace(sari_saw, lost=(), seen=False))
    assert warned(read(sari, case))
    lost.withdraw()


def test_a_person_whom_the_reporter_excluded_does_not_count(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report(excluded=["petugas-2"])
    sari, wati = workstations.of("sari"), workstations.of("wati")
    perform(sari.work(case.case), "acknowledge")
    lost = RestoredCase.backed_up(busy_office, case.case)
    perform(sari.work(case.case), "note", text="Catatan")
    lost.restore_and_note()
    loss = loss_of(sari, case)
    append(lost, case, "budi", loss)
    sign(sari, case)
    assert warned(read(sari, case))
    sign(wati, case)
    assert not warned(read(sari, case))
    lost.withdraw()


def test_gpg_is_asked_once_about_each_note_whatever_is_signed_with_it(
    workstations: HeadlessWorkstations,
    case: GenuineCase,
    lost: RestoredCase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sari, wati = workstations.of("sari"), workstations.of("wati")
    lost.hand_out(lost.note())
    loss = loss_of(sari, case)
    for messages in range(3, 8):  # a person may sign as many losses as they like
        append(
            lost,
            case,
            "budi",
            msgspec.structs.replace(loss, old=msgspec.structs.replace(loss.old, messages=messages)),
        )
    asked: list[Signed] = []
    judge = OfficeCertificate.signed

    def noted(office: OfficeCertificate, signed: Signed) -> bool:
        asked.append(signed)
        return judge(office, signed)

    monkeypatch.setattr(OfficeCertificate, "signed", noted)
    for _ in range(2):
        assert len(read(wati, case).chain.proposals) == 5
    assert asked == [loss.note]
