"""Every text is there in Indonesian, and what is shown is what the catalogue holds."""

import io
import re

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from tests.journalist_interface.catalogue import CATALOGUE, message_ids

PLACE = re.compile(r"%\(\w+\)[sd]")


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="id")


def test_no_text_is_missing_and_none_is_left_over() -> None:
    held = {tuple(one.id) if isinstance(one.id, list | tuple) else one.id for one in catalogue() if one.id}
    assert held == message_ids()


def test_every_text_is_translated_with_its_places() -> None:
    for message in catalogue():
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
    written = io.BytesIO()
    write_mo(written, catalogue())
    written.seek(0)
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        held = Translations(file)
    fresh = Translations(written)
    assert held._catalog == fresh._catalog
