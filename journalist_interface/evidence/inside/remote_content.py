"""Addresses that a program would fetch while it shows a file: the sender would learn that it was opened, and where.

Links on which a reader has to click are no such thing. No pattern reads beyond the next tag.
"""

import re
from collections.abc import Iterator
from typing import Final

_ADDRESS: Final = r"(?:(?:https?|ftp|smb|file)://[^\"'<>\s()]+|\\\\[^\"'<>\s()]+)"
_LINKS: Final = r"(?:\w+:)?(?:a|area|base|form|event-listener|template|absPath)[\s/>]|Relationship\b"
_ATTRIBUTE: Final = re.compile(
    rf"<(?!{_LINKS})[\w:-]++[^<>]*?"
    rf'\b(?:href|src|background|poster|url)="({_ADDRESS})'
)
_STYLE: Final = re.compile(rf"(?:\burl\(\s*|@import\s+)(?:&quot;|[\"'])?({_ADDRESS})")
_FETCHING: Final = frozenset({"background", "data", "poster", "src", "srcset"})
# Fields of Word, whose words may be spread over several runs, and functions of spreadsheets.
_FIELD_WORDS: Final = re.compile(r"<w:instrText\b[^<>]*>([^<]*)<|\bw:instr=\"([^\"<]*)\"")
_FIELD: Final = re.compile(
    rf"\b(?:INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK)\b[^\"]{{0,200}}?\"?({_ADDRESS})", re.IGNORECASE
)
_FUNCTION: Final = re.compile(rf"(?<![A-Za-z])WEBSERVICE\(\s*\"?({_ADDRESS})?", re.IGNORECASE)
_EXCHANGE: Final = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_EXCHANGE_ELSEWHERE: Final = re.compile(r"<ddeLink\b|<office:dde-source\b|\bDDE\(")


def remote_content(markup: str) -> Iterator[str]:
    """Yield the addresses from which something would be fetched, as far as attributes and styles name them."""
    yield from _ATTRIBUTE.findall(markup)
    yield from _STYLE.findall(markup)


def fetched_by_tag(tag: str, name: str, value: str) -> Iterator[str]:
    """Yield the addresses that an attribute of a page makes a program fetch."""
    if name in _FETCHING or (tag, name) == ("link", "href"):
        yield from re.findall(_ADDRESS, value)
    elif name == "style":
        yield from _STYLE.findall(value)


def fetching_fields(xml: str) -> Iterator[str]:
    """Yield the addresses that fields and functions of a document would fetch, or nothing where one is computed."""
    yield from _FIELD.findall(_words_of_fields(xml).replace("&quot;", '"'))
    yield from _FUNCTION.findall(xml.replace("&quot;", '"'))


def starts_program(xml: str) -> bool:
    """Return whether a part of a document exchanges data with another program (DDE), which it may start."""
    return _EXCHANGE.search(_words_of_fields(xml)) is not None or _EXCHANGE_ELSEWHERE.search(xml) is not None


def _words_of_fields(xml: str) -> str:
    return "".join(written or attribute for written, attribute in _FIELD_WORDS.findall(xml))
