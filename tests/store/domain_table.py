"""The office's procedure once more, from its text and not from the code: who moves a case where, and after what.

The text leaves open what goes without saying: no case goes to leadership or a deliberation without a leader who can
read it, and none goes back to a team where there is none. Those needs stand here too, so that nothing else can.
"""

from typing import Final

MOVES: Final[dict[tuple[str, str], dict[str, tuple[str, ...]]]] = {
    ("received", "verification"): {"officer": ()},
    ("verification", "clarification"): {"officer": ("question",)},
    ("verification", "review"): {"officer": ("checklist",)},
    ("verification", "archived"): {"officer": ("reason", "notice")},
    ("clarification", "verification"): {"officer": (), "reporter": ("answer",)},
    ("clarification", "archived"): {"officer": ("deadline", "reason", "notice")},
    ("review", "assignment"): {"officer": ("review-sheet", "team")},
    ("review", "deliberation"): {"officer": ("review-sheet", "reason", "leadership")},
    ("assignment", "investigation"): {"lead": ("team", "declaration")},
    ("investigation", "leadership"): {"lead": ("findings", "leadership")},
    ("leadership", "deliberation"): {"leadership": ()},
    ("leadership", "investigation"): {"leadership": ("reason", "team")},
    ("deliberation", "concluded"): {"leadership": ("minutes", "conclusion")},
    ("deliberation", "investigation"): {"leadership": ("reason", "team")},
    ("concluded", "verification"): {"leadership": ("reason",)},
    ("archived", "verification"): {"officer": ("reason",)},
}
STAGES: Final = tuple(dict.fromkeys(stage for move in MOVES for stage in move))
PARTS: Final = ("officer", "lead", "member", "leadership", "custodian", "reporter")
