"""The current TOTP code of a person of the demo."""

from pathlib import Path

import pyotp
import pytest

from install.demonstration.totp import current_code, describe
from install.errors import InstallError
from tests.clocks import STILL


def test_the_code_is_the_one_an_app_shows(tmp_path: Path) -> None:
    secret = pyotp.random_base32()
    file = tmp_path / "secret"
    file.write_text(secret + "\n")
    code, seconds = current_code(file, STILL)
    assert pyotp.TOTP(secret).verify(code, for_time=STILL.now(), valid_window=1)
    assert 1 <= seconds <= 30


@pytest.mark.parametrize("content", ["", "not base32", "ABC", "\u00e9" * 32])
def test_a_file_without_a_secret_is_refused_without_showing_it(content: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(content)
    with pytest.raises(InstallError, match="TOTP secret") as caught:
        current_code(file)
    assert not content or content not in str(caught.value)


def test_a_file_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=f"The TOTP secret {tmp_path}/secret cannot be read."):
        current_code(tmp_path / "secret")


def test_a_person_is_told_how_long_the_code_is_good(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(pyotp.random_base32())
    code, seconds = current_code(file, STILL)
    assert describe(file, STILL).startswith(f"{code}   (for {seconds} seconds more")
