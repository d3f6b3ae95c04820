"""Known vulnerabilities of the locked packages: `python -m tests.tools.advisories LOCK…`, by install/advisories.

Pip-audit asks the package index about each version. It only mentions the packages it could not ask about, and calls the
rest good. Here that is a failure, since half an answer is none.
"""

import re
import subprocess  # nosec B404 # pip-audit is a program
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from install.console import print_lines, run, warn
from install.errors import InstallError

SECONDS: Final = 600
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==[^;\\]+(;?)", re.MULTILINE)


class Vulnerability(msgspec.Struct, frozen=True):
    """One advisory about one version."""

    id: str
    fix_versions: tuple[str, ...] = ()


class Package(msgspec.Struct, frozen=True):
    """The advisories for a locked package; `skip_reason` is set when pip-audit could not ask."""

    name: str
    version: str = ""
    vulns: tuple[Vulnerability, ...] = ()
    skip_reason: str | None = None


class AdvisoryAnswer(msgspec.Struct, frozen=True):
    """pip-audit's answer in JSON."""

    dependencies: tuple[Package, ...]


class NotAskedError(InstallError):
    """The advisory database did not answer for every locked package, so nothing can be said."""


def pinned(lock: str) -> frozenset[str]:
    """Return the packages of a lock file that every Python installs, by their normalised names (PEP 503)."""
    return frozenset(_normalised(name) for name, marker in _PINNED.findall(lock) if not marker)


def findings(report: AdvisoryAnswer, wanted: Iterable[str]) -> list[str]:
    """Return a line for each vulnerability; raise `NotAskedError` unless every wanted package was asked about."""
    asked = {_normalised(package.name) for package in report.dependencies if package.skip_reason is None}
    missing = sorted(set(wanted) - asked)
    if missing or not asked:
        raise NotAskedError(f"{NotAskedError.__doc__} Missing: {', '.join(missing) or 'all'}.")
    return [
        f"{package.name} {package.version}: {advisory.id}, mended in {', '.join(advisory.fix_versions) or 'no version'}"
        for package in report.dependencies
        for advisory in package.vulns
    ]


def ask(locks: Sequence[Path]) -> AdvisoryAnswer:
    """Return pip-audit's answer about these lock files; raise `NotAskedError` if it cannot be read."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--disable-pip", "--require-hashes"]
    for lock in locks:
        command += ["--requirement", str(lock)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # nosec B603 # fixed program
        return msgspec.json.decode(done.stdout, type=AdvisoryAnswer)
    except (subprocess.TimeoutExpired, msgspec.MsgspecError):
        raise NotAskedError from None


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every package was asked about and none is known to be vulnerable, otherwise 1."""
    locks = [Path(name) for name in arguments]
    wanted = frozenset[str]().union(*(pinned(lock.read_text("utf-8")) for lock in locks))
    found = findings(ask(locks), wanted)
    if found:
        warn(*found)
        return 1
    print_lines(f"{len(wanted)} packages were asked about; none has a known vulnerability.")
    return 0


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(run(lambda: main(sys.argv[1:])))
