"""The next sign-in tells of wrong codes and of an exchanged second factor, with number and day, and only once."""

from pathlib import Path

import msgspec
import pyotp
import pytest
from sqlalchemy import inspect

from store.api.messages import Challenge, SignedIn
from store.api.sign_in_notice import NOTHING_TO_TELL, SignInNotice
from store.engine.database import Database, open_database
from store.gateway.accounts.administration import create_account, remove_account, renew_second_factor
from store.gateway.accounts.database import ACCOUNTS
from store.gateway.accounts.sign_in_notices import note_exchange, note_wrong_code, take_notice
from store.gateway.auth.access import GatewayApp
from tests.clocks import TODAY
from tests.office import STEP_SECONDS, TestOffice, post


def attempt(office: TestOffice, gateway: GatewayApp, code: str | None = None) -> SignedIn | None:
    """Sign in as Sari, with a wrong code if one is given."""
    client = gateway.test_client()
    _, body = post(client, "/v1/challenge")
    proof = office.proof("sari", msgspec.json.decode(body, type=Challenge), code)
    status, body = post(client, "/v1/sign-in", msgspec.json.encode(proof))
    return msgspec.json.decode(body, type=SignedIn) if status == 200 else None


def notice_after(office: TestOffice, gateway: GatewayApp) -> SignInNotice:
    signed_in = attempt(office, gateway)
    assert signed_in is not None
    return signed_in.notice


def test_wrong_codes_are_told_with_number_and_day_and_once(office: TestOffice, gateway: GatewayApp) -> None:
    assert notice_after(office, gateway) == NOTHING_TO_TELL
    assert attempt(office, gateway, "000000") is None
    office.move(days=1)
    assert attempt(office, gateway, "000001") is None
    yesterday = office.clock.today()
    office.move(days=1)
    assert notice_after(office, gateway) == SignInNotice(2, yesterday)
    assert notice_after(office, gateway) == NOTHING_TO_TELL


def test_a_colleagues_sign_in_tells_nothing_of_it(office: TestOffice, gateway: GatewayApp) -> None:
    assert attempt(office, gateway, "000000") is None
    client = gateway.test_client()
    _, body = post(client, "/v1/challenge")
    proof = office.proof("budi", msgspec.json.decode(body, type=Challenge))
    _, body = post(client, "/v1/sign-in", msgspec.json.encode(proof))
    assert msgspec.json.decode(body, type=SignedIn).notice == NOTHING_TO_TELL
    assert notice_after(office, gateway).wrong_codes == 1


def test_an_exchanged_second_factor_is_told_with_its_day_and_hides_no_wrong_code(
    office: TestOffice, gateway: GatewayApp
) -> None:
    assert attempt(office, gateway, "000000") is None
    day = office.clock.today()
    secret = renew_second_factor(office.accounts, "sari", day)
    office.move(days=3)
    code = pyotp.TOTP(secret).generate_otp(office.clock.seconds() // STEP_SECONDS)
    signed_in = attempt(office, gateway, code)
    assert signed_in is not None
    assert signed_in.notice == SignInNotice(1, day, day)


@pytest.fixture
def accounts(office: TestOffice) -> Database:
    return office.accounts


def test_what_waits_goes_with_the_account(accounts: Database) -> None:
    with accounts.write() as session:
        note_wrong_code(session, "sari", TODAY)
        note_exchange(session, "sari", TODAY)
    remove_account(accounts, "sari")
    create_account(accounts, "sari")
    with accounts.write() as session:
        assert take_notice(session, "sari") == NOTHING_TO_TELL


def test_accounts_of_the_revision_before_keep_everything_and_can_be_gone_back_to(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/older.sqlite3", shared=False)
    ACCOUNTS.upgrade(database)
    secret = create_account(database, "sari")
    with database.write() as session:
        note_wrong_code(session, "sari", TODAY)
    ACCOUNTS.downgrade(database, "0001")
    with database.read() as session:
        assert "sign_in_notice" not in inspect(session.connection()).get_table_names()
        found = session.connection().exec_driver_sql("SELECT person, totp_secret FROM account").all()
    assert found == [("sari", secret)]
    ACCOUNTS.upgrade(database)
    with database.write() as session:
        assert take_notice(session, "sari") == NOTHING_TO_TELL
