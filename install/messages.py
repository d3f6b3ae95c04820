"""Messages to translate, found in code, in templates, and in the sentences of errors."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from crypto.errors import KentonganError

MessageId = str | tuple[str, ...]
_METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: Final[Mapping[str, Any]] = DEFAULT_KEYWORDS | {"lazy_gettext": None}


def kinds_of(kind: type[KentonganError]) -> Iterator[type[KentonganError]]:
    """Yield the error, and every narrower kind of it that was imported."""
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds_of(narrower)


def sentences_of(modules: Iterable[ModuleType]) -> Iterator[str]:
    """Yield the sentence of every error that one of these modules has."""
    for module in modules:
        for found in vars(module).values():
            if (
                isinstance(found, type)
                and issubclass(found, KentonganError)
                and found.__module__ == module.__name__
            ):
                yield (found.__doc__ or "").strip()


def marked_in(package: Path, keywords: Mapping[str, Any] = KEYWORDS) -> Iterator[tuple[MessageId, str]]:
    """Yield each message marked in the templates and code of a package, with its file."""
    for name, _line, message, _comments, _context in extract_from_dir(package, _METHODS, keywords=keywords):
        yield message, name
