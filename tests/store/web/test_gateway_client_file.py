"""What root leaves of a workstation's key for the gateway's onion is read back, and nothing else is."""

from pathlib import Path

import pytest

from store.web.gateway_client_file import OnionClient, read_gateway_client

KEY = "A" * 51 + "Q"
ADDRESS = f"{'a' * 56}.onion"


@pytest.mark.parametrize("address", [ADDRESS, None])
def test_what_was_written_is_read_with_or_without_an_address(tmp_path: Path, address: str | None) -> None:
    client = OnionClient(KEY, address)
    (tmp_path / "file").write_text(client.text(), "ascii")
    assert read_gateway_client(tmp_path / "file") == client


@pytest.mark.parametrize(
    "text",
    [
        "",
        KEY,
        f"{ADDRESS}\n",
        f"http://{ADDRESS}\n{KEY}\n",
        f"{ADDRESS}\n{KEY.lower()}\n",
        f"{ADDRESS}\n{KEY}\n{KEY}\n",
        f"{ADDRESS}\n{'A' * 52}B\n",
        f"{ADDRESS}\n{'A' * 51}B\n",
        f"é\n{KEY}\n",
        f"{ADDRESS}\n{KEY}\n" * 9,
    ],
)
def test_anything_else_is_no_such_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    assert read_gateway_client(tmp_path / "file") is None


def test_a_machine_without_such_a_key_has_none(tmp_path: Path) -> None:
    assert read_gateway_client(tmp_path / "file") is None
