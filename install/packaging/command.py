"""The command `install/package`."""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.console import print_lines, run
from install.packaging.building import build, check
from install.packaging.comparing import require_same
from install.packaging.contents import PACKAGES
from install.packaging.errors import PackagingError
from install.packaging.medium import fetch_dependencies
from install.packaging.signed_repository import publish

NAMES: Final = tuple(package.name for package in PACKAGES)
_MAINTAINER: Final = re.compile(r"[^<>,\n@]+ <[^<>@\s]+@[^<>@\s]+>")
_NOBODY: Final = "Kentongan trial <trial@kentongan.example>"
"""Stands in packages that stay here: whoever gives packages away names themselves."""
_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_EXAMPLES: Final = """\
examples:
  install/package                                             all packages, into dist
  install/package --twice --lintian                           before they are given away
  install/package --repository /srv/apt --key-home /root/key  and put them into a signed apt repository
"""


def main(words: Sequence[str] | None = None) -> int:
    """Build the Debian packages and return the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the build's folder goes then too
    return run(lambda: _build(_arguments(words)))


def _build(arguments: argparse.Namespace) -> int:
    if arguments.repository and not arguments.key_home:
        raise PackagingError("Name the GnuPG home of the key that signs the repository: --key-home FOLDER.")
    os.umask(0o022)
    maintainer = _maintainer(arguments)
    packages = [package for package in PACKAGES if package.name in (arguments.package or NAMES)]
    output: Path = arguments.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kentongan-package-", dir=arguments.work) as work:
        made = build(_CHECKOUT, Path(work, "build"), packages, maintainer)
        if arguments.twice:
            again = build(_CHECKOUT, Path(work, "another folder"), packages, maintainer)
            for first, second in zip(made, again, strict=True):
                require_same(first, second)
            print_lines("Two builds gave the same bytes.")
        if arguments.lintian:
            print_lines(*check(made).splitlines())
        kept = [Path(shutil.copyfile(package, output / package.name)) for package in made]
    if arguments.repository:
        _publish(kept, arguments)
        print_lines(f"The repository is in {arguments.repository.resolve()}.")
    print_lines(*map(str, kept))
    return 0


def _maintainer(arguments: argparse.Namespace) -> str:
    """Return who answers for the packages: as told, or as Debian's own tools are told."""
    name, address = os.environ.get("DEBFULLNAME"), os.environ.get("DEBEMAIL")
    found = arguments.maintainer or (f"{name} <{address}>" if name and address else None)
    if found is None:
        if arguments.repository:
            raise PackagingError("Say who answers for these packages: --maintainer 'NAME <ADDRESS>'.")
        return _NOBODY
    if not _MAINTAINER.fullmatch(found):
        raise PackagingError(f"{found} is not a name and an address: NAME <ADDRESS>.")
    return str(found)


def _publish(packages: Sequence[Path], arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="kentongan-package-", dir=arguments.work) as work:
        needed = fetch_dependencies(packages, Path(work, "debian")) if arguments.with_dependencies else []
        publish([*packages, *needed], arguments.repository, arguments.key_home)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="install/package",
        description="Build Kentongan's Debian packages from this checkout.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "--package",
        action="append",
        choices=NAMES,
        metavar="NAME",
        help=f"only this one of {', '.join(NAMES)}",
    )
    add(
        "--maintainer",
        metavar="'NAME <ADDRESS>'",
        help="who answers for the packages that others install (default: DEBFULLNAME and DEBEMAIL)",
    )
    add("--twice", action="store_true", help="build in two folders, and fail unless both give the same bytes")
    add("--lintian", action="store_true", help="let lintian check the packages; fail if it finds an error")
    add(
        "--output",
        type=Path,
        default=_CHECKOUT / "dist",
        metavar="FOLDER",
        help="where the packages go (dist)",
    )
    add(
        "--repository",
        type=Path,
        metavar="FOLDER",
        help="put them into the signed apt repository in this folder",
    )
    add(
        "--key-home",
        type=Path,
        metavar="FOLDER",
        help="the GnuPG home with the repository's secret key, and no other",
    )
    add(
        "--with-dependencies",
        action="store_true",
        help="put what Debian has to add into the repository too, for a machine without network",
    )
    add(
        "--work",
        type=Path,
        default=Path("/var/tmp"),  # noqa: S108 - mkdtemp chooses the name
        metavar="FOLDER",
        help="where the build has a folder of its own, of about 500 MB (/var/tmp)",
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
