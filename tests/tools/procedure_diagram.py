"""The procedure as a page shows it: a Mermaid state diagram, and tables of moves and events, made from the rules.

python -m tests.tools.procedure_diagram                      # prints them
python -m tests.tools.procedure_diagram docs/procedure.md    # writes them between the page's two marks
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from store.domain.event import CaseRole
from store.domain.procedure.rules import PAPER_STAGES, PAPER_WRITERS, RULES
from store.domain.procedure.transitions import TRANSITIONS, Need, Transition
from store.domain.stages import WORDS, Stage

BEGIN: Final = "<!-- begin: python -m tests.tools.procedure_diagram docs/procedure.md -->\n"
END: Final = "<!-- end -->\n"
NEEDS: Final = {
    Need.CHECKLIST: "clarity and completeness confirmed",
    Need.REASON: "a reason",
    Need.QUESTION: "a question in the chat, with a day for the answer",
    Need.NOTICE: "a notice in the chat",
    Need.ANSWER: "from the reporter: the message that answers",
    Need.PASSED: "that day has passed",
    Need.REVIEW_SHEET: "a review sheet of this review",
    Need.TEAM: "a team with its lead",
    Need.DECLARATIONS: "the whole team has declared",
    Need.FINDINGS: "findings of this investigation",
    Need.LEADERSHIP: "a leader can read the case",
    Need.MINUTES: "minutes of this deliberation, naming all parties",
    Need.CONCLUSION: "conclusion and recommendation of this deliberation",
}


def diagram() -> str:
    """Return a Mermaid state diagram: which part moves a case from where to where."""
    names = (f'    state "{WORDS[stage].name}" as {stage.value}' for stage in Stage)
    moves = (
        f"    {transition.origin.value} --> {transition.target.value}: {_parts(transition.by)}"
        for transition in TRANSITIONS
    )
    return "\n".join(("stateDiagram-v2", *names, f"    [*] --> {Stage.RECEIVED.value}", *moves)) + "\n"


def moves_table() -> str:
    """Return a table of every transition, with all that it needs."""
    rows = (
        (
            f"`{transition.origin.value}`",
            f"`{transition.target.value}`",
            _parts(transition.by),
            _needs(transition),
        )
        for transition in TRANSITIONS
    )
    return _table(("from", "to", "who", "what must be there"), rows)


def events_table() -> str:
    """Return a table of every kind of event: its parts, its stages, and its fields."""
    rows = (
        (
            f"`{action.value}`",
            _parts(rule.by),
            _stages(rule.stages),
            _fields(rule.required),
            _fields(rule.optional),
        )
        for action, rule in RULES.items()
    )
    return _table(("event", "who", "when", "it names", "and may name"), rows)


def papers_table() -> str:
    """Return a table of every working paper: its writers, and its stages."""
    rows = (
        (f"`{paper.value}`", _parts(writers), _stages(PAPER_STAGES[paper]))
        for paper, writers in PAPER_WRITERS.items()
    )
    return _table(("paper", "written by", "when"), rows)


def section() -> str:
    """Return the whole section, as it stands between the marks."""
    return (
        f"```mermaid\n{diagram()}```\n\n"
        f"{moves_table()}\nThe events:\n\n{events_table()}\nThe working papers:\n\n{papers_table()}"
    )


def rewritten(page: str) -> str:
    """Return the page with its section made anew; raise `ValueError` if the marks are not there."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError("The page has no place for the section: its two marks are missing.")
    return f"{before}{BEGIN}\n{section()}\n{END}{after}"


def _needs(transition: Transition) -> str:
    return "; ".join(words for need, words in NEEDS.items() if need in transition.needs) or "–"


def _parts(parts: Iterable[CaseRole]) -> str:
    chosen = frozenset(parts)
    return ", ".join(part.value for part in CaseRole if part in chosen)


def _stages(stages: frozenset[Stage]) -> str:
    return (
        "always"
        if stages == frozenset(Stage)
        else ", ".join(stage.value for stage in Stage if stage in stages)
    )


def _fields(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main(arguments: Sequence[str]) -> None:
    """Print the section, or write it into a page."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.tools.procedure_diagram",
        description="The procedure out of its rules, as a diagram and tables.",
    )
    parser.add_argument("page", type=Path, nargs="?", help="a page to write it into, between its two marks")
    page: Path | None = parser.parse_args(arguments).page
    if page is None:
        sys.stdout.write(section())
    else:
        page.write_text(rewritten(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
