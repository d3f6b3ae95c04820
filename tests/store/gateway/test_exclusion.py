"""An excluded officer never learns of the case: it answers exactly as one that does not exist."""

import secrets

import msgspec
import pytest
from werkzeug.test import TestResponse

from store.api.messages import PAGE_CASES, CasePage, ReplySubmission, RestoreNotes, Seen
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.journalist_interface.restored_case import end_of, hand_out, signed_note
from tests.office import TestOffice
from tests.store.gateway.conftest import SignedInClient, SignInHere

BUDIS_POSITION = "petugas-2"


def everything(response: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that an answer consists of."""
    return response.status_code, response.data, sorted(response.headers.items())


def all_answers(visitor: SignedInClient, case: str, blob: str, good: ReplySubmission) -> list[TestResponse]:
    """Every way to ask for something of a case, well and badly formed."""
    base = f"/v1/cases/{case}"
    return [
        visitor.get(base),
        visitor.get(f"{base}?after=0"),
        visitor.get(f"{base}?after=1000000"),
        visitor.get(f"{base}?after=-1"),
        visitor.get(f"{base}/restores"),
        visitor.get(f"{base}/restores?after=0"),
        visitor.get(f"{base}/blobs/{blob}"),
        visitor.get(f"{base}/blobs/{secrets.token_hex(16)}"),
        visitor.blob(case, stand_ins.stream()),
        visitor.blob(case, b""),
        visitor.post(f"{base}/replies", good),
        visitor.post(f"{base}/replies", msgspec.structs.replace(good, sequence=1)),
        visitor.post(f"{base}/replies", msgspec.structs.replace(good, blobs=(blob,))),
        visitor.post(f"{base}/replies", b"{}", "application/json"),
        visitor.post(f"{base}/seen", Seen(1)),
        visitor.post(f"{base}/seen", b"{}", "application/json"),
    ]


@pytest.fixture
def hidden(office: TestOffice) -> GenuineCase:
    return office.report("About Budi", excluded=[BUDIS_POSITION])


def test_an_excluded_officer_never_learns_of_the_case(
    office: TestOffice, signed_in: SignInHere, hidden: GenuineCase
) -> None:
    blob = hidden.attaches(b"evidence", "bukti.pdf").name
    good = office.reply("sari", hidden, 3, "answer")
    note = signed_note(office, hidden.case, end_of(office, hidden.case))
    hand_out(office, note)
    budi = signed_in("budi")
    of_hidden = all_answers(budi, hidden.case, blob, good)
    of_nothing = all_answers(budi, secrets.token_hex(16), secrets.token_hex(16), good)
    for answer, other in zip(of_hidden, of_nothing, strict=True):
        assert answer.status_code in {404, 422}
        assert everything(answer) == everything(other)
    sari = signed_in("sari")
    assert sari.get(f"/v1/cases/{hidden.case}/blobs/{blob}").status_code == 200
    notes = msgspec.json.decode(sari.get(f"/v1/cases/{hidden.case}/restores").data, type=RestoreNotes)
    assert notes.notes == (note,)


def test_nothing_of_an_excluded_officers_attempts_is_kept(
    office: TestOffice, signed_in: SignInHere, hidden: GenuineCase
) -> None:
    budi = signed_in("budi")
    budi.blob(hidden.case, secrets.token_bytes(100_000))
    assert list((office.folder / "blobs").iterdir()) == []
    assert budi.blob(hidden.case, b"").status_code == 404  # before the body was looked at


def pages(visitor: SignedInClient) -> list[bytes]:
    """The whole list, page by page, byte for byte."""
    found = [visitor.get("/v1/cases").data]
    while cursor := msgspec.json.decode(found[-1], type=CasePage).next:
        found.append(visitor.get(f"/v1/cases?cursor={cursor}").data)
    return found


def test_lists_counts_and_cursors_do_not_change_by_hidden_cases(
    office: TestOffice, signed_in: SignInHere
) -> None:
    for _ in range(PAGE_CASES + 3):
        office.report()
    budi = signed_in("budi")
    before = pages(budi)
    assert [len(msgspec.json.decode(page, type=CasePage).cases) for page in before] == [PAGE_CASES, 3]
    for _ in range(5):
        office.report(excluded=[BUDIS_POSITION]).says("More about Budi")
    assert pages(budi) == before
    assert sum(len(msgspec.json.decode(page, type=CasePage).cases) for page in pages(signed_in("sari"))) == (
        PAGE_CASES + 8
    )


def test_a_cursor_of_another_officer_shows_only_ones_own_cases(
    office: TestOffice, signed_in: SignInHere
) -> None:
    mine = office.report()
    for _ in range(PAGE_CASES):
        office.report(excluded=[BUDIS_POSITION])
    sari, budi = signed_in("sari"), signed_in("budi")
    cursor = msgspec.json.decode(sari.get("/v1/cases").data, type=CasePage).next
    shown = msgspec.json.decode(budi.get(f"/v1/cases?cursor={cursor}").data, type=CasePage)
    assert {row.case for row in shown.cases} <= {mine.case}
    assert shown.next is None


def test_a_new_officer_in_the_excluded_position_does_not_see_the_case_either(
    office: TestOffice, signed_in: SignInHere, hidden: GenuineCase
) -> None:
    office.publish(people=office.people_with("tono", roles=("officer",), position=BUDIS_POSITION))
    tono = signed_in("tono")
    assert tono.get(f"/v1/cases/{hidden.case}").status_code == 404
    assert msgspec.json.decode(tono.get("/v1/cases").data, type=CasePage).cases == ()
