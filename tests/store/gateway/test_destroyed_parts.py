"""One message goes once two people signed: rows, copies and files at once, and both signatures stay in its place."""

import msgspec
import pytest
from sqlalchemy import text

from source_interface.submissions.withdrawals import SentFileState
from store.api.messages import EntryPage, EntryRow
from store.cases.reporter_view import reporter_view
from store.domain.event import CaseRole, EventKind
from store.domain.retention import DestroyedPart
from store.domain.tombstone import prove_part
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import GatewayHandling, assert_against_procedure, assert_refused
from tests.store.gateway.ended_period import asked
from tests.store.gateway.test_fetched_files import fetched

pytestmark = ON_BOTH
DIGEST = "c" * 64


def part_proposal(
    place: int, kind: str = "message", leader: str = "dewi", content: bytes | None = CONTENT
) -> DraftedEvent:
    part = msgspec.convert({"sequence": place, "kind": kind, "digest": DIGEST}, DestroyedPart)
    return drafted(EventKind.PROPOSE_PART, content=content, person=leader, part_destroyed=part)


def part_confirmation(about: int, place: int, kind: str = "message") -> DraftedEvent:
    part = msgspec.convert({"sequence": place, "kind": kind, "digest": DIGEST}, DestroyedPart)
    return drafted(EventKind.CONFIRM_PART, CaseRole.SIGNATORY, about=about, part_destroyed=part)


def both_sign_part(
    handling: GatewayHandling, place: int, kind: str = "message", leader: str = "dewi"
) -> None:
    number = handling.does("sari", part_proposal(place, kind, leader))
    handling.does(leader, part_confirmation(number, place, kind))


def entries(handling: GatewayHandling) -> dict[int, EntryRow]:
    page = msgspec.json.decode(handling.of("sari").get(handling.path).data, type=EntryPage)
    return {row.sequence: row for row in page.entries}


def test_a_message_and_its_sealed_copy_go_and_both_signatures_stay_in_its_place(
    handling: GatewayHandling,
) -> None:
    place = handling.case.says("Data orang ketiga")
    both_sign_part(handling, place)
    row = entries(handling)[place]
    assert (row.envelope, row.sealed) == (None, None)
    assert row.tombstone is not None
    current = handling.office.keeper().current()
    found = prove_part(row.tombstone, handling.case.case, place, current.roster, current.verify_by)
    assert (found.proposal.actor, found.confirmation.actor) == ("sari", "dewi")
    [mine] = [
        entry
        for entry in reporter_view(handling.office.database, handling.case.case).entries
        if entry.sequence == place
    ]
    assert (mine.sealed, mine.gone, mine.tombstone) == (None, True, row.tombstone)
    listed = handling.row("budi")
    assert listed is not None
    assert listed.destroyed_parts == 1


def test_a_file_goes_with_its_bytes(handling: GatewayHandling) -> None:
    blob = handling.case.attaches(b"gambar terlarang", "gambar.png").name
    place = handling.case.last_sequence
    assert (handling.office.folder / "blobs" / blob).exists()
    both_sign_part(handling, place, "file")
    assert not (handling.office.folder / "blobs" / blob).exists()
    with handling.office.database.read() as session:
        assert session.execute(text("SELECT name FROM blob")).all() == []
    assert_refused(handling.of("sari").get(f"{handling.path}/blobs/{blob}"), 404, "not-found")


def test_a_file_that_somebody_proposes_to_destroy_counts_as_fetched(handling: GatewayHandling) -> None:
    """The chain names its place, and would tell a seized server's reader that it was withdrawn after that."""
    proposed = handling.case.attaches(b"gambar terlarang", "gambar.png").name
    place = handling.case.last_sequence
    other = handling.case.attaches(b"nota", "nota.txt").name
    number = handling.does("sari", part_proposal(place, "file"))
    assert fetched(handling.office) == {proposed: True, other: False}
    assert handling.case.withdraws(place) is SentFileState.FETCHED
    handling.does("dewi", part_confirmation(number, place, "file"))
    assert fetched(handling.office) == {other: False}


def test_a_proposal_that_is_refused_leaves_its_file_to_the_reporter(handling: GatewayHandling) -> None:
    handling.case.attaches(b"nota", "nota.txt")
    place = handling.case.last_sequence
    assert_against_procedure(handling.tries("sari", part_proposal(place, "file", leader="budi")), "role")
    assert_against_procedure(handling.tries("sari", part_proposal(place)), "form")
    assert handling.case.withdraws(place) is SentFileState.WITHDRAWN


