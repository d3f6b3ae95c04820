"""The demo's folder: kept, started over, and never another folder of the person."""

from pathlib import Path

import pytest

from install.demo_command import main
from install.demonstration.folder import COMPLETE, MARKER, existing_folder, opened_folder
from install.errors import InstallError


def test_a_second_run_keeps_the_data(tmp_path: Path) -> None:
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        (folder.server / "kept").touch()
        folder.mark_complete()
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        assert (folder.server / "kept").exists()


def test_fresh_starts_over(tmp_path: Path) -> None:
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        (folder.server / "old").touch()
        folder.mark_complete()
    with opened_folder(tmp_path / "demo", fresh=True) as folder:
        assert not (folder.server / "old").exists()
        assert not folder.complete


def test_an_interrupted_set_up_is_begun_again(tmp_path: Path) -> None:
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        (folder.office / "half").touch()
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        assert not (folder.office / "half").exists()


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_with_other_things_is_left_alone(fresh: bool, tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("three years")
    with pytest.raises(InstallError, match="holds other things"), opened_folder(tmp_path, fresh=fresh):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_fresh_does_not_follow_links_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "thesis.odt").touch()
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        (folder.root / "link").symlink_to(outside)
        folder.mark_complete()
    with opened_folder(tmp_path / "demo", fresh=True):
        pass
    assert (outside / "thesis.odt").exists()


def test_one_demo_at_a_time(tmp_path: Path) -> None:
    with (
        opened_folder(tmp_path, fresh=False),
        pytest.raises(InstallError, match="running"),
        opened_folder(tmp_path, fresh=True),
    ):
        pass


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("file", "file/below"):
        with (
            pytest.raises(InstallError, match="is a file"),
            opened_folder(tmp_path / place, fresh=False),
        ):
            pass


def test_git_ignores_the_folder(tmp_path: Path) -> None:
    with opened_folder(tmp_path, fresh=False):
        assert (tmp_path / ".gitignore").read_text() == "*\n"
    assert (tmp_path / MARKER).exists()


def test_only_the_owner_enters(tmp_path: Path) -> None:
    with opened_folder(tmp_path / "demo", fresh=False) as folder:
        for part in (folder.root, folder.server, folder.office, folder.people):
            assert part.stat().st_mode & 0o077 == 0


def test_without_a_demo_there_is_nothing_to_ask(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="no demo"):
        existing_folder(tmp_path)


@pytest.mark.parametrize("layout", ["", "1\n", "9\n"])
def test_data_of_another_version_are_kept_until_fresh_deletes_them(
    tmp_path: Path, layout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_folder(tmp_path, fresh=False) as folder:
        (folder.server / "old").touch()
        folder.mark_complete()
    (tmp_path / COMPLETE).write_text(layout)
    for words in ([], ["totp", "petugas-satu"], ["link", "petugas-satu"]):
        assert main([*words, "--folder", str(tmp_path)]) == 1
        assert "made by another version of Kentongan" in (said := capsys.readouterr().err)
        assert "--fresh" in said
    assert (folder.server / "old").exists()
    with opened_folder(tmp_path, fresh=True):
        assert not (folder.server / "old").exists()


def test_where_no_story_is_at_hand_none_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"\A2\Z"):
        main(["--story"])
    assert "unrecognized arguments: --story" in capsys.readouterr().err
    with pytest.raises(SystemExit, match=r"\A0\Z"):
        main(["--help"])
    assert "--story" not in capsys.readouterr().out
