"""Translation of message ids outside templates: docstrings of errors, names of categories and stages."""

from typing import cast

from flask_babel import gettext, lazy_gettext

from crypto.errors import KentonganError


def lazy(message_id: str) -> str:
    """Return a text that is translated when shown; imported as `_`, so that the catalogue's tool sees it."""
    return cast(str, lazy_gettext(message_id))


def translated(message_id: str) -> str:
    """Return the message in the language of the page."""
    return gettext(message_id) if message_id else ""


def sentence(kind: type[KentonganError]) -> str:
    """Return the sentence that a person reads for this error: its docstring, as one line."""
    return translated(message_of(kind))


def message_of(kind: type[KentonganError]) -> str:
    """Return the message id of an error."""
    return " ".join((kind.__doc__ or "").split())
