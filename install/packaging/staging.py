"""The files of a Debian package, laid out in a folder as they will lie below `/`."""

import shutil
import tomllib
from pathlib import Path, PurePosixPath
from typing import Final

from install.packaging.bill import bill
from install.packaging.bundled_licences import bundled_paragraphs
from install.packaging.contents import LIBRARY, DebianPackage, missing
from install.packaging.distributions import unpacked
from install.packaging.errors import PackagingError
from install.packaging.guide_pages import write_guide_pages
from install.packaging.licences import copyright_file
from install.packaging.manual import write_manual
from install.packaging.running import run
from install.packaging.wheels import unpack

# -I: nothing of the caller's environment, folder or home is searched; -S: nothing of the machine's other packages.
_COMMAND: Final = """\
#!/usr/bin/python3 -IS
import sys

sys.path.insert(0, "/{library}")
from {module} import main

sys.exit(main())
"""


def stage(package: DebianPackage, checkout: Path, wheels: Path, root: Path) -> None:
    """Lay the package's files out below `root`, a new folder."""
    absent = missing(package, checkout)
    if absent:
        raise PackagingError(f"{package.name} names files that are not in {checkout}: {', '.join(absent)}")
    library = root / LIBRARY
    unpack(wheels, package.requirements, library)
    _describe(package, checkout, wheels, root)
    for path in _tracked(checkout):
        if package.holds(path):
            _copy(checkout / path, library / path)
        if package.system is not None and path.is_relative_to(package.system):
            _copy(checkout / path, root / path.relative_to(package.system))
        if document := package.document(path):
            _copy(checkout / path, root / "usr/share/doc" / package.name / document)
    write_guide_pages(root / "usr/share/doc" / package.name / "guides")
    for name, module in package.commands.items():
        command = root / "usr/bin" / name
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(_COMMAND.format(library=LIBRARY, module=module), "utf-8")
        command.chmod(0o755)
    write_manual(package, checkout, root)


def _describe(package: DebianPackage, checkout: Path, wheels: Path, root: Path) -> None:
    """Write the package's copyright file and its bill of materials."""
    parts = unpacked(root / LIBRARY)
    documents = PurePosixPath("usr/share/doc", package.name)
    folder = root / documents
    folder.mkdir(parents=True)
    licence = (checkout / "LICENSE").read_text("utf-8")
    text = "\n".join([copyright_file(licence, parts), *bundled_paragraphs(root, documents)])
    (folder / "copyright").write_text(text, "utf-8")
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    (folder / "bill-of-materials.cdx.json").write_text(
        bill(package.name, project["version"], parts, wheels), "utf-8"
    )


def _tracked(checkout: Path) -> list[PurePosixPath]:
    """Return the checkout's files that git knows: what else lies about there is in no package."""
    said = run(["git", "-C", checkout, "-c", "core.quotePath=off", "ls-files", "-z"])
    return [PurePosixPath(name) for name in said.split("\0") if name]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
