"""In the place of a message that two people destroyed the mailbox says so; without both signatures it is missing."""

from typing import Literal

import pytest
from babel.dates import format_date
from sqlalchemy import delete, text

from store.model import ExcludedSignatory, StoredPartTombstone
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import Reporter

SECRET = "Nama anak tetangga saya"
MISSING = "Satu pesan hilang."


def destroy(
    talk: Correspondence, place: int, kind: Literal["file", "message"] = "message", leader: str = "dewi"
) -> None:
    Handling(talk.office, talk.case).destroy_part(place, kind, leader)


def test_the_mailbox_says_in_its_place_that_two_people_destroyed_a_message(talk: Correspondence) -> None:
    talk.office.with_everybody()
    place = talk.case.says(SECRET)
    assert SECRET in talk.page()
    destroy(talk, place)
    page = talk.page()
    month = format_date(talk.office.clock.today(), "LLLL yyyy", locale="id")
    assert f"Pesan ini dimusnahkan oleh kantor pada {month}." in page
    assert SECRET not in page
    assert MISSING not in page
    talk.reporter.says("Mengapa dimusnahkan?")
    assert "Mengapa dimusnahkan?" in talk.page()


def test_a_file_and_an_answer_of_the_office_are_said_to_be_destroyed_too(talk: Correspondence) -> None:
    talk.office.with_everybody()
    talk.case.attaches(b"gambar", "gambar.png")
    file = talk.case.last_sequence
    answer(talk.office, "sari", talk.case, "Memuat data orang ketiga")
    destroy(talk, file, "file")
    destroy(talk, file + 1)
    page = talk.page()
    assert "Berkas ini dimusnahkan oleh kantor" in page
    assert "Pesan ini dimusnahkan oleh kantor" in page
    assert "gambar.png" not in page
    assert "Memuat data orang ketiga" not in page
    assert "Petugas menjawab pada" not in page


@pytest.mark.parametrize("store", ["has no signatures", "has one forged", "has them of another place"])
def test_without_both_signatures_under_this_place_the_message_is_missing(
    talk: Correspondence, store: str
) -> None:
    talk.office.with_everybody()
    place, other = talk.case.says(SECRET), talk.case.says("Yang tetap")
    destroy(talk, place)
    with talk.office.database.write() as session:
        if store == "has no signatures":
            session.execute(delete(StoredPartTombstone))
        elif store == "has one forged":
            session.execute(text("UPDATE part_tombstone SET confirmation_signature = proposal_signature"))
        else:
            session.execute(text("UPDATE part_tombstone SET sequence = :other"), {"other": other})
            session.execute(
                text("UPDATE entry SET envelope = NULL, sealed = NULL WHERE sequence = :other"),
                {"other": other},
            )
    page = talk.page()
    assert "dimusnahkan oleh kantor" not in page
    assert MISSING in page or "2 pesan hilang" in page


def test_a_leader_whom_the_reporter_excluded_destroys_nothing_in_the_mailbox(
    reporter: Reporter, box: Box
) -> None:
    box.office.with_everybody()
    talk = Correspondence(reporter, box.office, ["kepala"])
    with box.office.database.write() as session:
        session.execute(delete(ExcludedSignatory))  # a store that was taken over forgets them
    destroy(talk, talk.case.says(SECRET))
    page = talk.page()
    assert "dimusnahkan oleh kantor" not in page
    assert MISSING in page
