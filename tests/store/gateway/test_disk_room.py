"""Officers' texts stop before the room of reporters' texts is taken, and erasing goes on to the last."""

import pytest

from source_interface.submissions.messages import erase_copies
from store.api.sealed_records import NewSealedRecord
from store.domain.event import EventKind, Paper
from store.engine.database import Database
from store.errors import NoRoomForTextError
from store.maintenance.sweep import sweep
from tests import stand_ins
from tests.signed_events import CONTENT, drafted
from tests.store.conftest import ON_SQLITE
from tests.store.gateway.conftest import GatewayHandling, assert_refused
from tests.store.gateway.ended_period import after_a_month, confirmation, let_days_pass, proposal
from tests.store.gateway.test_destroyed_parts import part_confirmation, part_proposal

MORE_THAN_ANY_DISK = 2**62


@pytest.fixture
def fills(monkeypatch: pytest.MonkeyPatch) -> "Fills":
    return Fills(monkeypatch)


class Fills:
    """A disk that seems to have only the room that officers leave, or only what both leave."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def up_to_reporters(self) -> None:
        self._keep("OFFICERS_RESERVE")

    def up_to_erasing(self) -> None:
        self.up_to_reporters()
        self._keep("TEXT_RESERVE")

    def make_room(self) -> None:
        self._patch.undo()

    def _keep(self, reserve: str) -> None:
        self._patch.setattr(f"store.engine.database.{reserve}_BYTES", MORE_THAN_ANY_DISK)
        self._patch.setattr(f"store.engine.database.{reserve}_SHARE", 1)


def test_what_officers_write_leaves_the_room_of_reporters_alone(
    handling: GatewayHandling, fills: Fills
) -> None:
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    note = drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)
    decision = handling.signer.decision("sari", note)
    reply = handling.office.reply("sari", handling.case, 2, "Balasan")
    with_reply = handling.signer.decision(
        "sari", drafted(EventKind.MOVE, target="archived", content=CONTENT, entry=2), reply=reply
    )
    record = NewSealedRecord(stand_ins.message(b"for oneself"), None)
    sari = handling.of("sari")
    fills.up_to_reporters()
    for path, body in (
        (f"{handling.path}/events", decision),
        (f"{handling.path}/events", with_reply),
        (f"{handling.path}/replies", reply),
        ("/v1/private-record", record),
        ("/v1/office-texts", record),
    ):
        assert_refused(sari.post(path, body), 507, "full")
    assert len(handling.history("sari")) == 1
    handling.office.database.require_text_room()
    handling.office.report("Laporan lain")  # a reporter's goes on
    assert handling.case.says("Tambahan") == 2
    fills.make_room()
    assert handling.sends("sari", decision).status_code == 201


@ON_SQLITE
def test_a_text_counts_twice_for_it_lies_in_the_log_too(database: Database) -> None:
    database.require_officers_text_room(0)
    with pytest.raises(NoRoomForTextError):
        database.require_officers_text_room(2**60)
    database.require_text_room()


def test_where_both_reserves_are_begun_reporters_erase_and_the_sweep_works(
    handling: GatewayHandling, fills: Fills
) -> None:
    place = handling.case.says("Tambahan")
    number = handling.does("sari", part_proposal(place))
    fills.up_to_erasing()
    erase_copies(handling.case.services.submissions, handling.case.mailbox)
    assert_refused(handling.tries("sari", part_proposal(place)), 507, "full")
    handling.does("dewi", part_confirmation(number, place))
    assert handling.of("sari").post("/v1/sign-out").status_code == 204
    handling.office.move(days=31)
    sweep(handling.office.database, handling.office.blobs, handling.office.clock)


def test_where_both_reserves_are_begun_a_case_whose_destruction_is_proposed_is_destroyed(
    handling: GatewayHandling, fills: Fills
) -> None:
    after_a_month(handling)
    number = handling.does("sari", proposal(handling))
    fills.up_to_erasing()
    handling.does("dewi", confirmation(handling, number))
    assert handling.row("sari") is not None
    let_days_pass(handling, 8)
    assert handling.row("sari") is None
