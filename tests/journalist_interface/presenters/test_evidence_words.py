"""Whatever comes out of the sandbox has words on the page of its file; none of it is passed over."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from journalist_interface.evidence.copies import CleaningMethod
from journalist_interface.evidence.parts import FactKind, FileKind, LeftOut, MailHeader
from journalist_interface.presenters.evidence import (
    FACTS,
    HEADERS,
    KINDS,
    LEFT_OUT,
    METHODS,
)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (FactKind, FACTS),
        (FileKind, KINDS),
        (LeftOut, LEFT_OUT),
        (MailHeader, HEADERS),
        (CleaningMethod, METHODS),
    ],
)
def test_every_kind_has_its_words(kinds: type[StrEnum], words: Mapping[StrEnum, object]) -> None:
    assert list(kinds) != []
    assert set(words) == set(kinds)


def test_what_may_lead_to_a_person_stands_before_everything_else() -> None:
    identifying = [kind.identifies for kind in FACTS]
    assert identifying == sorted(identifying, reverse=True)
