"""The manual pages of a package: help2man makes each of what a command of click says of itself."""

import tempfile
from pathlib import Path
from typing import Final

from install.packaging.contents import LIBRARY, DebianPackage
from install.packaging.running import run

_PAGES: Final = Path("usr/share/man/man1")
_OF_CLICK: Final = frozenset({"install.kentongan", "install.kentongan_office"})
_TEXTS: Final = Path(__file__).with_name("help_texts.py")
_WIDTH: Final = "10000"
# help2man runs a program, and looks at what it prints.
_PROGRAM: Final = '#!/bin/sh\nexec tail --lines=+2 "$0.text"\n'


def write_manual(package: DebianPackage, checkout: Path, root: Path) -> None:
    """Write a page for each command of click that was laid out below `root`."""
    pages = root / _PAGES
    pages.mkdir(parents=True, exist_ok=True)
    moment = _moment(checkout)
    version = run(["dpkg-parsechangelog", f"--file={_changelog(checkout)}", "--show-field=Version"]).strip()
    with tempfile.TemporaryDirectory(prefix="kentongan-manual-") as place:
        folder = Path(place)
        for module in sorted(_OF_CLICK & set(package.commands.values())):
            _write_texts(module, root / LIBRARY, folder)
        for text in sorted(folder.iterdir()):
            _write_page(text, pages, version, moment)


def _write_texts(module: str, library: Path, folder: Path) -> None:
    run(
        ["/usr/bin/python3", "-S", "-B", _TEXTS, module, folder],
        PYTHONPATH=str(library),
        PYTHONSAFEPATH="1",
        LC_ALL="C.UTF-8",
        COLUMNS=_WIDTH,
    )


def _write_page(text: Path, pages: Path, version: str, moment: str) -> None:
    sentence = text.read_text("utf-8").partition("\n")[0]
    text.rename(f"{text}.text")
    text.write_text(_PROGRAM, "ascii")
    text.chmod(0o755)
    page = run(
        [
            "help2man",
            "--no-info",
            f"--version-string={version}",
            f"--name={sentence.partition('. ')[0].rstrip('.')}",
            text,
        ],
        LC_ALL="C.UTF-8",
        SOURCE_DATE_EPOCH=moment,
    )
    (pages / f"{text.name}.1").write_text(page, "utf-8")


def _changelog(checkout: Path) -> Path:
    return checkout / "install/packaging/debian/changelog"


def _moment(checkout: Path) -> str:
    """Return the moment of the newest entry: the same sources give the same pages."""
    return run(["dpkg-parsechangelog", f"--file={_changelog(checkout)}", "--show-field=Timestamp"]).strip()
