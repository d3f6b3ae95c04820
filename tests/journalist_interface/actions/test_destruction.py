"""An officer proposes a destruction, a leader signs it, and every reader sees it and can lay a hold."""

import dataclasses
import hashlib
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import pytest

from crypto.gpg.errors import UnprocessableError
from journalist_interface.actions import destruction
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.retention import case_end
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification.case_file import BadRow
from journalist_interface.verification.problems import RowProblem
from journalist_interface.verification.retention import (
    proposed_too_early,
    retention_end,
    standing_destruction,
)
from store.domain.event import Content, EventKind
from store.domain.procedure.errors import (
    HoldError,
    LongReasonError,
    ProcedureError,
    ProposalOverError,
    RetentionError,
    SignatoryError,
)
from store.domain.retention import destroyed_after
from store.domain.roster import REPORTER
from store.domain.shares import MOST_OF_ONE
from store.domain.stages import Stage
from tests.journalist_interface.ended_case import RETENTION, after_a_month, both_sign, sign
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway, altered
from tests.journalist_interface.store_rows import put_envelope
from tests.office import TestOffice

pytestmark = pytest.mark.slow


def listed(leader: HeadlessWorkstation) -> dict[str, object]:
    """Return what this person is asked to sign, by case."""
    leader.services.rosters.refresh()
    return {row.case: row for row in destruction.proposals(leader.services, leader.officer)}


