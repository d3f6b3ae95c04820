"""The reporter's identity reaches only the officer who asked, through a custodian."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from crypto import signing
from crypto.padding import pad
from journalist_interface.actions import identity, identity_disclosure, identity_requests
from journalist_interface.actions.work import ExcludedPersonError, UnknownColleagueError
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.verification.problems import EventRemark
from store.api.messages import EventRow
from store.domain.event import (
    NO_EVENT,
    CaseRole,
    Content,
    Event,
    EventKind,
    SignedEvent,
    content_digest,
    content_text,
)
from store.domain.labels import Label
from store.domain.procedure.errors import NoIdentityError, OldRequestError, ProcedureError, ReasonError
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway, altered
from tests.journalist_interface.staged_cases import waiting
from tests.journalist_interface.store_rows import encrypted_to, end_chain_where_it_ends
from tests.office import TestOffice
from tests.signed_events import CONTENT, drafted
from tests.source_interface.handling import Handling


def test_an_identity_is_refused_and_then_told_to_who_asked_alone(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report(name="Ratna Rahasia")
    sari, budi, rina = workstations.of("sari"), workstations.of("budi"), workstations.of("rina")
    with pytest.raises(ReasonError):
        perform(sari.work(case.case), "ask-identity", reason=" ")
    perform(sari.work(case.case), "ask-identity", reason="Untuk perlindungan")
    asked = waiting(rina, case.case)
    assert (asked.asker.id, asked.reason) == ("sari", "Untuk perlindungan")
    identity_disclosure.refuse(rina.services, rina.officer, asked, "Belum perlu")
    [first] = identity.requests(sari.work(case.case).file)
    assert first.answer is not None
    assert first.answer.content is not None
    assert (first.granted, first.answer.content.text) == (False, "Belum perlu")

    perform(sari.work(case.case), "ask-identity", reason="LPSK memintanya")
    asked = waiting(rina, case.case)
    assert identity_disclosure.identity(rina.services, rina.officer, asked).name == "Ratna Rahasia"
    identity_disclosure.disclose(rina.services, rina.officer, asked)
    found = identity.disclosed(sari.work(case.case).file)
    assert found is not None
    assert (found.name, found.position) == ("Ratna Rahasia", "pegawai")
    colleague = budi.work(case.case).file
    assert identity.disclosed(colleague) is None
    assert [request.granted for request in identity.requests(colleague)] == [False, True]
    assert all(read.content is None for read in colleague.events if read.event.kind is not EventKind.MOVE)
    assert not any(event.remarks for event in colleague.events)

    with pytest.raises(CaseNotFoundError):
        identity_disclosure.identity(rina.services, rina.officer, asked)
    with pytest.raises(ProcedureError):
        identity_disclosure.refuse(rina.services, rina.officer, asked, "Terlambat")


def test_an_anonymous_report_has_no_identity_to_ask_for(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report()
    with pytest.raises(identity.AnonymousReportError):
        perform(workstations.of("sari").work(case.case), "ask-identity", reason="Untuk perlindungan")


def test_a_custodian_tells_nothing_to_whom_the_reporter_excluded(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """Even if a store that lies brings their request."""
    case = busy_office.report(name="Ratna Rahasia", excluded=["petugas-2"])
    rina = workstations.of("rina")
    perform(workstations.of("sari").work(case.case), "ask-identity", reason="Untuk perlindungan")
    asked = waiting(rina, case.case)
    budi = busy_office.roster.person("budi")
    assert budi is not None
    with pytest.raises(ExcludedPersonError):
        identity_disclosure.disclose(rina.services, rina.officer, replace(asked, asker=budi))


def test_a_custodian_tells_nothing_to_who_has_left_since_asking(office: TestOffice, gateway: str) -> None:
    """A store could show the request as answered, or keep the page of yesterday."""
    case = office.report(name="Ratna Rahasia").case
    with HeadlessWorkstations(office, gateway) as workstations:
        budi, rina = workstations.of("budi"), workstations.of("rina")
        perform(budi.work(case), "ask-identity", reason="Untuk perlindungan")
        asked = waiting(rina, case)
        office.publish(people=office.people_with("budi", left=office.clock.today()))
        with pytest.raises(UnknownColleagueError):
            identity_disclosure.disclose(rina.services, rina.officer, asked)
        with pytest.raises(NoIdentityError):
            identity_disclosure.disclose(rina.services, rina.officer, replace(asked, answered=2))


def test_an_alternate_learns_an_identity_only_where_no_officer_may_read(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """An alternate who has the store can make a request that looks like any other."""
    rina, lina = workstations.of("rina"), workstations.of("lina")
    usual = busy_office.report(name="Ratna Rahasia").case
    perform(workstations.of("sari").work(usual), "ask-identity", reason="Untuk perlindungan")
    with pytest.raises(identity_disclosure.AlternateAskedError):
        identity_disclosure.disclose(
            rina.services, rina.officer, replace(waiting(rina, usual), asker=lina.officer.person)
        )
    officers = [person.position for person in busy_office.roster.active("officer")]
    alone = busy_office.report(name="Ratna Rahasia", excluded=officers).case
    perform(lina.work(alone), "ask-identity", reason="Pengganti bertanya")
    identity_disclosure.disclose(rina.services, rina.officer, waiting(rina, alone))
    found = identity.disclosed(lina.work(alone).file)
    assert found is not None
    assert found.name == "Ratna Rahasia"


def test_a_request_older_than_fourteen_days_is_not_disclosed_and_can_be_made_anew(
    office: TestOffice, gateway: str
) -> None:
    """The custodian's own clock counts: a store could serve the identity all the same."""
    case = office.report(name="Ratna Rahasia").case
    with HeadlessWorkstations(office, gateway) as workstations:
        perform(workstations.of("sari").work(case), "ask-identity", reason="Untuk perlindungan")
    office.move(days=15)
    with HeadlessWorkstations(office, gateway, "later") as workstations:
        sari, rina = workstations.of("sari"), workstations.of("rina")
        asked = waiting(rina, case)
        assert asked.is_old(office.clock.today())
        for open_it in (identity_disclosure.identity, identity_disclosure.disclose):
            with pytest.raises(OldRequestError):
                open_it(rina.services, rina.officer, asked)
        assert perform(sari.work(case), "ask-identity", reason="Masih untuk perlindungan") == 2
        identity_disclosure.disclose(
            rina.services, rina.officer, identity_requests.request(rina.services, rina.officer, case, 2)
        )
        assert identity.disclosed(sari.work(case).file) is not None
        identity_disclosure.refuse(rina.services, rina.officer, waiting(rina, case), "Terlalu lama")


