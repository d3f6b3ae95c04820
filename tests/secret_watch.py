"""No secret in a log: the whole run's log is searched for every secret that its tests used.

Tests plant what must never be logged (codenames, reports, passphrases, tokens, TOTP secrets) where they make it;
the log of this process and of every server process is kept until the end. When the run has ended, all of it is
searched for all of them, in every dress that software puts on words. A find fails the run.

`tests/conftest.py` takes the hooks over. With several workers each leaves its part in the run's folder, and the
process that started them searches.
"""

import json
import logging
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import Any, Final

import pytest

from tests.end_to_end.scan import SHORTEST, Find, search

_FOLDER: Final = "secret_watch_folder"
_SAID: Final = pytest.StashKey[list[str]]()


class SecretWatch(logging.Handler):
    """The knowledge of one process of the run: secrets, and what was logged."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: set[str] = set()
        self._lines: list[str] = []
        self._logs: dict[str, bytes] = {}
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Everything that this process logs, tracebacks included."""
        self._lines.append(self.format(record))

    def plant(self, *secrets: str) -> None:
        """These must never be in a log. Words that are short turn up by chance, and are left out."""
        self._secrets |= {secret for secret in secrets if len(secret) >= SHORTEST}

    def keep_logs(self, folder: Path) -> None:
        """Keep what the server processes of this folder wrote; it is about to go."""
        for path in folder.rglob("*.log"):
            self._logs[f"{uuid.uuid4().hex}-{path.name}"] = path.read_bytes()

    def leave(self, folder: Path) -> None:
        """Write all of it into the run's folder."""
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        own = uuid.uuid4().hex
        (folder / f"{own}.json").write_text(json.dumps(sorted(self._secrets)))
        (logs / f"{own}-process.log").write_text("\n".join(self._lines), "utf-8", "replace")
        for name, data in self._logs.items():
            (logs / name).write_bytes(data)


WATCH: Final = SecretWatch()


def found_in(folder: Path) -> tuple[int, int, list[Find]]:
    """Return how many secrets there were, how many bytes of log, and which secret is in which log."""
    planted: set[str] = set()
    for file in folder.glob("*.json"):
        planted.update(json.loads(file.read_text()))
    logs = folder / "logs"
    size = sum(path.stat().st_size for path in logs.iterdir())
    return len(planted), size, search([logs], planted) if planted else []


def _outlasting() -> str | None:
    """Return where folders outlast the run, if not where all others are: who looks into a find finds it there."""
    return os.environ.get("PYTEST_DEBUG_TEMPROOT")


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes the folder of the run."""
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = (
        tempfile.mkdtemp(prefix="kentongan-logs-", dir=_outlasting()) if given is None else given[_FOLDER]
    )
    setattr(config, _FOLDER, Path(folder))
    logging.getLogger().addHandler(WATCH)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist has no types
    """Tell a worker where."""
    node.workerinput[_FOLDER] = str(getattr(node.config, _FOLDER))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker leaves its part; the first process searches, and fails the run."""
    folder: Path = getattr(session.config, _FOLDER)
    WATCH.leave(folder)
    if hasattr(session.config, "workerinput"):
        return
    secrets, size, finds = found_in(folder)
    said = [f"{secrets} secrets, {size} bytes of log: {len(finds)} found"]
    said += [f"A secret of {len(find.word)} characters ({find.encoding}) is in {find.path}" for find in finds]
    session.config.stash[_SAID] = said
    if finds:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED  # the folder stays, for a person who looks into it
    else:
        shutil.rmtree(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what came of it."""
    terminalreporter.section("secrets in logs")
    for line in terminalreporter.config.stash.get(_SAID, []):
        terminalreporter.write_line(line)
