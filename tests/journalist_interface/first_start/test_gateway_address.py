"""The server's address as people type it from paper."""

import base64
import hashlib
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.config import OfficeConfig
from journalist_interface.first_start.gateway_address import proxy_for, typed_address
from store.web.onion_address import is_onion_address


def onion_of(key: bytes) -> str:
    """The address of an onion service with this key (Tor's rend-spec-v3)."""
    checksum = hashlib.sha3_256(b".onion checksum" + key + b"\x03").digest()[:2]
    return base64.b32encode(key + checksum + b"\x03").decode().lower() + ".onion"


# Tor Project's own.
KNOWN = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


def test_an_address_of_the_tor_project_is_known_as_one() -> None:
    assert is_onion_address(KNOWN)
    assert typed_address(f" {KNOWN.upper()} / ") == f"http://{KNOWN}"
    assert typed_address(KNOWN.removesuffix(".onion")) == f"http://{KNOWN}"
    assert proxy_for(f"http://{KNOWN}") == "socks5h://127.0.0.1:9050"


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 55),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"),
)
def test_one_mistyped_letter_of_an_onion_address_is_noticed(key: bytes, place: int, letter: str) -> None:
    address = onion_of(key)
    assert typed_address(address) == f"http://{address}"
    mistyped = address[:place] + letter + address[place + 1 :]
    if mistyped != address:
        assert typed_address(mistyped) is None or hashes_alike(mistyped)


def hashes_alike(address: str) -> bool:
    """Two octets of a digest agree by chance once in 65,536 times."""
    return onion_of(base64.b32decode(address[:56].upper())[:32]) == address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gateway.inspektorat.go.id", "https://gateway.inspektorat.go.id"),
        ("https://gateway.inspektorat.go.id:8443/", "https://gateway.inspektorat.go.id:8443"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("localhost:8081", "http://localhost:8081"),
        ("http://gateway.inspektorat.go.id", None),
        ("http://127.0.0.1.jahat.example", None),
        ("ftp://gateway", None),
        ("https://orang@gateway", None),
        ("https://gateway/jalan", None),
        ("-gateway", None),
        (f"{KNOWN}:80", None),
        ("kantor.onion:443", None),
        ("gateway..go.id", None),
        ("xn--a", None),
        (f"{'a' * 64}.go.id", None),
        ("127.999.1.1:8081", None),
        ("gateway.go.id:70000", None),
        ("gateway.go.id:0", None),
        ("", None),
        (f"https://{'a' * 56}.onion", None),
    ],
)
def test_addresses_are_what_the_configuration_takes_or_none(typed: str, meant: str | None) -> None:
    assert typed_address(typed) == meant
    assert meant is None or proxy_for(meant) is None


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_of_the_configuration_or_none(text: str) -> None:
    require_good(typed_address(text))


@given(st.from_regex(r"(https?://)?[a-z0-9](?:[a-z0-9.-]{0,70}[a-z0-9])?(:[0-9]{1,5})?", fullmatch=True))
def test_no_address_that_is_taken_breaks_the_configuration_or_the_call(text: str) -> None:
    require_good(typed_address(text))


def require_good(address: str | None) -> None:
    """What is taken can stand in a configuration, which has to be read at each start, and can be looked up."""
    if address is None:
        return
    office = OfficeConfig(
        host="kentongan.localhost",
        port=8080,
        state=Path("state"),
        gateway=address,
        gateway_proxy=proxy_for(address),
        office_fingerprint="A" * 40,
        office_certificate=Path("office.gpg"),
    )
    httpx.URL(office.gateway).host.encode("idna")
