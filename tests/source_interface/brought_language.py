"""A further language as its translator brings it: a catalogue and a word list in a folder."""

from itertools import product
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

from install.catalogue import compiled
from source_interface.i18n.languages import WORDS
from store.web.languages import CATALOGUE

CODE: Final = "su"  # Sundanese to CLDR; the texts of the tests are no language at all


def write_language(folder: Path, texts: Catalog) -> None:
    """The folder of one language, named by its code."""
    file = folder / CATALOGUE
    file.parent.mkdir(parents=True)
    file.write_bytes(compiled(texts))
    words = ["q" + "".join(letters) for letters in product("aeioubdkpt", repeat=3)]
    (folder / WORDS).write_text("\n".join([*words, *("z" + word for word in words[:200])]))
