"""Losses of one signer: however many, and however spelled, they neither hide nor replace what others sign."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from crypto.signing import Signed
from journalist_interface.actions.losses import accept, proposal_key
from journalist_interface.verification import gone
from journalist_interface.verification.chain import Proposal
from journalist_interface.verification.losses import MOST_OFFERED
from store.api.messages import MOST_RESTORES, Decision
from store.domain.event import Event, EventKind, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.restored_history import HistoryEnd, Loss, LostEvent
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.verification.test_losses import append, read, warned
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted
from tests.spelled_anew import spelled_anew

pytestmark = pytest.mark.usefixtures("lost")


@pytest.fixture
def case(busy_office: TestOffice) -> GenuineCase:
    return busy_office.report()


@pytest.fixture
def lost(
    busy_office: TestOffice, workstations: HeadlessWorkstations, case: GenuineCase
) -> Iterator[RestoredCase]:
    """A case of one decision, of which sari and budi saw three; the office's note lies at the gateway."""
    sari, budi = workstations.of("sari"), workstations.of("budi")
    perform(sari.work(case.case), "acknowledge")
    made = RestoredCase.backed_up(busy_office, case.case)
    for number in range(2):
        perform(sari.work(case.case), "note", text=f"Catatan {number}")
    for workstation in (sari, budi):
        assert not warned(read(workstation, case))
    made.restore_and_note()
    yield made
    made.withdraw()


def proposals(workstation: HeadlessWorkstation, case: GenuineCase) -> tuple[Proposal, ...]:
    return read(workstation, case).chain.proposals


def sign(workstation: HeadlessWorkstation, case: GenuineCase, old: HistoryEnd) -> None:
    """Sign the loss with this old end."""
    work = workstation.work(case.case)
    [found] = [proposal for proposal in work.file.chain.proposals if proposal.loss.old == old]
    accept(work, proposal_key(found))


def own(workstation: HeadlessWorkstation, case: GenuineCase) -> Loss:
    """The one loss that this workstation offers."""
    [found] = proposals(workstation, case)
    return found.loss


def invented(loss: Loss, number: int) -> Loss:
    """Another old end, which no workstation saw."""
    return msgspec.structs.replace(loss, old=HistoryEnd(999, "a" * 64, f"{number:064x}", 900), lost=())


def write(wati: HeadlessWorkstation, case: GenuineCase, *found: Loss) -> None:
    """Post these losses as one decision of wati, past her workstation."""
    drafts = [drafted(EventKind.ACCEPT_RESTORE, loss=loss) for loss in found]
    new = EventSigner(wati.office, case).events(wati.person, drafts)
    wati.services.client.decide(wati.officer.token, case.case, Decision(new))


def respelled(note: Signed, count: int) -> list[Signed]:
    """The note under this many other good signatures."""
    found = [SignedEvent(note.statement.encode(), note.signature)]
    for _ in range(count):
        found.append(spelled_anew(found[-1]))
    return [Signed(note.statement, signed.signature) for signed in found[1:]]


def go_on(workstations: HeadlessWorkstations, case: GenuineCase) -> None:
    """Let sari and budi sign what both remember, and see that no workstation warns."""
    sari, budi, wati = (workstations.of(name) for name in ("sari", "budi", "wati"))
    old = next(proposal.loss.old for proposal in proposals(sari, case) if proposal.loss.seen)
    sign(sari, case, old)
    sign(budi, case, old)
    for workstation in (sari, budi, wati):
        assert not warned(read(workstation, case)), workstation.person


def test_a_note_spelled_anew_by_one_person_hides_no_signature_of_others(
    workstations: HeadlessWorkstations, case: GenuineCase
) -> None:
    sari = workstations.of("sari")
    loss = own(sari, case)
    notes = respelled(loss.note, MOST_RESTORES)
    found = [invented(msgspec.structs.replace(loss, note=note), number) for number, note in enumerate(notes)]
    write(workstations.of("wati"), case, *found)
    go_on(workstations, case)
    assert read(sari, case).chain.unproven == frozenset()


def test_many_notes_of_one_person_take_no_look_from_those_of_others(
    workstations: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    """The newest of each person are looked at; what was not looked at is not called unproven."""
    sari, day = workstations.of("sari"), lost.office.clock.today()
    loss = own(sari, case)
    for number in range(1, MOST_RESTORES + 3):
        note = lost.note(day=day - timedelta(days=number))
        forged = Signed(note.statement, loss.note.signature)
        append(lost, case, "wati", msgspec.structs.replace(loss, note=forged))
    last = read(sari, case).events[-1].sequence
    go_on(workstations, case)
    assert read(sari, case).chain.unproven == frozenset(range(last - MOST_RESTORES + 1, last + 1))


def test_two_signatures_count_together_however_the_note_is_spelled(
    workstations: HeadlessWorkstations, case: GenuineCase
) -> None:
    sari, wati = workstations.of("sari"), workstations.of("wati")
    loss = own(sari, case)
    [note] = respelled(loss.note, 1)
    sign(sari, case, loss.old)
    write(wati, case, msgspec.structs.replace(loss, note=note, seen=False))
    assert not warned(read(sari, case))


@pytest.mark.parametrize("harm", ["not seen", "takes off"])
def test_a_loss_that_would_not_count_with_two_signatures_replaces_no_own_one(
    workstations: HeadlessWorkstations, case: GenuineCase, harm: str
) -> None:
    """It lists all that sari and budi remember, and a decision more, so it fits: but none of them saw that end."""
    loss = own(workstations.of("sari"), case)
    old, day = msgspec.structs.replace(loss.old, events=loss.old.events + 1, head="a" * 64), loss.lost[-1].day
    more = LostEvent(old.events, old.head, "sari", "dismiss" if harm == "takes off" else "paper", day, "sari")
    further = msgspec.structs.replace(loss, old=old, lost=(*loss.lost, more), seen=harm == "takes off")
    write(workstations.of("wati"), case, further)
    offered = [old, loss.old] if harm == "not seen" else [loss.old]
    assert [proposal.loss.old for proposal in proposals(workstations.of("sari"), case)] == offered
    go_on(workstations, case)


def test_of_each_signer_the_newest_losses_are_offered(
    workstations: HeadlessWorkstations, case: GenuineCase
) -> None:
    sari, wati = workstations.of("sari"), workstations.of("wati")
    loss = own(sari, case)
    sign(sari, case, loss.old)
    found = [invented(loss, number) for number in range(MOST_OFFERED + 3)]
    write(wati, case, *found)
    offered = [proposal.loss.old for proposal in proposals(wati, case)]
    assert offered == [loss.old, *(item.old for item in found[3:])]


def test_what_is_remembered_is_parsed_once_a_reading_whatever_people_signed(
    workstations: HeadlessWorkstations,
    case: GenuineCase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sari = workstations.of("sari")
    loss = own(sari, case)
    write(workstations.of("wati"), case, *(invented(loss, number) for number in range(5)))
    read(sari, case)
    asked: list[SignedEvent] = []

    def noted(signed: SignedEvent) -> Event | None:
        asked.append(signed)
        return parsed(signed)

    monkeypatch.setattr(gone, "parsed", noted)
    assert warned(read(sari, case))
    assert len(asked) == len(set(asked)) == len(loss.lost)
