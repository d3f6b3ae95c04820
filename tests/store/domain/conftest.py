"""An office that publishes rosters into a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.gpg.home import GnupgHome
from tests.clocks import MovableClock
from tests.store.domain.publisher import PHRASE, Publisher


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GnupgHome, list[str]]]:
    with GnupgHome(tmp_path_factory.mktemp("home")) as home:
        yield home, [home.generate(f"{name} <x@contoh.invalid>", PHRASE) for name in ("kantor", "a", "b")]


@pytest.fixture
def publisher(keys: tuple[GnupgHome, list[str]], tmp_path: Path) -> Publisher:
    home, (office, *officers) = keys
    (tmp_path / "office.gpg").write_bytes(home.certificate(office))
    return Publisher(home, office, officers, tmp_path, MovableClock(tmp_path / "clock").file)
