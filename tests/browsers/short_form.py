"""Which browsers show what both show alike: continuous integration asks the one that Tor Browser is made of."""

from typing import Final

import pytest

FIREFOX_FIRST: Final = pytest.mark.parametrize(
    "browser", ["firefox", pytest.param("chromium", marks=pytest.mark.thorough)], indirect=True
)
"""A test whose short form is Firefox alone."""
