"""Every text is there in Indonesian, and what is shown is what the catalogue holds."""

import re

import pytest
from babel.messages.catalog import Catalog

from install.catalogue import OFFICERS, compiled, main, officers_messages, read_catalogue
from store.web.languages import CATALOGUE

PLACE = re.compile(r"%\(\w+\)[sd]")


def ids(catalog: Catalog) -> set[str | tuple[str, ...]]:
    return {
        tuple(message.id) if isinstance(message.id, list | tuple) else message.id
        for message in catalog
        if message.id
    }


def test_no_text_is_missing_and_none_is_left_over() -> None:
    assert ids(read_catalogue(OFFICERS)) == ids(officers_messages())


def test_every_text_is_translated_with_its_places() -> None:
    for message in read_catalogue(OFFICERS):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        english = message.id if isinstance(message.id, str) else message.id[-1]
        words = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
        for text in words:
            assert text, message.id
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(english)), message.id
            assert text.endswith(".") == english.endswith("."), message.id


def test_the_compiled_catalogue_is_fresh() -> None:
    assert (OFFICERS / CATALOGUE).read_bytes() == compiled(read_catalogue(OFFICERS))


def test_a_wish_for_help_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    source = (OFFICERS / CATALOGUE).with_suffix(".po")
    before = source.read_bytes(), source.stat().st_mtime_ns
    with pytest.raises(SystemExit, match=r"\A0\Z"):
        main(["--help"])
    assert "usage: python -m install.catalogue" in capsys.readouterr().out
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
