"""A page as the app answered with it, and what a person does on it before it is looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from werkzeug.test import TestResponse

# A page that is looked at must stay, and a browser that looks at many pages must keep nothing of one for the next.
_LEFT_OUT: Final = frozenset({"refresh", "set-cookie", "clear-site-data", "content-length"})


_COMMENTS: Final = re.compile(r"<!--.*?-->|<style>.*?</style>", re.DOTALL)
_WORDS: Final = re.compile(r">[^<]+")
_VALUES: Final = re.compile(
    r' (?:value|href|action|formaction|lang|hreflang|title|aria-label)="[^"]*"|[0-9]+'
)


@dataclass(frozen=True)
class Doings:
    """What is opened, and which files are chosen in `field`, before the page is looked at."""

    opens: tuple[str, ...] = ()
    field: str = ""
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class ShownPage:
    """An answer: its address without the host, and, by their addresses, the pages in its frames."""

    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    frames: Mapping[str, "ShownPage"] = field(default_factory=dict)
    doings: Doings = Doings()

    @classmethod
    def of(
        cls, answer: TestResponse, *frames: "ShownPage", doings: Doings | None = None, at: str = ""
    ) -> "ShownPage":
        """Keep an answer; `at` is where a frame shows it, if it was asked elsewhere."""
        kept = tuple((name, value) for name, value in answer.headers if name.lower() not in _LEFT_OUT)
        inside = {frame.path: frame for frame in frames}
        path = at or answer.request.path
        return cls(path, answer.status_code, kept, answer.get_data(), inside, doings or Doings())

    @property
    def build(self) -> str:
        """The markup without its words, comments and numbers, and with those of its frames."""
        frames = [frame.build for frame in self.frames.values()]
        markup = _WORDS.sub(">", _COMMENTS.sub("", self.text))
        return "".join([_VALUES.sub("", markup), *frames, *self.doings.opens, self.doings.field])

    @property
    def text(self) -> str:
        """The markup."""
        return self.body.decode()
