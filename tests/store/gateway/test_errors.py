"""An unexpected error is answered without a word about it, and logged without what it was about."""

import logging

import pytest

from crypto.errors import KentonganError
from store.engine.database import open_database
from store.errors import StoreDamagedError
from store.gateway.auth.access import ANYONE, GatewayApp
from store.gateway.config import VARIABLE, config_from_environment
from store.server.logs import log_unexpected
from store.web.configuration import ConfigurationError
from tests.office import TestOffice
from tests.store.gateway.conftest import assert_refused

SECRET = "codename-of-a-reporter"


def fails() -> str:
    raise ValueError(SECRET)


def test_an_unexpected_error_tells_a_stranger_nothing(
    gateway: GatewayApp, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.get("/fails", roles=ANYONE)(fails)
    response = gateway.test_client().get("/fails")
    assert_refused(response, 503, "unavailable")
    assert SECRET.encode() not in response.data
    [record] = caplog.records
    assert record.exc_info is None
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "ValueError at no line of ours"  # the route is this test's
    assert SECRET not in caplog.text


def test_an_error_in_the_headers_of_an_answer_tells_nothing_either(
    gateway: GatewayApp, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.after_request(lambda _: fails())
    response = gateway.test_client().get("/v1/roster")
    assert_refused(response, 503, "unavailable")
    assert SECRET.encode() not in response.data
    assert SECRET not in caplog.text


def test_a_damaged_store_is_unavailable_and_logged_by_kind(
    office: TestOffice, gateway: GatewayApp, caplog: pytest.LogCaptureFixture
) -> None:
    client = gateway.test_client()
    token = office.sign_in(client, "sari")
    with office.database.migration() as connection:
        connection.exec_driver_sql("DROP TABLE access")
    response = client.get("/v1/cases", headers={"Authorization": f"Bearer {token}"})
    assert_refused(response, 503, "unavailable")
    assert "StoreError at store/engine/database.py:" in caplog.text
    assert "access" not in caplog.text.replace("store/gateway/auth/access.py", "")
    assert "sari" not in caplog.text


def test_the_log_says_what_an_administrator_can_do_and_no_other_text_of_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(StoreDamagedError) as caught:
        open_database("sqlite:////nowhere/at/all/store.sqlite3")
    for error in (caught.value, ValueError(SECRET), KentonganError(SECRET)):
        log_unexpected(error)
    assert ": The file of the database cannot be opened. See that its folder is there" in caplog.messages[0]
    assert "nowhere" not in caplog.text
    assert SECRET not in caplog.text


def test_without_a_configuration_the_gateway_says_which_variable_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ConfigurationError, match=VARIABLE):
        config_from_environment()


def test_a_configuration_file_gives_the_same_settings_again(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(office.gateway_configuration("127.0.0.1:8001", session_hours=8)))
    read = config_from_environment()
    assert (read.session_hours, read.accounts, read.roster) == (
        8,
        office.config.accounts,
        office.config.roster,
    )


def test_a_wrong_setting_is_named_without_its_value(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.gateway_configuration("127.0.0.1:8001")
    path.write_text(path.read_text().replace("idle_minutes = 30", "idle_minutes = 5000"))
    monkeypatch.setenv(VARIABLE, str(path))
    with pytest.raises(ConfigurationError, match="idle_minutes") as caught:
        config_from_environment()
    assert "5000" not in str(caught.value)
