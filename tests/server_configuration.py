"""The configuration of a server process as the file that it reads."""

from collections.abc import Iterator
from typing import Any

import msgspec

from store.web.toml_text import toml_text


def server_configuration(config: msgspec.Struct) -> str:
    """The TOML of a server process's configuration."""
    table = msgspec.to_builtins(config, enc_hook=str)
    del table["store"]["busy_seconds"]
    tables = dict(_tables("", table))
    return toml_text(tables.pop(""), **tables)


def _tables(name: str, table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """This table without what TOML cannot say, then the tables in it under their long names."""
    kinds = {key: isinstance(value, dict) for key, value in table.items() if value is not None}
    yield name, {key: table[key] for key, is_table in kinds.items() if not is_table}
    for key in (key for key, is_table in kinds.items() if is_table):
        yield from _tables(f"{name}.{key}".lstrip("."), table[key])
