"""The repository that administrators install from: apt takes what its key signed, and nothing else."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from install.packaging.errors import PackagingError
from install.packaging.signed_repository import CERTIFICATE, SUITE, publish
from tests.install.packaging.small_packages import small_package

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def key_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("key")
    home.chmod(0o700)
    make_key(home, "Gudang Contoh")
    yield home
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)


def make_key(home: Path, name: str) -> None:
    words = ["--batch", "--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never"]
    subprocess.run(["gpg", "--homedir", home, *words], check=True, capture_output=True)


def apt(repository: Path, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run apt as a machine that knows this repository alone, and its certificate."""
    (place / "archives/partial").mkdir(parents=True, exist_ok=True)
    (place / "lists/partial").mkdir(parents=True, exist_ok=True)
    signed = f"[signed-by={place / CERTIFICATE}]"
    (place / "sources.list").write_text(f"deb {signed} file:{repository} {SUITE} main\n")
    settings = {
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "1",
        "Dir::Cache": place,
        "Dir::Cache::Archives": place / "archives",
        "Dir::Etc::SourceList": place / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Trusted": "/dev/null",
        "Dir::Etc::TrustedParts": "/dev/null",
        "Dir::State::Lists": place / "lists",
        "Dir::State::Status": "/dev/null",
    }
    options = [f"-o={name}={value}" for name, value in settings.items()]
    return subprocess.run(
        ["apt-get", *options, *words], cwd=place, capture_output=True, text=True, check=False
    )


def trusting(repository: Path, place: Path) -> Path:
    """A folder for apt, which was given the repository's certificate."""
    place.mkdir()
    (place / CERTIFICATE).write_bytes((repository / CERTIFICATE).read_bytes())
    return place


def test_apt_installs_what_the_repositorys_key_signed(tmp_path: Path, key_home: Path) -> None:
    repository = tmp_path / "gudang"
    publish([small_package(tmp_path / "one"), small_package(tmp_path / "two", "lain")], repository, key_home)
    place = trusting(repository, tmp_path / "apt")
    updated = apt(repository, place, "update")
    assert updated.returncode == 0, updated.stderr
    assert updated.stderr == ""
    fetched = apt(repository, place, "download", "contoh", "lain")
    assert fetched.returncode == 0, fetched.stderr
    assert {path.name for path in place.glob("*.deb")} == {"contoh_1.0_all.deb", "lain_1.0_all.deb"}


def test_a_later_version_takes_the_place_of_the_earlier_one(tmp_path: Path, key_home: Path) -> None:
    repository = tmp_path / "gudang"
    publish([small_package(tmp_path / "old")], repository, key_home)
    publish([small_package(tmp_path / "new", version="1.1")], repository, key_home)
    place = trusting(repository, tmp_path / "apt")
    apt(repository, place, "update")
    apt(repository, place, "download", "contoh")
    assert [path.name for path in place.glob("*.deb")] == ["contoh_1.1_all.deb"]


def test_other_bytes_under_a_version_that_was_given_away_are_refused(tmp_path: Path, key_home: Path) -> None:
    repository = tmp_path / "gudang"
    publish([small_package(tmp_path / "old")], repository, key_home)
    with pytest.raises(PackagingError, match="contoh"):
        publish([small_package(tmp_path / "new", text="lain")], repository, key_home)


def test_apt_refuses_a_list_or_a_package_that_was_altered(tmp_path: Path, key_home: Path) -> None:
    repository = tmp_path / "gudang"
    publish([small_package(tmp_path / "one")], repository, key_home)
    place = trusting(repository, tmp_path / "apt")
    apt(repository, place, "update")
    (package,) = repository.rglob("contoh_*.deb")
    package.write_bytes(small_package(tmp_path / "forged", text="lain").read_bytes())
    assert apt(repository, place, "download", "contoh").returncode != 0
    assert list(place.glob("*.deb")) == []
    release = repository / "dists" / SUITE / "InRelease"
    release.write_text(release.read_text().replace("Label: Kentongan", "Label: Gadungan"))
    assert apt(repository, trusting(repository, tmp_path / "other"), "update").returncode != 0


@pytest.mark.parametrize("keys", [0, 2])
def test_a_home_with_no_key_or_with_two_signs_nothing(tmp_path: Path, keys: int) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for number in range(keys):
        make_key(home, f"Kunci {number}")
    with pytest.raises(PackagingError, match=f"It has {keys}"):
        publish([small_package(tmp_path / "one")], tmp_path / "gudang", home)
    assert not (tmp_path / "gudang").exists()
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
