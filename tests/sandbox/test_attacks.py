"""The sandbox withstands converters that were taken over and files that break converters; `tests.sandbox` has more."""

from collections.abc import Iterator

import pytest

from journalist_interface.evidence.errors import ConversionLimitError
from tests.sandbox.hostile_files import FILES, HostileFile
from tests.sandbox.hostile_programs import PROGRAMS, HostileProgram
from tests.sandbox.trials import AttackedHost, require_next_opens, try_file, try_program


@pytest.fixture(scope="module")
def host() -> Iterator[AttackedHost]:
    with AttackedHost.prepared() as prepared:
        yield prepared
        require_next_opens()


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(each, id=each.name, marks=pytest.mark.slow if each.error is ConversionLimitError else ())
        for each in PROGRAMS
    ],
)
def test_a_converter_that_was_taken_over_ends_as_a_sentence_and_harms_nothing(
    host: AttackedHost, program: HostileProgram
) -> None:
    assert try_program(host, program).endswith(".")
    host.require_unharmed()


@pytest.mark.slow
@pytest.mark.parametrize("file", [pytest.param(each, id=each.name) for each in FILES if not each.is_long])
def test_a_file_that_breaks_converters_ends_as_a_sentence_and_harms_nothing(
    host: AttackedHost, file: HostileFile
) -> None:
    assert try_file(host, file)
    host.require_unharmed()