def test_two_people_sign_and_all_readers_see_until_when_they_can_stop_it(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        sari, budi, dewi, lina = (people.of(name) for name in ("sari", "budi", "dewi", "lina"))
        perform(sari.work(case.case), "propose-destruction", leader="dewi")
        found = listed(dewi)[case.case]
        assert isinstance(found, destruction.ProvenProposal)
        assert (found.end.stage, found.end.outcome, found.proposer.id) == (Stage.ARCHIVED, None, "sari")
        assert found.end.until < office.clock.today()
        assert listed(lina) == {}
        with pytest.raises(CaseNotFoundError):
            dewi.work(case.case)
        sign(dewi, case.case)
        assert listed(dewi) == {}
        day = destroyed_after(office.clock.today())
        [row] = all_rows(budi.services, budi.officer)
        end = case_end(budi.work(case.case).file, budi.services.rosters.current().roster)
        assert (row.destruction, end.destroyed, end.holds) == (day, day, ())
        perform(budi.work(case.case), "hold", reason="Ada perkara di pengadilan")
        end = case_end(sari.work(case.case).file, sari.services.rosters.current().roster)
        assert (end.destroyed, end.holds) == (None, ("Budi Santoso",))
        with pytest.raises(HoldError):
            perform(sari.work(case.case), "propose-destruction", leader="dewi")


def test_a_leader_whom_the_reporter_excluded_is_not_offered_not_asked_and_learns_nothing(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway, ["kepala"]) as (people, [case]):
        sari = people.of("sari")
        assert [person.id for person in sari.work(case.case).signatories()] == ["lina"]
        with pytest.raises(SignatoryError):
            perform(sari.work(case.case), "propose-destruction", leader="dewi")
        both_sign(people, case.case, "lina")
        assert listed(people.of("dewi")) == {}
        with pytest.raises(CaseNotFoundError):
            destruction.proposal(people.of("dewi").services, people.of("dewi").officer, case.case)
        unknown = "0" * 32
        with pytest.raises(CaseNotFoundError):
            destruction.proposal(people.of("dewi").services, people.of("dewi").officer, unknown)


def test_a_proposal_that_a_busy_machine_failed_over_is_no_forgery_and_can_be_tried_again(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        perform(people.of("sari").work(case.case), "propose-destruction", leader="dewi")
        dewi = people.of("dewi")
        [row] = dewi.services.client.destructions(dewi.officer.token).requests
        assert row.proposed.content is not None
        failures = dewi.officer.requests_cache.failures
        failures.add(hashlib.sha256(row.proposed.content).hexdigest(), "sari")
        assert listed(dewi) == {case.case: destruction.UnprovenProposal(case.case, unprocessable=True)}
        with pytest.raises(UnprocessableError):
            destruction.proposal(dewi.services, dewi.officer, case.case)
        failures.clear()
        assert isinstance(listed(dewi)[case.case], destruction.ProvenProposal)


def test_without_a_leader_whom_the_case_does_not_exclude_the_alternate_signs(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway, ["kepala", "wakil-kepala"]) as (people, [case]):
        office.publish(people=office.people_with("wati", alternate=True))
        assert [person.id for person in people.of("sari").work(case.case).signatories()] == ["wati"]
        both_sign(people, case.case, "wati")
        file = people.of("budi").work(case.case).file
        assert [read.remarks for read in file.events[-2:]] == [(), ()]


def test_what_came_between_voids_a_proposal_and_the_leader_is_told(office: TestOffice, gateway: str) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        sari, dewi = people.of("sari"), people.of("dewi")
        perform(sari.work(case.case), "propose-destruction", leader="dewi")
        dewi.services.rosters.refresh()
        found = destruction.proposal(dewi.services, dewi.officer, case.case)
        case.says("Ada bukti baru")
        with pytest.raises(ProposalOverError):
            destruction.sign(dewi.services, dewi.officer, found)
        assert standing_destruction(sari.work(case.case).file) is None
        with pytest.raises(RetentionError):
            perform(sari.work(case.case), "propose-destruction", leader="dewi")


def test_a_leader_signs_nothing_before_the_period_of_the_signed_roster(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        perform(people.of("sari").work(case.case), "propose-destruction", leader="dewi")
        office.publish(retention=msgspec.structs.replace(RETENTION, archived=2))
        with pytest.raises(RetentionError):
            sign(people.of("dewi"), case.case)


def test_readers_are_warned_of_a_proposal_that_came_too_early_or_told_another_outcome(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        perform(people.of("sari").work(case.case), "propose-destruction", leader="dewi")
        file = people.of("budi").work(case.case).file
        read = file.events[-1]
        assert read.event.kind is EventKind.PROPOSE_DESTRUCTION
        assert not proposed_too_early(file, read, RETENTION)
        longer = msgspec.structs.replace(RETENTION, archived=2)
        assert proposed_too_early(file, read, longer)
        assert isinstance(read.content, Content)
        assert read.content.retention is not None
        end = read.content.retention
        lie = msgspec.structs.replace(end, since=end.since - timedelta(days=400))
        lying = dataclasses.replace(read, content=msgspec.structs.replace(read.content, retention=lie))
        assert proposed_too_early(file, lying, longer)
        assert proposed_too_early(file, lying, RETENTION)


def test_what_a_store_puts_behind_the_reporters_last_message_shortens_no_period(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        case.says("Ada bukti baru")
        file = people.of("sari").work(case.case).file
        end = retention_end(file, RETENTION)
        assert end is not None
        assert end.since == office.clock.today()
        number = file.last + 1
        file.entries[number] = BadRow(number, REPORTER, end.since, RowProblem.GONE)
        assert retention_end(file, RETENTION) == end


def test_what_a_store_puts_behind_the_reporters_last_message_hides_no_signed_destruction(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        both_sign(people, case.case)
        put_envelope(office, case.case, case.last_sequence + 1, case.encrypted(b"sampah"))
        budi = people.of("budi")
        file = budi.work(case.case).file
        assert isinstance(file.entries[file.last], BadRow)
        assert standing_destruction(file) is not None
        roster = budi.services.rosters.current().roster
        assert case_end(file, roster).destroyed == destroyed_after(office.clock.today())


def test_an_action_that_no_leader_may_take_alone_is_refused_here_and_there(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        sari = people.of("sari")
        perform(sari.work(case.case), "bring-leader", leader="dewi")
        perform(people.of("dewi").work(case.case), "hold", reason="Diminta kejaksaan")
        number = len(sari.work(case.case).file.events)
        with pytest.raises(ProcedureError):
            perform(people.of("dewi").work(case.case), "release", hold=str(number), reason="Selesai")
        perform(sari.work(case.case), "bring-leader", leader="lina")
        perform(people.of("lina").work(case.case), "release", hold=str(number), reason="Selesai")
        both_sign(people, case.case)


def test_a_long_reason_is_listed_unopened_and_opened_for_its_own_page_alone(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """No workstation keeps it for the session: one officer may propose in every case."""
    case, reason = busy_office.report("Isi laporan"), "é" * 30_000
    case.says("Data orang ketiga")
    sari, dewi = workstations.of("sari"), workstations.of("dewi")
    perform(sari.work(case.case), "propose-part", place="2", reason=reason, leader="dewi")
    dewi.officer.requests_cache.opened.clear()
    found = listed(dewi)[case.case]
    assert isinstance(found, destruction.UnopenedProposal)
    assert (found.part is not None and found.part.sequence, found.proposer.id) == (2, "sari")
    opened = destruction.proposal(dewi.services, dewi.officer, case.case)
    assert isinstance(opened, destruction.ProvenPartProposal)
    assert opened.reason == reason
    assert not any(len(known.message) > 16_384 for known in dewi.officer.requests_cache.opened.values())


@pytest.fixture
def proposed(busy_office: TestOffice, workstations: HeadlessWorkstations) -> str:
    """A case of which sari proposed to destroy the second message, with a short reason."""
    case = busy_office.report("Isi laporan")
    case.says("Data orang ketiga")
    perform(
        workstations.of("sari").work(case.case), "propose-part", place="2", reason="Alasan", leader="dewi"
    )
    return case.case


def test_an_unopened_proposal_is_listed_only_if_it_is_signed(
    proposed: str, behind: HeadlessWorkstations, hostile: HostileGateway
) -> None:
    dewi = behind.of("dewi")

    def without_content(page: Any, signature: str | None = None) -> Any:  # noqa: ANN401 - JSON
        for row in page["requests"]:
            row["proposed"]["content"] = None
            row["proposed"]["event"]["signature"] = signature or row["proposed"]["event"]["signature"]
        return page

    with hostile.lying("GET", "/v1/destructions", altered(without_content)):
        assert isinstance(listed(dewi)[proposed], destruction.UnopenedProposal)
        with pytest.raises(destruction.ProposalNotProvenError):
            destruction.proposal(dewi.services, dewi.officer, proposed)
    with hostile.lying("GET", "/v1/destructions", altered(partial(without_content, signature="AAAA"))):
        assert listed(dewi)[proposed] == destruction.UnprovenProposal(proposed)


def test_a_reason_that_is_too_long_is_refused_before_it_is_sent(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report("Isi laporan")
    case.says("Data orang ketiga")
    work = workstations.of("sari").work(case.case)
    with pytest.raises(LongReasonError):
        perform(work, "propose-part", place="2", reason="é" * 32_001, leader="dewi")
    perform(work, "propose-part", place="2", reason='"' * 31_999, leader="dewi")


def test_a_store_that_sends_more_than_a_share_has_no_more_opened_of_one_person(
    proposed: str, behind: HeadlessWorkstations, hostile: HostileGateway
) -> None:
    dewi = behind.of("dewi")

    def flooded(page: Any) -> Any:  # noqa: ANN401 - JSON
        [row] = [row for row in page["requests"] if row["case"] == proposed]
        page["requests"] = [{**row, "case": f"{number:032x}"} for number in range(2 * MOST_OF_ONE)]
        page["left_out"] = [{"person": "sari", "rows": 3}]
        return page

    left_out: Counter[str] = Counter()
    with hostile.lying("GET", "/v1/destructions", altered(flooded)):
        dewi.services.rosters.refresh()
        found = list(destruction.proposals(dewi.services, dewi.officer, left_out))
    assert (len(found), left_out) == (MOST_OF_ONE, {"sari": MOST_OF_ONE + 3})
