"""The branches of templates: which there are, and which were taken while pages were made.

Plugins of coverage.py for Jinja know lines alone, and most of our branches lie within one. So the tree of each template
is marked before Jinja makes code of it: each condition tells how it came out, and each loop that it was entered.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from flask import Flask
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer

_TELL: Final = "tell_branch"


@dataclass(frozen=True, order=True)
class Branch:
    """One way out of a condition or a loop: the template and line, the which of that line, and how it comes out."""

    template: str
    line: int
    number: int
    kind: str
    taken: bool

    def __str__(self) -> str:
        return f"{self.template}:{self.line}: {self.kind} {self.number} never {self._outcome()}"

    def _outcome(self) -> str:
        if self.kind == "for":
            return "entered" if self.taken else "empty"
        return "true" if self.taken else "false"


@dataclass
class Branches:
    """All branches of the templates of the apps that are watched, and those that were taken."""

    every: set[Branch] = field(default_factory=set)
    taken: set[Branch] = field(default_factory=set)
    recent: set[Branch] = field(default_factory=set)
    """The branches taken since this was cleared."""

    def watch(self, app: Flask) -> None:
        """Note the branches that this app takes; it must not have shown a page."""
        app.jinja_env.code_generator_class = _generator(self)
        app.jinja_env.bytecode_cache = None  # marked code is for this app alone
        setattr(app.jinja_env, _TELL, self._tell)
        for name in app.jinja_env.list_templates() if not self.every else ():
            app.jinja_env.get_template(name)

    def missed(self) -> list[str]:
        """Return a line for each branch that was never taken."""
        return [str(branch) for branch in sorted(self.every - self.taken)]

    def _tell(self, template: str, line: int, number: int, kind: str, came: object) -> object:
        branch = Branch(template, line, number, kind, bool(came))
        self.taken.add(branch)
        self.recent.add(branch)
        return came


def _generator(branches: Branches) -> type[CodeGenerator]:
    class Marking(CodeGenerator):
        """Makes code of a template that tells of its branches."""

        def visit_Template(self, node: nodes.Template, frame: object = None) -> None:  # noqa: N802 - Jinja's name
            """Mark the whole tree first."""
            _Marks(branches, self.name or "").visit(node)
            node.set_environment(self.environment)
            super().visit_Template(node, frame)  # type: ignore[arg-type]  # a frame, or none

    return Marking


class _Marks(NodeTransformer):
    """Puts a call around each condition, and one into each loop."""

    def __init__(self, branches: Branches, template: str) -> None:
        self._branches = branches
        self._template = template
        self._on_line: defaultdict[int, int] = defaultdict(int)

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802 - Jinja's name
        node.test = self._condition(node.lineno, "if", node.test)
        self.generic_visit(node)
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802 - Jinja's name
        node.test = self._condition(node.lineno, "inline if", node.test)
        self.generic_visit(node)
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's name
        number = self._next(node.lineno)
        if node.test is not None:
            node.test = self._condition(node.lineno, "filter", node.test)
        self.generic_visit(node)
        node.body.insert(0, self._passed(node.lineno, number, taken=True))
        if node.else_:
            node.else_.insert(0, self._passed(node.lineno, number, taken=False))
        return node

    def _next(self, line: int) -> int:
        self._on_line[line] += 1
        return self._on_line[line]

    def _condition(self, line: int, kind: str, test: nodes.Node) -> nodes.Expr:
        number = self._next(line)
        for taken in (True, False):
            self._branches.every.add(Branch(self._template, line, number, kind, taken))
        return self._call(line, number, kind, test)

    def _passed(self, line: int, number: int, *, taken: bool) -> nodes.ExprStmt:
        self._branches.every.add(Branch(self._template, line, number, "for", taken))
        return nodes.ExprStmt(self._call(line, number, "for", nodes.Const(taken)), lineno=line)

    def _call(self, line: int, number: int, kind: str, came: nodes.Node) -> nodes.Call:
        told = [nodes.Const(value) for value in (self._template, line, number, kind)]
        return nodes.Call(nodes.EnvironmentAttribute(_TELL), [*told, came], [], None, None, lineno=line)
