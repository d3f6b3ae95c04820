"""Writing small TOML files: tables of strings, numbers, booleans, dates and lists of strings."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

Value = str | int | float | bool | date | Path | Sequence[str]


def toml_text(plain: Mapping[str, Value], **tables: Mapping[str, Value]) -> str:
    """Return the plain values, then each table under its name."""
    parts = [_lines(plain), *(f"[{name}]\n{_lines(table)}" for name, table in tables.items())]
    return "\n".join(part for part in parts if part)


def array_entry(name: str, table: Mapping[str, Value]) -> str:
    """Return one entry of an array of tables."""
    return f"[[{name}]]\n{_lines(table)}"


def _lines(table: Mapping[str, Value]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in table.items())


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | Path):
        return _string(str(value))
    return f"[{', '.join(_string(item) for item in value)}]"


def _string(text: str) -> str:
    # A JSON string is a TOML basic string, except for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
