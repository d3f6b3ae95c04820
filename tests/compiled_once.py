"""Templates, routes and SQL compiled once for all that tests make in one process: it took half of a test's time.

What is kept of a template belongs to its name, its file and the checksum of its source, to which Jinja itself sees;
what is kept of a route (the function that builds its address) to all that the function is made from; what is kept of a
statement to SQLAlchemy's own key of it, in which all SQLite databases of a process count as one.
"""

from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]
_MOST_STATEMENTS: Final = 5_000
_ATTRIBUTE: Final = "_compiled_cache"


class CompiledTemplates(BytecodeCache):
    """A cache in memory, that lives as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class CompiledStatements:
    """The attribute of an engine that keeps its compiled statements; all engines for SQLite have one in common."""

    def __init__(self) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(_MOST_STATEMENTS)

    def __get__(self, engine: Engine, _owner: type) -> object:
        return self._kept if isinstance(engine.dialect, SQLiteDialect_pysqlite) else vars(engine)[_ATTRIBUTE]

    def __set__(self, engine: Engine, kept: object) -> None:
        vars(engine)[_ATTRIBUTE] = kept


def share_compiled() -> None:
    """Every Flask app and every engine for SQLite that is made from now on takes part."""
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": CompiledTemplates()}
    Rule._compile_builder = _kept(Rule._compile_builder)  # type: ignore[method-assign]
    SQLiteDialect_pysqlite.__eq__ = _are_alike  # type: ignore[method-assign]
    SQLiteDialect_pysqlite.__hash__ = _same_of_a_kind  # type: ignore[method-assign,assignment]
    Engine._compiled_cache = CompiledStatements()  # type: ignore[assignment]


def _are_alike(one: object, other: object) -> bool:
    return type(one) is type(other)


def _same_of_a_kind(dialect: object) -> int:
    return hash(type(dialect))


def _kept(compile_builder: Callable[[Rule, bool], _Builder]) -> Callable[..., _Builder]:
    kept: dict[tuple[Any, ...], _Builder] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> _Builder:
        made_from = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
        if made_from not in kept:
            kept[made_from] = compile_builder(rule, append_unknown)
        return kept[made_from]

    return compiled
