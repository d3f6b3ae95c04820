"""Two people with keys of their own, and the tools that look at what GnuPG made."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto.gpg.home import GnupgHome
from crypto.gpg.unlock import unlock
from tests.clocks import TODAY

__all__ = ["PHRASE", "TODAY", "KeyOwner", "owner", "stranger"]

PHRASE = "frasa sandi contoh yang panjang"


@dataclass(frozen=True)
class KeyOwner:
    """A person with an unlocked key."""

    home: GnupgHome
    fingerprint: str
    certificate: Path


@pytest.fixture(scope="session")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyOwner]:
    yield from _key_owner(tmp_path_factory.mktemp("satu"), "Petugas Contoh <satu@contoh.invalid>")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyOwner]:
    yield from _key_owner(tmp_path_factory.mktemp("dua"), "Orang Lain <dua@contoh.invalid>")


def _key_owner(folder: Path, name: str) -> Iterator[KeyOwner]:
    with GnupgHome(folder / "home") as home:
        fingerprint = home.generate(name, PHRASE)
        certificate = folder / "certificate.gpg"
        certificate.write_bytes(home.certificate(fingerprint))
        unlock(home, fingerprint, PHRASE, TODAY)
        yield KeyOwner(home, fingerprint, certificate)
