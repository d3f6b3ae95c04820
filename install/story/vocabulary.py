"""The words of the pages in one language: the story is written with the words that stand in the code."""

import gettext
from pathlib import Path
from typing import Final

from install.demo_configs import ROOT
from store.contract.languages import Language

_DOMAIN: Final = "messages"


class Vocabulary:
    """The texts of one interface (`source_interface`, `journalist_interface`), as its pages show them."""

    def __init__(self, package: str, language: Language) -> None:
        folder = Path(ROOT / package / "translations")
        self.language = language
        self._catalogue = gettext.translation(_DOMAIN, folder, [language], fallback=language == "en")

    def __call__(self, words: str, **values: object) -> str:
        """The text in this language, with its places filled in."""
        text = self._catalogue.gettext(words)
        return text % values if values else text
