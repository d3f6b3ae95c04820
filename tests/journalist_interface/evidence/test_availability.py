"""Where the sandbox or a converter cannot be had, the reason is a sentence, and nothing is opened without it."""

import threading
from pathlib import Path

import pytest

from journalist_interface.evidence import availability, consumption, sandbox, system_calls
from journalist_interface.evidence.availability import unavailable
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.errors import (
    BubblewrapMissingError,
    ConverterMissingError,
    NamespacesRefusedError,
    SandboxBusyError,
    SandboxUnavailableError,
)
from journalist_interface.evidence.parts import ConvertedFile, LeftOut, OpenedFile
from tests.journalist_interface.evidence import made_files


@pytest.fixture(autouse=True)
def _unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known yet of whether there is a sandbox."""
    monkeypatch.setattr(availability, "_found", threading.Event())


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def require_reason(error: type[SandboxUnavailableError]) -> None:
    assert type(unavailable()) is error
    with pytest.raises(error):
        next(convert((b"Catatan.",)))


def test_where_there_is_a_sandbox_there_is_no_reason_and_files_open() -> None:
    assert unavailable() is None
    assert isinstance(next(convert((b"Catatan.",))), OpenedFile)


def test_without_bubblewrap_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "BUBBLEWRAP", "/usr/bin/no-such-bubblewrap")
    before = open_files()
    require_reason(BubblewrapMissingError)
    assert "bubblewrap" in str(unavailable())
    assert open_files() == before


def test_where_namespaces_are_refused_the_reason_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    monkeypatch.setattr(sandbox, "BUBBLEWRAP", str(refusing))
    require_reason(NamespacesRefusedError)


def test_where_bubblewrap_gives_up_halfway_the_reason_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_LINKS", (*sandbox._LINKS, "usr"))  # which is there already
    before = open_files()
    require_reason(NamespacesRefusedError)
    assert open_files() == before


def test_where_what_a_sandbox_takes_cannot_be_told_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumption, "MOST_PROCESSES", 0)
    require_reason(SandboxUnavailableError)
    monkeypatch.undo()
    assert unavailable() is None


def test_without_the_filter_of_system_calls_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_calls, "_PROGRAM", Path("/no-such-program.py"))
    system_calls.seccomp_filter.cache_clear()
    require_reason(ConverterMissingError)


def test_more_files_at_once_than_there_is_room_for_wait_and_then_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "_PATIENCE", 0.1)
    first, second = convert((b"Satu.",)), convert((b"Dua.",))
    next(first), next(second)
    with pytest.raises(SandboxBusyError):
        next(convert((b"Tiga.",)))
    first.close()
    assert isinstance(next(convert((b"Tiga.",))), OpenedFile)
    second.close()


@pytest.fixture
def without_converters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with Debian's Python, and none of what Kentongan recommends."""
    environment = sandbox._ENVIRONMENT | {"PATH": "/no-such-folder"}
    monkeypatch.setattr(sandbox, "_ENVIRONMENT", environment)


@pytest.mark.usefixtures("without_converters")
@pytest.mark.parametrize(
    "content", [made_files.pdf(), made_files.rtf(), made_files.video()], ids=["pdf", "rtf", "mp4"]
)
def test_without_its_converter_a_kind_is_not_shown_and_the_reason_says_so(content: bytes) -> None:
    with pytest.raises(ConverterMissingError):
        list(convert((content,)))


@pytest.mark.usefixtures("without_converters")
def test_where_what_a_file_tells_cannot_be_read_the_end_says_so() -> None:
    *_, end = convert((made_files.photo(),))
    assert end == ConvertedFile(frozenset({LeftOut.FACTS}))
