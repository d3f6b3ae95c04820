"""Templates and routes compiled once for all the apps that tests make in one process: it took half of a test's time.

What is kept of a template belongs to its name, its file and the checksum of its source, to which Jinja itself sees;
what is kept of a route (the function that builds its address) to all that the function is made from.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]


class CompiledTemplates(BytecodeCache):
    """A cache in memory, that lives as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def share_compiled() -> None:
    """Every Flask app that is made from now on takes part."""
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": CompiledTemplates()}
    Rule._compile_builder = _kept(Rule._compile_builder)  # type: ignore[method-assign]


def _kept(compile_builder: Callable[[Rule, bool], _Builder]) -> Callable[..., _Builder]:
    kept: dict[tuple[Any, ...], _Builder] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> _Builder:
        made_from = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
        if made_from not in kept:
            kept[made_from] = compile_builder(rule, append_unknown)
        return kept[made_from]

    return compiled
