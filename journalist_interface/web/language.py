"""The language in the address: /id/ or /en/. Indonesian comes first."""

from typing import Final

from flask import Flask, current_app, g, request, url_for
from flask_babel import Babel

from store.web.languages import LANGUAGES, Language

_DEFAULT: Final = "KENTONGAN_LANGUAGE"


def install(app: Flask, default: Language) -> None:
    """Read the language from each address, and write it into every address that is made."""
    app.config[_DEFAULT] = default
    Babel(app, default_locale="en", locale_selector=current)
    app.url_value_preprocessor(_read)
    app.url_defaults(_write)
    app.jinja_env.globals.update(language=current, other_languages=other_languages)


def current() -> str:
    """Return this page's language: that of its address, even if no page is there, else the configured one."""
    first = request.path.split("/", 2)[1]
    language: str = g.get("language") or (first if first in LANGUAGES else current_app.config[_DEFAULT])
    return language


def other_languages() -> list[tuple[str, str]]:
    """Return code and address of this page in the other languages; without an address, those of the first page."""
    endpoint, values = request.endpoint, dict(request.view_args or {})
    if endpoint is None or request.method != "GET" or "language" not in _arguments(endpoint):
        endpoint, values = "sign_in.home", {}
    return [
        (code, url_for(endpoint, **(values | {"language": code}))) for code in LANGUAGES if code != current()
    ]


def _arguments(endpoint: str) -> set[str]:
    return {name for rule in current_app.url_map.iter_rules(endpoint) for name in rule.arguments}


def _read(_: str | None, values: dict[str, object] | None) -> None:
    if values is not None and "language" in values:
        g.language = values.pop("language")


def _write(endpoint: str, values: dict[str, object]) -> None:
    if "language" not in values and "language" in _arguments(endpoint):
        values["language"] = current()
