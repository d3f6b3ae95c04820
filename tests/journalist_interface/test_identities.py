"""Who the reporter is reaches the officer who asked, through a custodian, and nobody else."""

from dataclasses import replace

import pytest

from crypto.event import Action
from journalist_interface.acts import custody, identities
from journalist_interface.acts.audience import ExcludedPersonError, UnknownColleagueError
from journalist_interface.gateway.errors import NotFoundError
from store.contract.procedure.errors import NoIdentityError, ProcedureError, ReasonError
from tests.journalist_interface.seat import Seats
from tests.journalist_interface.stages import waiting
from tests.office import TestOffice


def test_an_identity_is_refused_and_then_told_to_who_asked_alone(
    busy_office: TestOffice, seats: Seats
) -> None:
    case = busy_office.report(name="Ratna Rahasia")
    sari, budi, rina = seats.of("sari"), seats.of("budi"), seats.of("rina")
    with pytest.raises(ReasonError):
        identities.ask(sari.work(case.case), " ")
    identities.ask(sari.work(case.case), "Untuk perlindungan")
    asked = waiting(rina, case.case)
    assert (asked.asker.id, asked.reason) == ("sari", "Untuk perlindungan")
    custody.refuse(rina.place, rina.officer, asked, "Belum perlu")
    [first] = identities.requests(sari.work(case.case).file)
    assert first.answer is not None
    assert first.answer.content is not None
    assert (first.granted, first.answer.content.text) == (False, "Belum perlu")

    identities.ask(sari.work(case.case), "LPSK memintanya")
    asked = waiting(rina, case.case)
    assert custody.identity(rina.place, rina.officer, case.case).name == "Ratna Rahasia"
    custody.disclose(rina.place, rina.officer, asked)
    found = identities.disclosed(sari.work(case.case).file)
    assert found is not None
    assert (found.name, found.position) == ("Ratna Rahasia", "pegawai")
    colleague = budi.work(case.case).file
    assert identities.disclosed(colleague) is None
    assert [one.granted for one in identities.requests(colleague)] == [False, True]
    assert all(one.content is None for one in colleague.events if one.event.action is not Action.MOVE)
    assert not any(one.remarks for one in colleague.events)

    with pytest.raises(NotFoundError):
        custody.identity(rina.place, rina.officer, case.case)
    with pytest.raises(ProcedureError):
        custody.refuse(rina.place, rina.officer, asked, "Terlambat")


def test_an_anonymous_report_has_no_identity_to_ask_for(busy_office: TestOffice, seats: Seats) -> None:
    case = busy_office.report()
    with pytest.raises(identities.NoIdentityError):
        identities.ask(seats.of("sari").work(case.case), "Untuk perlindungan")


def test_a_custodian_tells_nothing_to_whom_the_reporter_excluded(
    busy_office: TestOffice, seats: Seats
) -> None:
    """Even if a store that lies brings their request."""
    case = busy_office.report(name="Ratna Rahasia", excluded=["petugas-2"])
    rina = seats.of("rina")
    identities.ask(seats.of("sari").work(case.case), "Untuk perlindungan")
    asked = waiting(rina, case.case)
    budi = busy_office.roster.person("budi")
    assert budi is not None
    with pytest.raises(ExcludedPersonError):
        custody.disclose(rina.place, rina.officer, replace(asked, asker=budi))


def test_a_custodian_tells_nothing_to_who_has_left_since_asking(office: TestOffice, gateway: str) -> None:
    """A store could show the request as answered, or keep the page of yesterday."""
    case = office.report(name="Ratna Rahasia").case
    with Seats(office, gateway) as own:
        budi, rina = own.of("budi"), own.of("rina")
        identities.ask(budi.work(case), "Untuk perlindungan")
        asked = waiting(rina, case)
        office.publish(people=office.people_with("budi", left=office.clock.today()))
        with pytest.raises(UnknownColleagueError):
            custody.disclose(rina.place, rina.officer, asked)
        with pytest.raises(NoIdentityError):
            custody.disclose(rina.place, rina.officer, replace(asked, answered=2))


def test_an_alternate_learns_an_identity_only_where_no_officer_may_read(
    busy_office: TestOffice, seats: Seats
) -> None:
    """An alternate who has the store can make a request that looks like any other."""
    rina, lina = seats.of("rina"), seats.of("lina")
    usual = busy_office.report(name="Ratna Rahasia").case
    identities.ask(seats.of("sari").work(usual), "Untuk perlindungan")
    with pytest.raises(custody.AlternateAskedError):
        custody.disclose(rina.place, rina.officer, replace(waiting(rina, usual), asker=lina.officer.person))
    officers = [one.position for one in busy_office.roster.active("officer")]
    alone = busy_office.report(name="Ratna Rahasia", excluded=officers).case
    identities.ask(lina.work(alone), "Pengganti bertanya")
    custody.disclose(rina.place, rina.officer, waiting(rina, alone))
    found = identities.disclosed(lina.work(alone).file)
    assert found is not None
    assert found.name == "Ratna Rahasia"
