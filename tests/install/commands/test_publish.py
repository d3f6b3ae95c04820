"""`kentongan publish` takes everything from the server's own configuration and its signed roster."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from install.kentongan import main
from source_interface.i18n.office_texts import OfficeTexts
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.server_configuration import server_configuration
from tests.source_interface.box import Box

ONION = "k" * 56 + ".onion"
CONTACTS = {"id": "Telepon 021 555 0100", "en": "Telephone 021 555 0100"}


@pytest.fixture
def box(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[Box]:
    """The reporters' pages of an office."""
    office = TestOffice(tmp_path / "office", office_keys)
    made = Box(office)
    yield made
    made.close()
    office.close()


@pytest.fixture
def config(box: Box, tmp_path: Path) -> Path:
    """The configuration of a server whose address is known."""
    path = tmp_path / "source.toml"
    changed = msgspec.structs.replace(box.config, onion=ONION, texts=OfficeTexts(contacts=CONTACTS))
    path.write_text(server_configuration(changed), "utf-8")
    return path


def test_the_page_and_the_poster_are_made_in_both_languages_and_again(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    words = ["publish", str(folder), "--config", str(config)]
    assert main(words) == 0
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == {"index.html", "english.html", "poster.pdf", "poster-english.pdf"}
    assert f"http://{ONION}".encode() in first["index.html"]
    assert CONTACTS["id"].encode() in first["index.html"]
    assert CONTACTS["en"].encode() in first["english.html"]
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.iterdir())
    assert main(words) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_a_server_without_an_address_has_nothing_to_publish(
    box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "source.toml"
    path.write_text(server_configuration(box.config), "utf-8")
    assert main(["publish", str(tmp_path / "public"), "--config", str(path)]) == 2
    assert "kentongan init" in capsys.readouterr().err
    assert not (tmp_path / "public").exists()


def test_an_address_is_published_under_a_signed_roster_alone(
    config: Path, box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signature = box.config.roster.folder / "roster.sig"
    signature.write_bytes(signature.read_bytes()[:-1])
    assert main(["publish", str(tmp_path / "public"), "--config", str(config)]) == 2
    assert capsys.readouterr().err
    assert not (tmp_path / "public").exists()
