"""The language stands in the address. Dates in words, sizes in the form that the language uses."""

from datetime import date
from typing import Any, Final, cast

from babel.numbers import format_decimal
from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_babel import Babel, format_date, gettext

from store.contract.languages import LANGUAGES, Language

DEFAULT: Final[Language] = "id"
NAMES: Final[dict[Language, str]] = {"id": "Indonesia", "en": "English"}
_UNITS: Final = ("kB", "MB", "GB", "TB")


def current() -> Language:
    """The language of this page; from the path where no route was found."""
    chosen = g.get("language")
    if chosen is None:
        chosen = request.path.split("/", 2)[1]
    return cast(Language, chosen) if chosen in LANGUAGES else DEFAULT


def other() -> Language:
    """The one that this page is not in."""
    return next(language for language in LANGUAGES if language != current())


def set_up(app: Flask, translations: str) -> None:
    """Let `language`, the first part of every path, choose the catalogue."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_translation_directories=translations,
        locale_selector=current,
    )
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)


def blueprint(name: str) -> Blueprint:
    """Routes below /id and /en."""
    return Blueprint(name, __name__, url_prefix="/<any(id, en):language>")


def in_language(language: Language) -> str:
    """The address of this same page in that language; the first page where this one cannot be asked for."""
    if request.endpoint is None or request.method != "GET":
        return url_for("start.first", language=language)
    return url_for(request.endpoint, **{**(request.view_args or {}), "language": language})


def day_in_words(day: date) -> str:
    """Such as 25 November 2026."""
    return cast(str, format_date(day, "long"))


def size_in_words(size: int) -> str:
    """Such as 1,5 MB: decimal units, one digit after the comma."""
    if size < 1000:
        return gettext("%(count)s bytes", count=size)
    power = min(len(_UNITS), next(power for power in range(1, 99) if size < 999.95 * 1000**power))
    number = format_decimal(size / 1000**power, "#,##0.#", locale=current())
    return f"{number}\N{NO-BREAK SPACE}{_UNITS[power - 1]}"


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None and "language" in values:
        g.language = values.pop("language")


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = current()
