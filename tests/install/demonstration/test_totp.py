"""The current TOTP code of a person of the demo."""

import re
from pathlib import Path

import pyotp
import pytest

from install.demonstration.making import TOTP_FILE, totp_of
from install.errors import InstallError
from tests.clocks import STILL


def test_the_code_is_the_one_an_app_shows_and_a_person_is_told_how_long_it_is_good(tmp_path: Path) -> None:
    secret = pyotp.random_base32()
    (tmp_path / TOTP_FILE).write_text(secret + "\n")
    said = re.fullmatch(
        r"(\d{6})   \(for (\d+) seconds more; each code is accepted once\)", totp_of(tmp_path, STILL)
    )
    assert said is not None
    assert pyotp.TOTP(secret).verify(said[1], for_time=STILL.now(), valid_window=1)
    assert 1 <= int(said[2]) <= 30


@pytest.mark.parametrize("content", ["", "not base32", "ABC", "\u00e9" * 32])
def test_a_file_without_a_secret_is_refused_without_showing_it(content: str, tmp_path: Path) -> None:
    (tmp_path / TOTP_FILE).write_text(content)
    with pytest.raises(InstallError, match="TOTP secret") as caught:
        totp_of(tmp_path)
    assert not content or content not in str(caught.value)


def test_a_file_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=f"The TOTP secret {tmp_path}/{TOTP_FILE} cannot be read."):
        totp_of(tmp_path)
