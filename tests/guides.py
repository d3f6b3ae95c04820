"""The guides as a program reads them: commands and files stand in blocks that say where they belong.

```sh server root                     commands, for this user of this machine
```toml workstation sari PATH         a file of this user on this machine
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.web.languages import Language

FOLDER: Final = Path(__file__).parents[1] / "docs" / "guides"
NAMES: Final = ("administrator", "decision-paper", "incidents", "key-ceremony", "officer")
COMMANDS: Final = "sh"
"""The first word of a block of commands; any other block is a file."""
_BLOCK: Final = re.compile(r"^( *)```(\S+) (\S+) (\S+)(?: (\S+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_FENCE: Final = re.compile(r"^ *```", re.MULTILINE)
_HEADING: Final = re.compile(r"^(?:## (.+)$|\*\*(\d+\. .+?)\.\*\*)", re.MULTILINE)
TO_REPLACE: Final = re.compile(r"\b[A-Z]+(?:-[A-Z]+)+\b|\bMAINTAINER\b|\bMIRROR\b")
"""A word in a block in whose place its reader puts another one."""


@dataclass(frozen=True)
class GuideBlock:
    """Commands, or the content of the file at `path`."""

    kind: str
    machine: str
    user: str
    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The commands, one by one."""
        return self.text.splitlines() if self.kind == COMMANDS else []


def guide(name: str, language: Language) -> str:
    """Return the text of a guide."""
    return (FOLDER / f"{name}.{language}.md").read_text("utf-8")


def blocks(text: str) -> list[GuideBlock]:
    """Return the blocks of a guide in their order; raise `ValueError` for one that does not say where it belongs."""
    found = [
        GuideBlock(kind, machine, user, path or "", re.sub(f"^{indent}", "", body, flags=re.MULTILINE))
        for indent, kind, machine, user, path, body in _BLOCK.findall(text)
    ]
    if 2 * len(found) != len(_FENCE.findall(text)):
        raise ValueError("A block does not say at which machine and by whom it is used.")
    return found


def sections(text: str) -> dict[str, str]:
    """Return the parts of a guide by their headings; the numbered paragraphs of a page to print are parts too."""
    found = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    return {match[1] or match[2]: text[match.end() : end] for match, end in zip(found, ends, strict=True)}
