"""The usual prefixes of names in a part of a document: programs may choose any, and mat2 does."""

import re
from itertools import islice
from typing import Final

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_OOXML: Final = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
_USUAL: Final = {
    **{
        f"{_ODF}{name}:1.0": name
        for name in ("office", "text", "table", "style", "meta", "config", "presentation")
    },
    f"{_ODF}drawing:1.0": "draw",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    **{
        f"{root}{part}": "w"
        for root in _OOXML
        for part in ("wordprocessingml/2006/main", "wordprocessingml/main")
    },
    **{
        f"{root}{part}": "p"
        for root in _OOXML
        for part in ("presentationml/2006/main", "presentationml/main")
    },
    **{f"{root}{part}": "" for root in _OOXML for part in ("spreadsheetml/2006/main", "spreadsheetml/main")},
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
}
_DECLARED: Final = re.compile(r'\bxmlns:([\w.-]+)="([^"<]*)"')
_MOST: Final = 100


def with_usual_prefixes(xml: str) -> str:
    """Return a part with the prefixes that patterns look for, whichever it declares for them."""
    declared = {found[1]: found[2] for found in islice(_DECLARED.finditer(xml), _MOST)}
    for prefix, space in declared.items():
        usual = _USUAL.get(space)
        if usual is not None and usual != prefix:
            xml = re.sub(rf"(?<=[</\s]){re.escape(prefix)}:", f"{usual}:" if usual else "", xml)
    return xml
