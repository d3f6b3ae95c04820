"""Signing in takes the key and the code; a stranger learns nothing and can do nothing to an officer."""

import hashlib
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from store.api.messages import Challenge, SignedIn, SignIn
from store.domain.labels import Label
from store.gateway.accounts.administration import remove_account
from store.gateway.accounts.models import Account, SpentTicket
from store.gateway.auth.access import GatewayApp
from tests.hostile_packets import MARKER
from tests.office import TestOffice
from tests.store.gateway.conftest import assert_refused, challenge, try_to_sign_in

Bad = Callable[[TestOffice, FlaskClient], SignIn]


def test_both_factors_open_a_session(office: TestOffice, client: FlaskClient) -> None:
    response = try_to_sign_in(client, office.proof("sari", challenge(client)))
    assert response.status_code == 200
    signed_in = msgspec.json.decode(response.data, type=SignedIn)
    assert signed_in.idle_seconds == 30 * 60
    headers = {"Authorization": f"Bearer {signed_in.token}"}
    assert client.get("/v1/cases", headers=headers).status_code == 200


def unknown_name(office: TestOffice, client: FlaskClient) -> SignIn:
    return msgspec.structs.replace(office.proof("sari", challenge(client)), person="stranger")


def a_signature_of_a_colleague(office: TestOffice, client: FlaskClient) -> SignIn:
    return office.proof("sari", challenge(client), signer="budi")


def a_colleagues_statement(office: TestOffice, client: FlaskClient) -> SignIn:
    return office.proof("sari", challenge(client), person="budi")


def another_gateway(office: TestOffice, client: FlaskClient) -> SignIn:
    return office.proof("sari", challenge(client), gateway="gateway.elsewhere")


def another_nonce(office: TestOffice, client: FlaskClient) -> SignIn:
    return office.proof("sari", challenge(client), nonce=secrets.token_bytes(32))


def another_purpose(office: TestOffice, client: FlaskClient) -> SignIn:
    return office.proof("sari", challenge(client), label=Label.REPLY)


def no_signature(office: TestOffice, client: FlaskClient) -> SignIn:
    return msgspec.structs.replace(office.proof("sari", challenge(client)), signature=b"")


def a_random_signature(office: TestOffice, client: FlaskClient) -> SignIn:
    return msgspec.structs.replace(
        office.proof("sari", challenge(client)), signature=secrets.token_bytes(119)
    )


def a_marker_packet_before_the_signature(office: TestOffice, client: FlaskClient) -> SignIn:
    proof = office.proof("sari", challenge(client))
    return msgspec.structs.replace(proof, signature=MARKER + proof.signature)


def a_forged_ticket(office: TestOffice, client: FlaskClient) -> SignIn:
    asked = challenge(client)
    mark = asked.ticket[-1]
    forged = asked.ticket[:-2] + ("AA" if mark != "A" else "BB")
    return office.proof("sari", Challenge(asked.nonce, forged))


def a_ticket_for_another_nonce(office: TestOffice, client: FlaskClient) -> SignIn:
    one, other = challenge(client), challenge(client)
    return office.proof("sari", Challenge(one.nonce, other.ticket))


def an_old_ticket(office: TestOffice, client: FlaskClient) -> SignIn:
    asked = challenge(client)
    office.move(seconds=122)
    return office.proof("sari", asked)


def a_ticket_from_the_future(office: TestOffice, client: FlaskClient) -> SignIn:
    asked = challenge(client)
    office.move(seconds=-30)
    return office.proof("sari", asked)


def a_used_ticket(office: TestOffice, client: FlaskClient) -> SignIn:
    asked = challenge(client)
    assert try_to_sign_in(client, office.proof("sari", asked)).status_code == 200
    office.move(seconds=30)
    return office.proof("sari", asked)


def a_ticket_used_with_a_wrong_code(office: TestOffice, client: FlaskClient) -> SignIn:
    asked = challenge(client)
    assert_refused(try_to_sign_in(client, office.proof("sari", asked, office.code("sari", 7))), 401, "code")
    return office.proof("sari", asked)


def who_has_left(office: TestOffice, client: FlaskClient) -> SignIn:
    office.publish(people=office.people_with("sari", left=office.clock.today()))
    return office.proof("sari", challenge(client))


def who_has_no_role(office: TestOffice, client: FlaskClient) -> SignIn:
    office.publish(people=office.people_with("sari", roles=()))
    return office.proof("sari", challenge(client))


def who_has_no_account(office: TestOffice, client: FlaskClient) -> SignIn:
    remove_account(office.accounts, "sari")
    return office.proof("sari", challenge(client))


