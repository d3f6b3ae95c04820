"""The current TOTP code on the command line."""

import subprocess
import sys
from pathlib import Path

import pyotp
import pytest

from install.errors import InstallError
from install.totp import current_code
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


def test_the_command_prints_the_code_or_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    command = [sys.executable, "-m", "install.totp", str(file)]
    missing = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (missing.returncode, missing.stderr.strip()) == (1, f"The TOTP secret {file} cannot be read.")
    file.write_text(pyotp.random_base32())
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout[:6].isdecimal()
