"""Message ids that stand outside templates: docstrings of errors, names of categories and stages."""

from typing import cast

from flask_babel import gettext

from crypto.errors import KentonganError


def translated(message_id: str) -> str:
    """The message in the language of the page."""
    return cast(str, gettext(message_id)) if message_id else ""


def sentence(kind: type[KentonganError]) -> str:
    """What a person reads of this error: its docstring, as one line."""
    return translated(message_of(kind))


def message_of(kind: type[KentonganError]) -> str:
    """The message id of an error."""
    return " ".join((kind.__doc__ or "").split())
