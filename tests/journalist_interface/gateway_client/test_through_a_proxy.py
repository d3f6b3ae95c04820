"""The way to an onion: through the proxy of the configuration, by name, on circuits of the workstation's own."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from journalist_interface.config import VARIABLE, Config, load
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError
from store.web.configuration import ConfigurationError
from store.web.toml_text import toml_text
from tests.free_ports import free_port
from tests.journalist_interface.hostile_gateway import HostileGateway, raw
from tests.journalist_interface.socks_proxy import NAME, REFUSALS, SocksProxy
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice

ONION = "http://" + "k" * 55 + "d.onion"

Settle = Callable[..., Config]


@pytest.fixture
def settle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settle:
    """Reads a configuration with these lines in it."""

    def read(**lines: str | int) -> Config:
        path = tmp_path / "workstation.toml"
        common: dict[str, str | int] = {
            "person": "sari",
            "host": "sari.localhost",
            "port": 8082,
            "office_fingerprint": "A" * 40,
            "office_certificate": "office.gpg",
            "gnupg_home": "gnupg",
            "state": "state",
            "gateway": ONION,
            "gateway_seconds": 5,
        }
        path.write_text(toml_text(common | lines))
        monkeypatch.setenv(VARIABLE, str(path))
        return load()

    return read


@pytest.fixture(scope="module")
def hostile(shared_office: TestOffice) -> Iterator[HostileGateway]:
    with gateway_process(shared_office) as real, HostileGateway(real) as made:
        yield made


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_the_proxy_is_given_the_name_and_nothing_else_is_asked(
    hostile: HostileGateway, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, nowhere)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with SocksProxy(port_of(hostile.address)) as proxy:
        with closing(GatewayClient(settle(gateway_proxy=proxy.address))) as client:
            assert client.roster().statement
            assert client.challenge().nonce
        assert {(request.kind, request.host, request.port) for request in proxy.asked} == {
            (NAME, ONION.removeprefix("http://"), 80)
        }


def test_each_start_has_credentials_of_its_own(hostile: HostileGateway, settle: Settle) -> None:
    with SocksProxy(port_of(hostile.address)) as proxy:
        for _ in range(2):
            with closing(GatewayClient(settle(gateway_proxy=proxy.address))) as client:
                for _ in range(2):
                    client.roster()
        users = [(request.user, request.password) for request in proxy.asked]
        assert len(users) == 4  # the hostile gateway closes each connection
        assert len(set(users)) == 2
        assert all(len(user) == len(password) == 32 for user, password in users)


def test_a_redirect_leads_the_proxy_nowhere(hostile: HostileGateway, settle: Settle) -> None:
    with SocksProxy(port_of(hostile.address)) as proxy:
        with (
            closing(GatewayClient(settle(gateway_proxy=proxy.address))) as client,
            hostile.lying("GET", "/v1/roster", raw(302, Location="http://elsewhere.example/")),
            pytest.raises(HostileGatewayError),
        ):
            client.roster()
        assert {request.host for request in proxy.asked} == {ONION.removeprefix("http://")}


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
def test_a_proxy_that_does_not_lead_there_means_no_gateway(answer: bytes, settle: Settle) -> None:
    with (
        SocksProxy(9, answer) as proxy,
        closing(GatewayClient(settle(gateway_proxy=proxy.address))) as client,
        pytest.raises(GatewayDownError),
    ):
        client.roster()


def test_without_its_proxy_the_gateway_is_not_looked_for(hostile: HostileGateway, settle: Settle) -> None:
    before = len(hostile.asked)
    config = settle(gateway=hostile.address, gateway_proxy=f"socks5h://127.0.0.1:{free_port()}")
    with closing(GatewayClient(config)) as client, pytest.raises(GatewayDownError):
        client.roster()
    assert len(hostile.asked) == before


@pytest.mark.parametrize("gateway", [ONION, ONION + ":8081", ONION.upper().replace("HTTP", "http")])
def test_an_onion_without_a_proxy_is_refused_at_the_start(gateway: str, settle: Settle) -> None:
    with pytest.raises(ConfigurationError, match="needs `gateway_proxy`"):
        settle(gateway=gateway)


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:9050", "http://127.0.0.1:3128", "socks5h://a:b@127.0.0.1:9050"]
)
def test_only_a_proxy_that_resolves_names_itself_is_accepted(proxy: str, settle: Settle) -> None:
    with pytest.raises(ConfigurationError, match="gateway_proxy"):
        settle(gateway_proxy=proxy)


@pytest.mark.parametrize(
    "gateway",
    [
        "http://gateway.contoh",
        "http://192.168.1.10:8081",
        "http://10.0.0.1:8081",
        "http://127.0.0.1.contoh",
        "http://127.1.contoh:8081",
        "http://localhost.contoh",
        "http://gateway.localhost:8081",
        "http://" + "k" * 55 + "d.onion.contoh",
    ],
)
def test_without_tls_no_gateway_is_asked_beyond_this_machine_and_tor(settle: Settle, gateway: str) -> None:
    with pytest.raises(ConfigurationError, match="only for an onion address") as caught:
        settle(gateway=gateway)
    assert gateway.removeprefix("http://") not in str(caught.value)


@pytest.mark.parametrize("gateway", ["http://127.0.0.1:8081", "http://localhost", "https://gateway.contoh"])
def test_loopback_and_tls_need_no_proxy(settle: Settle, gateway: str) -> None:
    assert settle(gateway=gateway).gateway == gateway


@pytest.mark.parametrize(
    "host", ["sari.contoh", "192.168.1.10", "127.0.0.1.contoh", "localhost.contoh", ".localhost", "10.0.0.1"]
)
def test_a_workstation_answers_to_a_name_of_loopback_alone(settle: Settle, host: str) -> None:
    with pytest.raises(ConfigurationError, match="`host`"):
        settle(host=host, gateway="http://127.0.0.1:8081")


@pytest.mark.parametrize("host", ["localhost", "sari.localhost", "127.0.0.1"])
def test_every_name_of_loopback_will_do(settle: Settle, host: str) -> None:
    assert settle(host=host, gateway="http://127.0.0.1:8081").origin == f"http://{host}:8082"
