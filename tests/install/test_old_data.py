"""Data of another version is refused with what it is and what to do."""

from pathlib import Path

import pytest

from install.audit.heads import HeadsError, read_heads
from install.errors import InstallError
from install.kentongan import main
from install.roster.office_key import OfficeKey
from install.roster.signing import last_signed


@pytest.mark.parametrize(("form", "messages"), [(1, ""), (2, " 3")])
def test_heads_of_another_form_are_not_read(tmp_path: Path, form: int, messages: str) -> None:
    file = tmp_path / "sari.txt"
    file.write_text(f"# kentongan/heads/{form}\n{'a' * 32} 1 {'b' * 64}{messages}\n")
    with pytest.raises(HeadsError, match="its first line must be '# kentongan/heads/3'"):
        read_heads(file)


def test_the_audit_says_so_before_it_opens_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sari.txt"
    file.write_text("# kentongan/heads/1\n")
    assert main(["audit", "verify", "--config", str(tmp_path / "none.toml"), "--heads", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "its first line must be" in said.err


@pytest.mark.parametrize("left", ["", "7", '{"serial": 7}', '{"last": 7}', "[]"])
def test_a_memory_of_signed_rosters_that_cannot_be_read_says_what_to_write(tmp_path: Path, left: str) -> None:
    key = OfficeKey(tmp_path, "A" * 40)
    key.memory.write_text(left)
    with pytest.raises(InstallError, match="of another version") as caught:
        last_signed(key)
    key.memory.write_text(str(caught.value).partition("of serial 7: ")[2])
    seen = last_signed(key)
    assert seen is not None
    assert seen.serial == 7
