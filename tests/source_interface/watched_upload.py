"""A reporter's browser that sends files, and what its frames show meanwhile."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.browsers.interface import Browser
from tests.noise import noise
from tests.source_interface.box import wait_until
from tests.source_interface.reporter import ANSWERS

PROGRESS, RESULT = "iframe.progress", "iframe.result"
A_LOOK = 0.3
"""Seconds between two looks at a frame, which itself asks every few seconds."""


@dataclass(frozen=True)
class Watched:
    """The shares that showed, in their order; all lines that ever did; what the other frame says at the end."""

    percents: list[int]
    words: str
    result: str


def enter(browser: Browser, url: str) -> str:
    """Report, type the code back, and open the page for files; the code."""
    browser.open(f"{url}/id/report")
    for name, text in ANSWERS.items():
        browser.fill(name, text)
    browser.click("#report .primary")
    code = browser.value("shown")
    browser.fill("code", code)
    browser.click("#repeat .primary")
    browser.open(f"{url}/id/mailbox/files")
    return code


def file_of(folder: Path, name: str, size: int) -> Path:
    """A file of random bytes."""
    path = folder / name
    path.write_bytes(noise(size))
    return path


def answered(result: str) -> bool:
    """Return whether the frame says what became of the files."""
    return re.search("tiba utuh|tidak ada berkas yang diterima|Tidak ada yang diterima", result) is not None


def watch(browser: Browser, seconds: float = 90) -> Watched:
    """Look at the frames until the answer is there."""
    percents: list[int] = []
    words: set[str] = set()

    def arrived() -> bool:
        text = browser.frame_text(PROGRESS)
        words.update(text.splitlines())
        shares = [int(share) for share in re.findall(r"(\d+) %", text)]
        assert len(shares) <= 1, "one upload runs"
        percents.extend(share for share in shares if share not in percents)
        return answered(browser.frame_text(RESULT))

    wait_until(arrived, seconds, A_LOOK)
    return Watched(percents, "\n".join(words), browser.frame_text(RESULT))
