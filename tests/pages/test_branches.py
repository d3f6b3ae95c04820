"""The branches of templates are told apart, and those that were never taken are named."""

from flask import Flask
from jinja2 import DictLoader

from tests.pages.branches import Branches

TEMPLATE = """\
{% for one in listed if one %}{{ 'a' if one > 1 else 'b' }}{% else %}-{% endfor %}
{% if listed %}x{% elif other %}y{% else %}z{% endif %}
"""


def branches_of(*contexts: dict[str, object]) -> list[str]:
    """What was missed of TEMPLATE."""
    app, branches = Flask("contoh"), Branches()
    app.jinja_env.loader = DictLoader({"t.html": TEMPLATE})
    branches.watch(app)
    for context in contexts:
        app.jinja_env.get_template("t.html").render(context)
    return branches.missed()


def test_a_branch_that_is_never_taken_is_named() -> None:
    assert branches_of({"listed": [2, 0], "other": 1}) == [
        "t.html:1: for 1 never empty",
        "t.html:1: inline if 3 never false",
        "t.html:2: if 1 never false",
        "t.html:2: if 2 never false",
        "t.html:2: if 2 never true",
    ]
    nothing: list[int] = []
    contexts: list[dict[str, object]] = [{"listed": nothing, "other": other} for other in (0, 1)]
    assert branches_of({"listed": [2, 1, 0]}, *contexts) == []
