"""Typesetting within bounds: a text that takes too much is given up with a sentence, and nothing of it is left."""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from journalist_interface.dossier import pdf
from journalist_interface.dossier.pdf import TypesettingBoundsError, typeset
from tests.fork_server import ROOT
from tests.journalist_interface.dossier.test_strangers_texts import DAY, document
from tests.process_tree import children

TYPESETTER = b"journalist_interface.dossier.typesetter"
SECRET = "rahasia-yang-tidak-boleh-bocor-9e31"
LONG = "Kata-kata biasa dalam laporan ini. \n" * 25_000
SHORT = "Satu kalimat."
KERNED = "—T—Y—f—Y" * 110_000
_PROGRAMS = (str(ROOT), str(Path(sys.prefix).resolve()))


def typesetters() -> Iterator[Path]:
    """Where the kernel tells of each process that sets a document."""
    for child in children(os.getpid()):
        folder = Path(f"/proc/{child}")
        with contextlib.suppress(OSError):  # it ended meanwhile
            if TYPESETTER in (folder / "cmdline").read_bytes():
                yield folder


def require_given_up(text: str) -> None:
    with pytest.raises(TypesettingBoundsError):
        typeset(document(text), DAY)
    assert not list(typesetters())


def test_a_text_that_takes_too_much_processor_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BOUNDS", replace(pdf.BOUNDS, processor=1))
    require_given_up(LONG * 2)


def test_letters_that_kern_beside_places_to_break_a_line_take_no_longer_than_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One officer's notes of them, each stored in a moment, would hold a colleague's every form for minutes."""
    monkeypatch.setattr(pdf, "BOUNDS", replace(pdf.BOUNDS, processor=6))
    assert typeset(document(KERNED), DAY)


def test_a_text_that_takes_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BOUNDS", replace(pdf.BOUNDS, memory=320 * 1024 * 1024))
    assert typeset(document(SHORT), DAY)
    require_given_up(LONG)


def test_a_text_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BOUNDS", replace(pdf.BOUNDS, wall=0.01))
    require_given_up(SHORT)


def test_a_text_that_makes_too_large_a_file_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PDF_BYTES", 4_096)
    require_given_up(SHORT)


def test_no_word_of_a_case_is_an_argument_or_a_variable_or_in_a_file_of_the_process_that_sets_it() -> None:
    seen: list[bytes] = []
    files: set[str] = set()
    written: set[str] = set()
    work = threading.Thread(target=typeset, args=(document(f"{SECRET} {LONG}"), DAY))
    work.start()
    while work.is_alive():
        for folder in typesetters():
            with contextlib.suppress(OSError):
                seen += [(folder / name).read_bytes() for name in ("cmdline", "environ")]
                files |= {str((folder / "fd" / number).readlink()) for number in "012"}
                written |= {name for name in _open_files(folder) if _is_temporary(name)}
    assert seen
    assert not any(SECRET.encode() in said for said in seen)
    assert {name.partition(":")[0] for name in files} == {"pipe", "/dev/null"}
    assert not written


def _is_temporary(name: str) -> bool:
    """Whether a file lies where temporary ones do; the programs themselves may lie there too."""
    return name.startswith(tempfile.gettempdir()) and not name.startswith(_PROGRAMS)


def _open_files(folder: Path) -> list[str]:
    return [str(descriptor.readlink()) for descriptor in (folder / "fd").iterdir()]
