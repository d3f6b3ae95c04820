"""One way to write a part of a document: programs may choose any prefixes, quotes and spaces, and mat2 does."""

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
    f"{_ODF}svg-compatible:1.0": "svg",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
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
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
}
_SINGLE_QUOTED: Final = re.compile(r"(?<!\s)\s*=\s*'([^'<]*)'")
_SPACED: Final = re.compile(r'(?<!\s)\s*=\s*"')
_LONG_BREAK: Final = re.compile(r"(?<=<)(/?[^\s<>/=\"']+)\s+(>?)")
_DECLARED: Final = re.compile(r'\bxmlns:([\w.-]+)="([^"<]*)"')
_DECLARED_FOR_NONE: Final = re.compile(r'\bxmlns="([^"<]*)"')
_WITHOUT: Final = re.compile(r"(?<=<)(/?)(?=[^\W\d][\w.-]*[\s/>])")
_MOST: Final = 100


def as_usually_written(xml: str) -> str:
    """Return a part as patterns look for it, however it is written."""
    quoted = _SPACED.sub('="', _SINGLE_QUOTED.sub(_in_double_quotes, xml))
    return _with_usual_prefixes(_LONG_BREAK.sub(_shortened, quoted))


def _in_double_quotes(attribute: re.Match[str]) -> str:
    return '="' + attribute[1].replace('"', "&quot;") + '"'


def _shortened(tag: re.Match[str]) -> str:
    return tag[1] + (tag[2] or " ")


def _with_usual_prefixes(xml: str) -> str:
    """Return a part with the prefixes that patterns look for, whichever it declares for them."""
    declared = {found[1]: found[2] for found in islice(_DECLARED.finditer(xml), _MOST)}
    for prefix, space in declared.items():
        usual = _USUAL.get(space)
        if usual is not None and usual != prefix:
            xml = re.sub(rf"(?<=[</\s]){re.escape(prefix)}:", f"{usual}:" if usual else "", xml)
    without = {_USUAL.get(found[1]) for found in islice(_DECLARED_FOR_NONE.finditer(xml), _MOST)} - {None, ""}
    for usual in sorted(filter(None, without))[:1]:
        xml = _WITHOUT.sub(rf"\1{usual}:", xml)
    return xml
