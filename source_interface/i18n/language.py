"""The page's language, which stands in the address; dates in words, and sizes in the form of that language."""

from datetime import date
from typing import Any, Final, cast

from babel.numbers import format_decimal
from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_babel import Babel, format_date, gettext
from werkzeug.routing import BaseConverter

from source_interface.i18n.languages import DEFAULT, Languages

EXTENSION: Final = "kentongan-languages"
_UNITS: Final = ("kB", "MB", "GB", "TB")


def installed() -> Languages:
    """Return the languages of this installation."""
    return cast(Languages, current_app.extensions[EXTENSION])


def current() -> str:
    """Return the language of this page, taken from the path where no route was found."""
    chosen = g.get("language")
    if chosen is None:
        chosen = request.path.split("/", 2)[1]
    return cast(str, chosen) if chosen in installed().names else DEFAULT


def others() -> list[tuple[str, str]]:
    """Return code and name of each language that this page is not in."""
    return [(code, name) for code, name in installed().names.items() if code != current()]


def name() -> str:
    """Return the name of this page's language, in that language."""
    return installed().names[current()]


def set_up(app: Flask, languages: Languages) -> None:
    """Let `language`, the first part of every path, choose the catalogue."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_translation_directories=";".join(map(str, languages.folders)),
        locale_selector=current,
    )
    app.extensions[EXTENSION] = languages
    app.url_map.converters["language"] = _converter(languages)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)


class Pages(Blueprint):
    """Routes below the code of each language: /id, /en.

    They are `shaped` to look alike on the line (`response_padding`), unless they show nothing of a mailbox.
    """

    def __init__(self, name: str, *, shaped: bool = True) -> None:
        super().__init__(name, __name__, url_prefix="/<language:language>")
        self.shaped = shaped


def _converter(languages: Languages) -> type[BaseConverter]:
    class LanguageConverter(BaseConverter):
        """One of the codes of this installation."""

        regex = f"(?:{'|'.join(languages.names)})"

    return LanguageConverter


def in_language(language: str) -> str:
    """Return the address of this page in that language, or of the first page if this one cannot be requested."""
    if request.endpoint is None or request.method != "GET":
        return url_for("start.first", language=language)
    return url_for(request.endpoint, **{**(request.view_args or {}), "language": language})


def day_in_words(day: date) -> str:
    """Return the day in words, such as 25 November 2026."""
    return cast(str, format_date(day, "long"))


def month_in_words(day: date) -> str:
    """Return the month of a day in words, such as November 2026."""
    return cast(str, format_date(day, "LLLL yyyy"))


def number_in_words(number: int) -> str:
    """Return the number as the language writes it, such as 12.345 on Indonesian pages."""
    return format_decimal(number, locale=current())


def size_in_words(size: int) -> str:
    """Return the size in decimal units with one digit after the comma, such as 1,5 MB."""
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
