"""A session ends by signing out, by idleness, by age, and with the person's place in the roster."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from store.gateway.accounts.administration import remove_account
from store.gateway.accounts.models import StoredOfficerSession
from store.web.roster_keeper import STATEMENT_FILE
from tests.office import TestOffice
from tests.store.gateway.conftest import SignedInClient, SignInHere, assert_refused

QUARTER = 15 * 60


def works(visitor: SignedInClient) -> bool:
    response = visitor.get("/v1/cases")
    if response.status_code == 200:
        return True
    assert_refused(response, 401, "refused")
    return False


def test_signing_out_ends_the_session_and_no_other(signed_in: SignInHere) -> None:
    one, other = signed_in("sari"), signed_in("sari")
    assert one.post("/v1/sign-out").status_code == 204
    assert not works(one)
    assert_refused(one.post("/v1/sign-out"), 401, "refused")
    assert works(other)


def test_an_idle_session_ends(office: TestOffice, signed_in: SignInHere) -> None:
    sari = signed_in("sari")
    office.move(minutes=29)
    assert works(sari)
    office.move(minutes=29)
    assert works(sari)
    office.move(minutes=45)
    assert not works(sari)


def test_a_session_that_is_used_all_the_time_ends_after_twelve_hours(
    office: TestOffice, signed_in: SignInHere
) -> None:
    sari = signed_in("sari")
    for _ in range(3 * 12 - 1):
        office.move(minutes=20)
        assert works(sari)
    office.move(minutes=20 + 15)
    assert not works(sari)


def test_ends_are_stored_on_quarters_of_an_hour_only(office: TestOffice, signed_in: SignInHere) -> None:
    sari = signed_in("sari")
    for _ in range(3):
        office.move(minutes=7, seconds=13)
        assert works(sari)
        with office.accounts.read() as session:
            [row] = session.scalars(select(StoredOfficerSession))
        assert row.idle_until % QUARTER == row.ends % QUARTER == 0


def test_who_leaves_the_roster_is_signed_out_and_stays_so(office: TestOffice, signed_in: SignInHere) -> None:
    sari, budi = signed_in("sari"), signed_in("budi")
    before = office.roster.people
    office.publish(people=office.people_with("sari", left=office.clock.today()))
    assert not works(sari)
    assert works(budi)
    office.publish(people=before)
    assert not works(sari)


def test_who_is_not_in_the_roster_any_more_is_signed_out(office: TestOffice, signed_in: SignInHere) -> None:
    sari = signed_in("sari")
    office.publish(people=tuple(person for person in office.roster.people if person.id != "sari"))
    assert not works(sari)


def test_who_has_no_role_any_more_is_signed_out(office: TestOffice, signed_in: SignInHere) -> None:
    sari = signed_in("sari")
    office.publish(people=office.people_with("sari", roles=()))
    assert not works(sari)


def test_who_gets_another_role_can_do_only_what_it_admits(office: TestOffice, signed_in: SignInHere) -> None:
    sari = signed_in("sari")
    case = office.report().case
    office.publish(people=office.people_with("sari", roles=("investigator",)))
    assert_refused(sari.get(f"/v1/cases/{case}"), 404, "not-found")
    assert sari.post("/v1/sign-out").status_code == 204


def test_an_account_that_is_removed_takes_its_sessions_along(
    office: TestOffice, signed_in: SignInHere
) -> None:
    sari, budi = signed_in("sari"), signed_in("budi")
    remove_account(office.accounts, "sari")
    assert not works(sari)
    assert works(budi)


def test_without_a_roster_to_believe_no_person_gets_in_or_is_signed_out(
    office: TestOffice, signed_in: SignInHere
) -> None:
    sari = signed_in("sari")
    path = office.folder / "roster" / STATEMENT_FILE
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"investigator"', b'"officer"'))
    for response in (sari.get("/v1/cases"), sari.client.get("/v1/roster")):
        assert_refused(response, 503, "unavailable")
    path.write_bytes(good)
    assert works(sari)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer " + "A" * 43,
        "bearer {token}",
        "Bearer  {token}",
        "Bearer {token},",
        "Basic {token}",
        "{token}",
        "Bearer {token}A",
        "Bearer {short}",
        "Bearer ééé",
    ],
)
def test_only_the_very_token_counts(office: TestOffice, client: FlaskClient, authorization: str) -> None:
    token = office.sign_in(client, "sari")
    value = authorization.format(token=token, short=token[:-1])
    assert_refused(client.get("/v1/cases", headers={"Authorization": value}), 401, "refused")


def test_sessions_that_have_ended_are_removed_when_a_person_signs_in(
    office: TestOffice, signed_in: SignInHere
) -> None:
    signed_in("sari")
    office.move(hours=2)
    signed_in("budi")
    with office.accounts.read() as session:
        assert [row.person for row in session.scalars(select(StoredOfficerSession))] == ["budi"]