ALL_BAD: list[Bad] = [
    unknown_name,
    a_signature_of_a_colleague,
    a_colleagues_statement,
    another_gateway,
    another_nonce,
    another_purpose,
    a_random_signature,
    a_marker_packet_before_the_signature,
    a_forged_ticket,
    a_ticket_for_another_nonce,
    an_old_ticket,
    a_ticket_from_the_future,
    a_used_ticket,
    a_ticket_used_with_a_wrong_code,
    who_has_left,
    who_has_no_role,
    who_has_no_account,
]
# No signature at all, under every name: gpg is not asked, and the sender learns nothing by that.
MALFORMED: list[Bad] = [a_random_signature, a_marker_packet_before_the_signature]


class Verifications:
    """Counts gpg's verifications in this process, through Python's own audit events."""

    def __init__(self) -> None:
        self.count = 0
        self.counting = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.counting and event == "subprocess.Popen" and "--verify" in str(arguments[1]):
            self.count += 1

    @contextmanager
    def counted(self) -> Iterator[None]:
        self.count, self.counting = 0, True
        yield
        self.counting = False


@pytest.fixture(scope="session")
def verifications() -> Verifications:
    return Verifications()


@pytest.mark.parametrize("bad", ALL_BAD, ids=lambda bad: bad.__name__)
def test_whatever_is_wrong_gets_the_same_answer_after_the_same_work(
    office: TestOffice, client: FlaskClient, verifications: Verifications, bad: Bad
) -> None:
    proof = bad(office, client)
    client.get("/v1/roster")  # a new roster is verified once, by the first request
    with verifications.counted():
        response = try_to_sign_in(client, proof)
    assert (response.status_code, response.data) == (401, b'{"problem":"refused","wait":null,"reason":null}')
    assert verifications.count == (0 if bad in MALFORMED else 1)


def test_an_empty_signature_is_refused_like_any_other(office: TestOffice, client: FlaskClient) -> None:
    response = try_to_sign_in(client, no_signature(office, client))
    assert (response.status_code, response.data) == (401, b'{"problem":"refused","wait":null,"reason":null}')


def test_an_unknown_name_costs_as_many_verifications_as_a_good_sign_in(
    office: TestOffice, client: FlaskClient, verifications: Verifications
) -> None:
    proofs = [office.proof("sari", challenge(client)), unknown_name(office, client)]
    client.get("/v1/roster")
    counts = []
    for proof in proofs:
        with verifications.counted():
            try_to_sign_in(client, proof)
        counts.append(verifications.count)
    assert counts == [1, 1]


def test_a_stranger_can_neither_lock_an_account_nor_spend_a_ticket(
    office: TestOffice, client: FlaskClient
) -> None:
    asked = challenge(client)
    for _ in range(8):
        bad = office.proof("sari", asked, "000000", signer="budi")
        assert_refused(try_to_sign_in(client, bad), 401, "refused")
    with office.accounts.read() as session:
        assert session.get_one(Account, "sari").failures == 0
        assert session.scalars(select(SpentTicket)).all() == []
    assert try_to_sign_in(client, office.proof("sari", asked)).status_code == 200


def test_a_ticket_is_good_for_two_minutes_of_our_clock(office: TestOffice, client: FlaskClient) -> None:
    asked = challenge(client)
    office.move(seconds=118)
    assert try_to_sign_in(client, office.proof("sari", asked)).status_code == 200


def test_a_ticket_of_one_gateway_is_nothing_to_another(office: TestOffice, client: FlaskClient) -> None:
    elsewhere = office.gateway(accounts=office.folder / "elsewhere" / "accounts.sqlite3")
    asked = challenge(elsewhere.test_client())
    assert_refused(try_to_sign_in(client, office.proof("sari", asked)), 401, "refused")


def test_spent_tickets_are_forgotten_once_they_are_too_old_anyway(
    office: TestOffice, client: FlaskClient
) -> None:
    office.sign_in(client, "sari")
    office.move(minutes=20)
    office.sign_in(client, "budi")
    with office.accounts.read() as session:
        assert len(session.scalars(select(SpentTicket)).all()) == 1


def test_the_database_holds_no_token_and_no_fine_time_of_a_session(
    office: TestOffice, client: FlaskClient
) -> None:
    token = office.sign_in(client, "sari")
    office.accounts.truncate_wal()
    content = office.config.accounts.read_bytes()
    assert token.encode() not in content
    assert hashlib.sha256(token.encode()).digest() in content


def test_two_challenges_are_never_the_same(gateway: GatewayApp) -> None:
    asked = [challenge(gateway.test_client()) for _ in range(20)]
    assert (
        len({challenge.nonce for challenge in asked}) == len({challenge.ticket for challenge in asked}) == 20
    )