def test_the_offices_reply_goes_with_the_copy_in_the_mailbox(handling: GatewayHandling) -> None:
    place = handling.case.last_sequence + 1
    reply = handling.office.reply("sari", handling.case, place, "Memuat data orang ketiga")
    assert handling.of("sari").post(f"{handling.path}/replies", reply).status_code == 201
    both_sign_part(handling, place)
    assert entries(handling)[place].envelope is None
    [last] = reporter_view(handling.office.database, handling.case.case, place - 1).entries
    assert last.sealed is None


def test_the_leader_who_was_asked_reads_the_proposal_and_nothing_else(handling: GatewayHandling) -> None:
    place = handling.case.says("Data orang ketiga")
    number = handling.does("sari", part_proposal(place))
    [found] = asked(handling, "dewi").requests
    assert (found.case, found.proposed.sequence, found.proposed.content) == (
        handling.case.case,
        number,
        CONTENT,
    )
    assert asked(handling, "lina").requests == ()
    for path in (handling.path, f"{handling.path}/events"):
        assert_refused(handling.of("dewi").get(path), 404, "not-found")
    assert_refused(handling.tries("lina", part_confirmation(number, place)), 404, "not-found")
    handling.does("dewi", part_confirmation(number, place))
    assert asked(handling, "dewi").requests == ()


def test_a_leader_whom_the_report_excludes_signs_nothing_away_whoever_asks_them(
    handling: GatewayHandling,
) -> None:
    office = handling.office
    case = office.report("Tentang kepala", ["kepala"])
    place = case.says("Bukti terhadap kepala")
    excluding = GatewayHandling(office, case, handling.signed_in)
    assert_against_procedure(excluding.tries("sari", part_proposal(place)), "signatory")
    assert entries(excluding)[place].envelope is not None
    both_sign_part(excluding, place, leader="lina")
    assert entries(excluding)[place].envelope is None


def test_a_signature_for_a_proposal_that_names_an_excluded_leader_finds_no_such_case(
    handling: GatewayHandling,
) -> None:
    case = handling.office.report("Tentang kepala", ["kepala"])
    place = case.says("Bukti terhadap kepala")
    excluding = GatewayHandling(handling.office, case, handling.signed_in)
    with handling.office.database.write() as session:
        session.execute(text("DELETE FROM excluded_signatory"))
    number = excluding.does("sari", part_proposal(place))
    with handling.office.database.write() as session:
        session.execute(
            text("INSERT INTO excluded_signatory VALUES (:case, 'dewi', 'kepala')"), {"case": case.case}
        )
    refused = excluding.tries("dewi", part_confirmation(number, place))
    assert_refused(refused, 404, "not-found")
    assert entries(excluding)[place].envelope is not None


def test_a_reporter_who_writes_on_keeps_nothing(handling: GatewayHandling) -> None:
    place = handling.case.says("Yang melanggar hukum")
    number = handling.does("sari", part_proposal(place))
    handling.case.says("Satu lagi")
    handling.does("dewi", part_confirmation(number, place))
    assert set(entries(handling)) == {1, place, place + 1}


def test_a_decision_in_between_and_a_hold_do_away_with_the_proposal(handling: GatewayHandling) -> None:
    place = handling.case.says("Data orang ketiga")
    number = handling.does("sari", part_proposal(place))
    handling.does("budi", drafted(EventKind.CLASSIFY, content=CONTENT))
    assert_refused(handling.tries("dewi", part_confirmation(number, place)), 404, "not-found")
    handling.does("budi", drafted(EventKind.HOLD, content=CONTENT))
    assert_against_procedure(handling.tries("sari", part_proposal(place)), "hold")
    assert entries(handling)[place].envelope is not None


@pytest.mark.parametrize(
    ("place", "kind", "reason"), [(3, "message", "proposal-over"), (2, "file", "form"), (9, "file", "proposal-over")]
)  # fmt: skip
def test_what_is_not_there_or_is_of_another_kind_is_not_proposed(
    handling: GatewayHandling, place: int, kind: str, reason: str
) -> None:
    handling.case.says("Satu pesan")
    assert_against_procedure(handling.tries("sari", part_proposal(place, kind)), reason)


def test_a_proposal_hides_behind_no_other_event_and_the_second_is_by_another(
    handling: GatewayHandling,
) -> None:
    place = handling.case.says("Satu pesan")
    other = drafted(EventKind.CLASSIFY, content=CONTENT)
    assert_against_procedure(handling.tries("sari", other, part_proposal(place)), "form")
    assert_against_procedure(handling.tries("sari", part_proposal(place, leader="budi")), "role")
    both_sign_part(handling, place)
    assert_against_procedure(handling.tries("sari", part_proposal(place)), "proposal-over")
