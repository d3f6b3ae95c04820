"""Contents of a case are encrypted to exactly those whom the store will let read them, event for event."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.errors import NotForThisKeyError
from journalist_interface.actions import identity_disclosure, invitation
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft
from journalist_interface.actions.exporting import exported
from journalist_interface.actions.submit import submit
from journalist_interface.gateway_client.errors import CaseNotFoundError
from store.api.messages import MAX_CONTENT_BYTES, MAX_EVENTS_AT_ONCE
from store.cases import chain
from store.cases import identities as store_identities
from store.cases.paging import WINDOW_ROWS
from store.domain.deadlines import MOST_EXTENSION_DAYS
from store.domain.event import Check, EventKind, SignedEvent
from store.domain.exports import ExportRecord
from store.errors import NotFoundError
from store.model import StoredEvent
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.staged_cases import BRIEF, accept, assigned, reviewed, said, waiting
from tests.office import TestOffice

WHY = "Terlapor kerabat saya"
PEOPLE = ("sari", "budi", "wati", "joko", "agus", "dewi", "lina", "rina")


class Watch:
    """Looks after each event at what is new in the chain."""

    def __init__(self, office: TestOffice, case: GenuineCase) -> None:
        self._office = office
        self._case = case.case
        self._known = 0
        self.seen: set[EventKind] = set()

    def compare(self, *undeclared: str) -> None:
        """Compare, for each new event, who can decrypt what it says and to whom the store gives it.

        What was written for members who have yet to declare waits for their declaration.
        """
        served = {person: self._served(person) for person in PEOPLE}
        for event in self._new():
            self.seen.add(SignedEvent(event.statement, event.signature).read().kind)
            if event.content is None:
                continue
            able = {person for person in PEOPLE if self._can_read(person, event.content)}
            given = {person for person in PEOPLE if event.sequence in served[person]}
            assert able - set(undeclared) == given - set(undeclared), event.sequence

    def _new(self) -> Sequence[StoredEvent]:
        with self._office.database.read() as session:
            rows = select(StoredEvent).where(
                StoredEvent.case == self._case, StoredEvent.sequence > self._known
            )
            found = session.scalars(rows.order_by(StoredEvent.sequence)).all()
            session.expunge_all()
        self._known += len(found)
        return found

    def _served(self, person: str) -> set[int]:
        """The events of which the store gives this person what they say."""
        asked = store_identities.requests(self._office.database, person, self._office.clock.today()).requests
        rows = [
            row
            for request in asked
            if request.case == self._case
            for row in (request.asked, request.answer)
            if row
        ]
        with suppress(NotFoundError):
            rows += chain.events(self._office.database, person, self._case).events
        return {row.sequence for row in rows if row.content is not None}

    def _can_read(self, person: str, ciphertext: bytes) -> bool:
        try:
            decrypt_bytes(self._office.keys.holder(person).home, ciphertext, MAX_CONTENT_BYTES)
        except NotForThisKeyError:
            return False
        return True


def test_what_is_said_is_encrypted_to_exactly_those_whom_the_store_serves(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report(name="Nama Pelapor")
    sari, joko, agus, rina = (workstations.of(name) for name in ("sari", "joko", "agus", "rina"))
    watch = Watch(busy_office, case)

    perform(sari.work(case.case), "take")
    perform(sari.work(case.case), "acknowledge")
    perform(sari.work(case.case), "note", text="Catatan petugas")
    perform(sari.work(case.case), "assess", level="high")
    record = ExportRecord("transcript", (), 1, 1)
    submit(sari.work(case.case), lambda _point: exported("Untuk pengadilan", record))
    watch.compare()
    perform(sari.work(case.case), "ask-identity", reason="Untuk perlindungan")
    watch.compare()
    identity_disclosure.refuse(rina.services, rina.officer, waiting(rina, case.case), "Belum perlu")
    watch.compare()
    perform(sari.work(case.case), "ask-identity", reason="LPSK memintanya")
    identity_disclosure.disclose(rina.services, rina.officer, waiting(rina, case.case))
    watch.compare()
    perform(workstations.of("wati").work(case.case), "step-back", reason="Cuti panjang")
    watch.compare()

    perform(sari.work(case.case), "review", checks=tuple(Check))
    perform(sari.work(case.case), "review-sheet", text="Lembar telaah")
    until = busy_office.clock.today() + timedelta(days=MOST_EXTENSION_DAYS)
    perform(sari.work(case.case), "extend", reason="Menunggu ahli", until=until)
    perform(sari.work(case.case), "assign", lead="joko", members=("agus",), brief=BRIEF)
    watch.compare("joko", "agus")
    accept(joko, case.case)
    decline(agus, case, WHY)
    watch.compare()
    perform(joko.work(case.case), "start")
    perform(joko.work(case.case), "note", text="Catatan ketua tim")
    watch.compare()
    perform(sari.work(case.case), "dismiss", person="joko", reason="Berpindah tugas")
    watch.compare()
    assert watch.seen == set(EventKind) - {
        EventKind.CLASSIFY,
        EventKind.RESOLVE_REQUEST,
        EventKind.REQUEST_ATTENTION,
        EventKind.ACCEPT_RESTORE,  # has no content: the office's reason is plain
        EventKind.PROPOSE_DESTRUCTION,  # only of a closed case: below
        EventKind.CONFIRM_DESTRUCTION,
        EventKind.PROPOSE_PART,  # for the signatory too, who reads no chain
        EventKind.CONFIRM_PART,
        EventKind.HOLD,
        EventKind.RELEASE,
    }


def test_why_a_colleague_declines_stays_with_who_assigned_them_and_is_named_so_to_everybody_else(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, workstations, declare=False)
    decline(workstations.of("agus"), case, WHY)
    perform(
        workstations.of("sari").work(case.case), "renew", person="budi"
    )  # with all keys that a colleague may have
    workstations.of("budi").forget(case.case)
    assert WHY in said(workstations.of("sari").work(case.case).file)
    assert WHY not in said(workstations.of("budi").work(case.case).file)
    page = browsers.of("budi").get(f"/id/cases/{case.case}/history")
    assert "Hanya Sari Wulandari yang dapat membaca alasannya." in page.text
    assert 'class="problem"' not in page.html
    assert WHY in browsers.of("sari").get(f"/id/cases/{case.case}/history").text


def test_a_new_member_joins_however_long_the_chain_is_before_them(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    sari, agus = workstations.of("sari"), workstations.of("agus")
    case = reviewed(busy_office, sari)
    # Handed over and back without a word: of an event that says something each reader would open that, one by one.
    to_and_fro = (EventDraft(EventKind.TAKE, person="budi"), EventDraft(EventKind.TAKE, person="sari"))
    often = to_and_fro * (MAX_EVENTS_AT_ONCE // len(to_and_fro))
    while submit(sari.work(case.case), lambda _point: DecisionDraft(often)) <= WINDOW_ROWS:
        continue
    perform(sari.work(case.case), "assign", lead="joko", members=("agus",), brief=BRIEF)
    accept(agus, case.case)
    assert agus.work(case.case).state.is_open_to("agus")


def test_who_has_declared_declines_no_more(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """Their reasons are for everybody who reads the case, whom they know now."""
    case = assigned(busy_office, workstations)
    with pytest.raises(CaseNotFoundError):
        decline(workstations.of("agus"), case, WHY)


def decline(workstation: HeadlessWorkstation, case: GenuineCase, reason: str) -> None:
    """Read the brief and step back."""
    found = invitation.invitation(workstation.services, workstation.officer, case.case)
    invitation.decline(workstation.services, workstation.officer, found, reason)
