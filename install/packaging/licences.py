"""The copyright file of a package, in Debian's form: our licence whole, and where the texts of all others lie."""

from collections.abc import Sequence
from typing import Final

from install.packaging.contents import LIBRARY
from install.packaging.distributions import Unpacked

_HEAD: Final = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Kentongan

Files: *
Copyright: 2026 the authors of Kentongan
License: AGPL-3.0-or-later
"""


def copyright_file(licence: str, parts: Sequence[Unpacked]) -> str:
    """Return the text for `licence`, our own, and the packages of PyPI that lie beside our code."""
    return "\n".join([_HEAD + _indented(licence.splitlines()), *(_paragraph(part) for part in parts)])


def _paragraph(part: Unpacked) -> str:
    texts = [f"/{LIBRARY}/{path}" for path in part.texts]
    return (
        f"Files: {' '.join(f'{LIBRARY}/{place}' for place in part.places)}\n"
        f"Copyright: the authors of {part.name} {part.version}, whom the text below names\n"
        f"License: {part.name}-{part.version}\n"
        + _indented([f"{part.licence}. The text lies on this machine:", *texts])
    )


def _indented(lines: Sequence[str]) -> str:
    return "".join(f" {line}\n" if line.strip() else " .\n" for line in lines)
