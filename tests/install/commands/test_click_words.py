"""Click's words are there in Indonesian, and the compiled file is the one of its source."""

import string

from install.catalogue import COMMANDS, compiled, read_catalogue, untranslated
from install.commands_messages import commands_messages
from store.web.languages import CATALOGUE


def texts_of(value: object) -> list[str]:
    """Singular and plural, or the one text."""
    return [str(text) for text in (value if isinstance(value, tuple | list) else [value])]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_word_is_missing_untranslated_or_fuzzy() -> None:
    kept = read_catalogue(COMMANDS)
    wanted = {message.id for message in commands_messages() if message.id}
    assert "Usage:" in wanted
    assert wanted == {message.id for message in kept if message.id}
    assert untranslated(kept) == []


def test_no_translation_names_a_value_that_click_does_not_give() -> None:
    for message in read_catalogue(COMMANDS):
        for source, translated in zip(texts_of(message.id), texts_of(message.string), strict=True):
            assert fields(translated) <= fields(source) | {"nargs"}


def test_the_compiled_catalogue_is_fresh() -> None:
    assert (COMMANDS / CATALOGUE).read_bytes() == compiled(read_catalogue(COMMANDS))
