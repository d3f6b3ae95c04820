"""The configurations of both servers: what `init` decides, and what the office wrote beside it."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from install.errors import InstallError
from install.language import Sentence
from install.server.answers import GIB, ServerAnswers
from install.server.layout import ServerLayout
from store.web.roster_keeper import OFFICE_CERTIFICATE, SEEN_FILE
from store.web.toml_text import toml_text

POSTGRESQL_URL: Final = "postgresql+psycopg:///kentongan?host=/run/postgresql"
_BROKEN: Final = Sentence(
    "{name} yang ada di sini bukan TOML yang benar: {error}. Perbaiki, atau pindahkan.",
    "The {name} that is here is not correct TOML: {error}. Mend it, or move it away.",
)
_HEAD: Final = "# `kentongan init` writes its own settings again, and leaves others as they are.\n"

Table = Mapping[str, Any]


def database_elsewhere(layout: ServerLayout) -> str | None:
    """Return the address of a PostgreSQL that an administrator keeps, if the gateway's configuration names one."""
    if not layout.gateway_config.exists():
        return None
    present = _read(str(layout.gateway_config), layout.gateway_config.read_text("utf-8"))
    return _kept_database(present)


def source_settings(layout: ServerLayout, answers: ServerAnswers, onion: str) -> Table:
    """Return the settings of the source interface that follow from the answers."""
    return {
        "bind": f"unix:{layout.source_socket}",
        "circuits": True,
        "onion": onion,
        "store": _store(layout, answers),
        "roster": _roster(layout, answers, "source"),
    }


def gateway_settings(layout: ServerLayout, answers: ServerAnswers) -> Table:
    """Return the settings of the gateway that follow from the answers."""
    return {
        "bind": f"unix:{layout.gateway_socket}",
        "accounts": str(layout.gateway_state / "accounts.sqlite3"),
        "store": _store(layout, answers),
        "roster": _roster(layout, answers, "gateway"),
    }


def configuration(name: str, settings: Table, present: str | None) -> str:
    """Return the text of a configuration: the one that is here, unless it says something else than the settings.

    Settings of the office (its texts, its look, limits) stay; its comments stay until a setting of ours differs.
    """
    if present is None:
        return _HEAD + _text(settings)
    here = _read(name, present)
    wanted = _merged(here, settings)
    kept = _kept_database(here)
    if kept is not None and settings["store"]["database"] == POSTGRESQL_URL:
        wanted["store"]["database"] = kept
    return present if wanted == here else _HEAD + _text(wanted)


def _read(name: str, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InstallError(_BROKEN.told(name=name, error=error)) from None


def _kept_database(here: Table) -> str | None:
    """Return the address of a PostgreSQL on another machine, which may hold more than `init` knows."""
    address = here.get("store", {}).get("database", "")
    return address if address.startswith("postgresql") and address != POSTGRESQL_URL else None


def _store(layout: ServerLayout, answers: ServerAnswers) -> Table:
    sqlite = f"sqlite:///{layout.store / 'store.sqlite3'}"
    return {
        "database": POSTGRESQL_URL if answers.postgresql else sqlite,
        "blobs": str(layout.blobs),
        "reserve_bytes": answers.reserve_gib * GIB,
        "deadlines": {"holidays": str(layout.holidays)},
    }


def _roster(layout: ServerLayout, answers: ServerAnswers, server: str) -> Table:
    state = layout.source_state if server == "source" else layout.gateway_state
    return {
        "folder": str(layout.roster),
        "office_certificate": str(layout.roster / OFFICE_CERTIFICATE),
        "office_fingerprint": answers.office_fingerprint,
        "state": str(state / SEEN_FILE),
        "certificates": str(state / "certificates"),
    }


def _merged(here: Table, settings: Table) -> dict[str, Any]:
    merged = dict(here)
    for name, value in settings.items():
        below = here.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[name] = _merged(below, value)
        else:
            merged[name] = value
    return merged


def _text(settings: Table) -> str:
    (_, plain), *tables = _tables("", settings)
    return toml_text(plain, **{name: table for name, table in tables if table})


def _tables(name: str, table: Table) -> Iterator[tuple[str, Table]]:
    """Yield this table without those in it, then each of those under its long name."""
    yield name, {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _tables(f"{name}.{key}".lstrip("."), value)
