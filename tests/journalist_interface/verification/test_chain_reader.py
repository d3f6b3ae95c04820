"""One person's flood of words takes no other person's from a case."""

import os

import pytest

from journalist_interface.verification import chain_reader
from journalist_interface.verification.problems import EventRemark
from store.domain.event import EventKind, Paper
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.staged_cases import state_of
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted

SHARE = 40_000
FLOOD = 30_000


@pytest.mark.timeout(200)
def test_a_person_who_says_too_much_hides_their_words_alone(
    busy_office: TestOffice, workstations: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_reader, "MAX_CONTENT_BYTES_OF_PERSON", SHARE)
    case = busy_office.report()
    sari, budi = workstations.of("sari"), workstations.of("budi")
    perform(sari.work(case.case), "acknowledge")
    for _ in range(3):
        note = drafted(EventKind.PAPER, content=case.encrypted(os.urandom(FLOOD)), paper=Paper.NOTE)
        decision = EventSigner(busy_office, case).decision("budi", note)
        budi.services.client.decide(budi.officer.token, case.case, decision)

    sari.forget(case.case)
    perform(sari.work(case.case), "note", text="Catatan Sari")
    for again in (False, True):
        if again:
            sari.forget(case.case)
        file = sari.work(case.case).file
        assert state_of(file).sequence == len(file.events)
        first, *rest, own = file.chain.papers()
        assert first.remarks == (EventRemark.CONTENT_UNREADABLE,)
        assert [event.remarks for event in rest] == [(EventRemark.CONTENT_LEFT_OUT,)] * 2
        assert own.content is not None
        assert own.content.text == "Catatan Sari"


@pytest.mark.timeout(200)
def test_what_a_session_read_before_counts_too(
    busy_office: TestOffice, workstations: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_reader, "MAX_CONTENT_BYTES_OF_PERSON", SHARE)
    case = busy_office.report()
    sari, budi = workstations.of("sari"), workstations.of("budi")
    for number in range(3):
        perform(budi.work(case.case), "note", text=f"{number}" * (FLOOD // 2 - 1_000))
        last = sari.work(case.case).file.events[-1]
        assert (last.content is None) is (number == 2)
    perform(budi.work(case.case), "renew", person="sari")  # keys go by a share of their own
    assert sari.work(case.case).file.events[-1].content is not None
