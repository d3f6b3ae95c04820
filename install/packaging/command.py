"""The command `install/package`."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.console import print_lines, run
from install.packaging.building import build, check
from install.packaging.contents import PACKAGES

NAMES: Final = tuple(one.name for one in PACKAGES)
_CHECKOUT: Final = Path(__file__).resolve().parents[2]


def main(words: Sequence[str] | None = None) -> int:
    """Build the Debian packages and return the exit status."""
    return run(lambda: _build(_arguments(words)))


def _build(arguments: argparse.Namespace) -> int:
    os.umask(0o022)
    output: Path = arguments.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kentongan-package-", dir=arguments.work) as work:
        packages = [one for one in PACKAGES if one.name in (arguments.package or NAMES)]
        made = build(_CHECKOUT, Path(work), packages)
        if arguments.lintian:
            print_lines(*check(made).splitlines())
        for package in made:
            shutil.copyfile(package, output / package.name)
    print_lines(*(str(output / package.name) for package in made))
    return 0


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="install/package", description="Build Kentongan's Debian packages from this checkout."
    )
    parser.add_argument(
        "--package",
        action="append",
        choices=NAMES,
        metavar="NAME",
        help=f"only this one of {', '.join(NAMES)}",
    )
    parser.add_argument(
        "--lintian",
        action="store_true",
        help="let Debian's lintian check the packages; fail if it finds an error",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=_CHECKOUT / "dist",
        metavar="FOLDER",
        help="where the packages are put (dist in this checkout)",
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=Path("/var/tmp"),  # noqa: S108 - mkdtemp chooses the name
        metavar="FOLDER",
        help="where the build has its own folder, of about 500 MB (/var/tmp)",
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
