"""An officer proposes the destruction of one message, a leader signs it, and no workstation keeps anything of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text

from journalist_interface.actions import destruction
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification.case_file import BadRow, CaseFile, DestroyedEntry
from journalist_interface.verification.problems import RowProblem
from store.cases.chain import chain
from store.domain.event import NO_EVENT, CaseRole, EventKind
from store.domain.procedure.errors import FormError, HoldError, ProposalOverError, SignatoryError
from store.domain.restored_history import HistoryEnd
from store.domain.tombstone import PartTombstone
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import sign
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.restored_case import hand_out, signed_note
from tests.journalist_interface.store_rows import (
    empty_envelope,
    envelope_of,
    put_envelope,
    put_part_tombstone,
)
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted

pytestmark = pytest.mark.slow
SECRET = "Nama anak tetangga saya, yang tidak ada hubungannya"
REASON = "Data orang ketiga"


@contextmanager
def at_work(
    office: TestOffice, gateway: str, excluded: tuple[str, ...] = ()
) -> Iterator[tuple[HeadlessWorkstations, GenuineCase]]:
    """People at work on an open case with a file at place 2 and a message at place 3."""
    office.with_everybody()
    case = office.report("Isi laporan", excluded, opens=True)
    case.attaches(b"gambar terlarang", "gambar.png")
    case.says(SECRET)
    with HeadlessWorkstations(office, gateway) as people:
        yield people, case


def propose(people: HeadlessWorkstations, case: GenuineCase, place: int = 3, leader: str = "dewi") -> None:
    perform(people.of("sari").work(case.case), "propose-part", place=str(place), reason=REASON, leader=leader)


def kept_at(file: CaseFile, place: int = 3) -> bool:
    """Return whether anything of the message that lay there is still in this session."""
    said = (opened.message for opened in file.cache.opened.values())
    return place in file.tried or any(SECRET.encode() in message for message in said)


def test_two_people_sign_and_every_workstation_lets_the_message_go(office: TestOffice, gateway: str) -> None:
    with at_work(office, gateway) as (people, case):
        budi, dewi = people.of("budi"), people.of("dewi")
        file = budi.work(case.case).file
        assert kept_at(file)
        propose(people, case)
        dewi.services.rosters.refresh()
        found = destruction.proposal(dewi.services, dewi.officer, case.case)
        assert isinstance(found, destruction.ProvenPartProposal)
        assert (found.part.sequence, found.part.kind, found.reason) == (3, "message", REASON)
        with pytest.raises(CaseNotFoundError):
            dewi.work(case.case)
        destruction.sign(dewi.services, dewi.officer, found)
        file = budi.work(case.case).file
        destroyed = file.entries[3]
        assert isinstance(destroyed, DestroyedEntry)
        assert (destroyed.proposer, destroyed.signatory, destroyed.otherwise) == ("sari", "dewi", False)
        assert not kept_at(file)
        assert file.problems == set()
        again = people.anew("budi")
        file = again.work(case.case).file
        assert isinstance(file.entries[3], DestroyedEntry)
        assert not kept_at(file)


def test_a_file_goes_too_and_a_reply_with_what_the_mailbox_kept_of_it(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway) as (people, case):
        sari = people.of("sari")
        place = send_reply(sari.work(case.case), "Memuat data orang ketiga")
        case.says("Setelah balasan itu")
        for number in (2, place):
            propose(people, case, number)
            sign(people.of("dewi"), case.case)
        file = people.of("budi").work(case.case).file
        assert {type(file.entries[number]) for number in (2, place)} == {DestroyedEntry}
        assert file.reporter_attachment(2) is None
        case.says("Setelah pemusnahan")
        assert people.of("sari").work(case.case).file.problems == set()


def test_what_the_index_kept_goes_with_the_first_list_after_the_next_sign_in(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway) as (people, case):
        people.of("budi").work(case.case)
        budi = people.anew("budi")
        kept = budi.officer.case_cache.load(case.case)
        assert kept is not None
        assert any(SECRET.encode() in message.message for message in kept.messages)
        propose(people, case)
        sign(people.of("dewi"), case.case)
        again = people.anew("budi")
        all_rows(again.services, again.officer)
        kept = again.officer.case_cache.load(case.case)
        assert kept is not None
        assert kept.messages == ()
        assert again.officer.at_hand(case.case) is None


def test_a_store_that_still_has_the_message_shows_it_to_no_one(office: TestOffice, gateway: str) -> None:
    with at_work(office, gateway) as (people, case):
        before = envelope_of(office, case.case, 3)
        propose(people, case)
        sign(people.of("dewi"), case.case)
        put_envelope(office, case.case, 3, before)
        file = people.of("budi").work(case.case).file
        assert isinstance(file.entries[3], DestroyedEntry)
        assert not kept_at(file)


def test_a_message_that_one_person_signed_away_or_nobody_is_an_alarm(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway) as (people, case):
        propose(people, case)
        empty_envelope(office, case.case, 3)
        file = people.of("budi").work(case.case).file
        found = file.entries[3]
        assert isinstance(found, BadRow)
        assert found.problem is RowProblem.GONE


def test_a_tombstone_is_believed_without_its_events_after_a_restore_alone_and_with_both_signatures(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway) as (people, case):
        budi = people.of("budi")
        propose(people, case)
        sign(people.of("dewi"), case.case)
        [row] = [row for row in budi.services.client.entries(budi.officer.token, case.case, 0).entries
                 if row.sequence == 3]  # fmt: skip
        genuine = row.tombstone
        assert genuine is not None
        forged = msgspec.structs.replace(
            genuine, confirmation=msgspec.structs.replace(genuine.confirmation, signature=b"forged")
        )
        other = PartTombstone(genuine.confirmation, genuine.proposal)
        end, yesterday = HistoryEnd(0, NO_EVENT, NO_EVENT, 3), office.clock.today() - timedelta(days=1)
        too_early = signed_note(office, case.case, end, yesterday)
        later = signed_note(office, case.case, msgspec.structs.replace(end, events=2))
        note = signed_note(office, case.case, end)
        for tombstone, notes, believed in (
            (genuine, (), False),
            (genuine, (too_early,), False),
            (genuine, (later,), False),
            (forged, (note,), False),
            (other, (note,), False),
            (genuine, (note,), True),
        ):
            _lose_events(office, case, tombstone)
            hand_out(office, *notes)
            state = people.of("sari")
            state.forget(case.case)
            (people.state_of("sari") / "pins" / case.case).unlink(missing_ok=True)
            found = state.work(case.case).file.entries[3]
            assert isinstance(found, DestroyedEntry if believed else BadRow), (tombstone, notes)


def test_a_signature_that_a_hold_overtook_destroys_nothing_though_the_store_keeps_it(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway) as (people, case):
        propose(people, case)
        [proposal] = chain(office.database, case.case)
        event = proposal.read()
        confirms = drafted(
            EventKind.CONFIRM_PART, CaseRole.SIGNATORY, about=1, part_destroyed=event.part_destroyed
        )
        signer = EventSigner(office, case)
        confirmation = signer.signed(signer.event("dewi", confirms, 2, proposal.digest), "dewi")
        perform(people.of("budi").work(case.case), "hold", reason="Masih diperlukan")
        empty_envelope(office, case.case, 3)
        put_part_tombstone(office, case.case, 3, PartTombstone(proposal, confirmation))
        for reader in ("budi", "sari"):
            found = people.anew(reader).work(case.case).file.entries[3]
            assert isinstance(found, BadRow)
            assert found.problem is RowProblem.GONE


def _lose_events(office: TestOffice, case: GenuineCase, tombstone: PartTombstone) -> None:
    """Let the store have the tombstone and not the events, as after a restore."""
    with office.database.write() as session:
        session.execute(text('DELETE FROM event WHERE "case" = :case'), {"case": case.case})
        session.execute(
            text('UPDATE standing SET events = 0, head = :head WHERE "case" = :case'),
            {"case": case.case, "head": "0" * 64},
        )
        session.execute(
            text(
                "UPDATE part_tombstone SET proposal = :a, proposal_signature = :b, confirmation = :c, "
                "confirmation_signature = :d"
            ),
            {
                "a": tombstone.proposal.statement,
                "b": tombstone.proposal.signature,
                "c": tombstone.confirmation.statement,
                "d": tombstone.confirmation.signature,
            },
        )


def test_an_excluded_leader_is_not_asked_and_a_hold_keeps_the_message(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway, ("kepala",)) as (people, case):
        with pytest.raises(SignatoryError):
            propose(people, case)
        propose(people, case, leader="lina")
        assert list(destruction.proposals(people.of("dewi").services, people.of("dewi").officer)) == []
        perform(people.of("budi").work(case.case), "hold", reason="Masih diperlukan")
        with pytest.raises(CaseNotFoundError):
            sign(people.of("lina"), case.case)
        with pytest.raises(HoldError):
            propose(people, case, leader="lina")


def test_a_decision_after_the_page_voids_the_signature_and_the_report_is_no_part(
    office: TestOffice, gateway: str
) -> None:
    with at_work(office, gateway) as (people, case):
        propose(people, case)
        dewi = people.of("dewi")
        dewi.services.rosters.refresh()
        found = destruction.proposal(dewi.services, dewi.officer, case.case)
        perform(people.of("budi").work(case.case), "acknowledge")
        with pytest.raises(ProposalOverError):
            destruction.sign(dewi.services, dewi.officer, found)
        with pytest.raises(FormError):
            propose(people, case, 1)