@pytest.mark.parametrize(
    ("head", "ahead", "proven"),
    [
        (NO_EVENT, 0, True),
        ("f" * 64, 0, False),
        (None, 0, False),
        (NO_EVENT, 1, True),
        (NO_EVENT, 9, False),
    ],
)
def test_a_request_that_names_another_head_or_is_dated_ahead_is_not_believed(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    behind: HeadlessWorkstations,
    hostile: HostileGateway,
    head: str | None,
    ahead: int,
    *,
    proven: bool,
) -> None:
    """Sari signs it for a store that shows it to the custodian alone; dated ahead it would not grow old."""
    case, rina = busy_office.report(name="Ratna Rahasia").case, behind.of("rina")
    perform(workstations.of("sari").work(case), "ask-identity", reason="Untuk perlindungan")
    day = busy_office.clock.today() + timedelta(days=ahead)
    event = Event(
        case, 1, NO_EVENT, "sari", CaseRole.OFFICER, EventKind.ASK, day, people=("rina",), head=head
    )  # fmt: skip
    said = encrypted_to(busy_office, "rina", pad(content_text(event, Content("Untuk perlindungan"))))
    text = signing.compose(Label.EVENT, msgspec.structs.replace(event, content=content_digest(said)))
    signed = SignedEvent(text, busy_office.keys.holder("sari").sign(text, day))
    shown = msgspec.to_builtins(EventRow(1, signed, said))

    def exchanged(page: Any) -> Any:  # noqa: ANN401 - JSON
        for request in page["requests"]:
            if request["case"] == case:
                request["asked"] = shown
        return page

    with hostile.lying("GET", "/v1/identity-requests", altered(exchanged)):
        [found] = [
            request
            for request in identity_requests.requests(rina.services, rina.officer)
            if request.case == case
        ]
    assert isinstance(found, identity_requests.ProvenRequest) is proven


def test_a_disclosure_to_an_officer_who_could_not_read_the_case_is_named_to_all_who_read_it(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """Budi, whom the reporter excludes, has the store; the custodian's own check is passed by."""
    case = busy_office.report(name="Ratna Rahasia", excluded=["petugas-2"])
    ask = drafted(EventKind.ASK, content=CONTENT, people=("rina",))
    tells = drafted(EventKind.DISCLOSE, CaseRole.CUSTODIAN, CONTENT, person="budi", about=1)
    for actor, draft in (("budi", ask), ("rina", tells)):
        Handling(busy_office, case).plant(actor, draft)
    end_chain_where_it_ends(busy_office, case.case)
    for reader in ("sari", "wati"):
        file = workstations.of(reader).work(case.case).file
        assert file.chain.broken is None
        assert EventRemark.ASKER_NO_READER in file.events[-1].remarks
