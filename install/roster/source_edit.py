"""Changes of the office's handwritten source that leave every other line as the office wrote it, comments included.

TOML has more ways to write a value than this knows. So the caller reads the result again, and keeps it only if it says
what it should: what is written in an unusual way is left for a person to change.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from store.web.toml_text import Value, array_entry

_HEADER: Final = re.compile(r"\s*\[")
_PEOPLE: Final = re.compile(r"\s*\[\[\s*people\s*\]\]\s*(#.*)?")


def with_entry(text: str, name: str, table: Mapping[str, Value]) -> str:
    """Return the text with one more entry of this array of tables, at its end."""
    begun = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{begun}\n{array_entry(name, table)}"


def with_keys(text: str, person: str, certificates: Sequence[str], retired: Mapping[str, date]) -> str:
    """Return the text with these certificates, and these days of retired ones, for a person who is in it.

    It stays as it is if the person's entry is not found.
    """
    lines = text.splitlines()
    entry = _entry_of(lines, person)
    if entry is None:
        return text
    begin, end = entry
    table = _replaced(lines[begin:end], "certificates", _list(certificates))
    if retired:
        table = _replaced(table, "retired", _days(retired))
    return "".join(f"{line}\n" for line in (*lines[:begin], *table, *lines[end:]))


def key_lines(certificates: Sequence[str], retired: Mapping[str, date]) -> str:
    """Return the lines that a person's entry has to have, for someone who writes them by hand."""
    lines = [f"certificates = {_list(certificates)}"]
    return "\n".join(lines + ([f"retired = {_days(retired)}"] if retired else []))


def _entry_of(lines: Sequence[str], person: str) -> tuple[int, int] | None:
    """Return where the lines of a person's entry begin, behind its header, and where they end."""
    headers = [number for number, line in enumerate(lines) if _HEADER.match(line)] + [len(lines)]
    for header, end in pairwise(headers):
        if _PEOPLE.fullmatch(lines[header]) and _table(lines[header + 1 : end]).get("id") == person:
            return header + 1, end
    return None


def _replaced(lines: Sequence[str], key: str, value: str) -> list[str]:
    """Return the lines of a table with another value for this key, behind the last one with a value if it is new."""
    for begin, line in enumerate(lines):
        if re.match(rf"\s*{key}\s*=", line):
            end = next(
                (end for end in range(begin + 1, len(lines) + 1) if key in _table(lines[begin:end])),
                begin + 1,
            )
            return [*lines[:begin], f"{key} = {value}{_comment(lines[end - 1])}", *lines[end:]]
    last = max((number for number, line in enumerate(lines) if re.match(r"\s*[^\s#]", line)), default=-1)
    return [*lines[: last + 1], f"{key} = {value}", *lines[last + 1 :]]


def _comment(line: str) -> str:
    """Return the comment at the end of a line, with the blanks before it."""
    for place in (found.start() for found in re.finditer(r"\s*#", line)):
        if line[:place].count('"') % 2 == 0 and line[:place].count("'") % 2 == 0:
            return line[place:]
    return ""


def _table(lines: Sequence[str]) -> dict[str, object]:
    """Return what these lines say; nothing if they are not whole."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return {}


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _days(days: Mapping[str, date]) -> str:
    inside = ", ".join(f"{_text(name)} = {day}" for name, day in days.items())
    return f"{{ {inside} }}"


def _text(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)  # no control character is allowed in a file's name here
