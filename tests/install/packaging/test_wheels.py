"""Only what the lock's hashes bind gets into a package, and only what the package needs of it."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from install.packaging.errors import PackagingError
from install.packaging.wheels import fetch, unpack

pytestmark = pytest.mark.slow


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel with a module and a script."""
    path = tmp_path / "contoh-1.0-py3-none-any.whl"
    described = "contoh-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("contoh.py", "def main() -> None: ...\n")
        made.writestr(f"{described}/METADATA", "Metadata-Version: 2.1\nName: contoh\nVersion: 1.0\n")
        made.writestr(
            f"{described}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        made.writestr(f"{described}/entry_points.txt", "[console_scripts]\ncontoh = contoh:main\n")
        names = [
            "contoh.py",
            *(f"{described}/{name}" for name in ("METADATA", "WHEEL", "entry_points.txt", "RECORD")),
        ]
        made.writestr(f"{described}/RECORD", "".join(f"{name},,\n" for name in names))
    return path


def lock(wheel: Path, digest: str) -> Path:
    """A lock that binds the wheel to a hash."""
    path = wheel.with_name("lock")
    path.write_text(f"contoh @ {wheel.as_uri()} --hash=sha256:{digest}\n")
    return path


def test_a_wheel_with_the_hash_of_the_lock_is_fetched(wheel: Path, tmp_path: Path) -> None:
    fetch(lock(wheel, hashlib.sha256(wheel.read_bytes()).hexdigest()), tmp_path / "wheels")
    assert (tmp_path / "wheels" / wheel.name).read_bytes() == wheel.read_bytes()


def test_a_wheel_with_another_hash_or_none_is_refused(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match="DO NOT MATCH THE HASHES"):
        fetch(lock(wheel, "0" * 64), tmp_path / "wheels")
    unbound = tmp_path / "unbound"
    unbound.write_text(f"contoh @ {wheel.as_uri()}\n")
    with pytest.raises(PackagingError, match="hash"):
        fetch(unbound, tmp_path / "wheels")
    assert not list(tmp_path.glob("wheels/*"))


def test_no_script_is_unpacked_and_nothing_speaks_of_it(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "usr/lib/kentongan"
    unpack(wheel.parent, ["contoh"], target)
    assert {path.name for path in target.iterdir()} == {"contoh.py", "contoh-1.0.dist-info"}
    record = (target / "contoh-1.0.dist-info/RECORD").read_text()
    assert "contoh.py," in record
    assert "bin/" not in record


def test_what_is_not_among_the_wheels_is_fetched_from_nowhere(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match="six"):
        unpack(tmp_path, ["six"], tmp_path / "target")
