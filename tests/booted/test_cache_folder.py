"""What takes long to make is made once, kept only when it is whole, and only where root alone can write."""

import os
from pathlib import Path

import pytest

from tests.booted.cache_folder import VARIABLE, ForeignCacheError, cache_folder, kept
from tests.store.processes import require_root


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test, not yet made."""
    made = tmp_path / "kept"
    monkeypatch.setenv(VARIABLE, str(made))
    return made


def test_what_is_kept_is_made_once_for_each_key() -> None:
    calls: list[str] = []

    def make(place: Path) -> None:
        calls.append(place.name)
        (place / "made").write_text(f"{len(calls)}")

    found = [(kept("roots", key, make) / "made").read_text() for key in ("a", "a", "b", "a")]
    assert found == ["1", "1", "2", "1"]


def test_what_broke_off_is_not_kept(folder: Path) -> None:
    def break_off(place: Path) -> None:
        (place / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept("roots", "a", break_off)
    assert list((folder / "roots").iterdir()) == []
    assert list(kept("roots", "a", lambda _place: None).iterdir()) == []


def test_what_was_not_used_for_two_weeks_goes() -> None:
    used, unused = (kept("roots", key, lambda _place: None) for key in ("used", "unused"))
    made = used.stat().st_mtime
    for place, days in ((used, 13), (unused, 15)):
        os.utime(place, (made, made - days * 24 * 3600))
    kept("roots", "new", lambda _place: None)
    assert used.exists()
    assert not unused.exists()


def test_a_folder_that_others_can_write_to_is_refused(folder: Path) -> None:
    require_root()
    assert cache_folder() == folder
    folder.chmod(0o777)
    with pytest.raises(ForeignCacheError, match=f"Name another one with {VARIABLE}"):
        cache_folder()
