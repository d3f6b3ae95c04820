"""The places where Debian's packages put the browsers."""

import shutil
from pathlib import Path

from tests.browsers.interface import BrowserError


class BrowserMissingError(BrowserError):
    """A browser that the tests need is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"The tests need {package}. Run as root: apt-get install -y --no-install-recommends {package}"
        )


def executable(package: str) -> Path:
    """The program of the same name as its Debian package."""
    found = shutil.which(package)
    if found is None:
        raise BrowserMissingError(package)
    return Path(found)
