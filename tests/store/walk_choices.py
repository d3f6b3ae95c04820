"""Events that a walk tries: some that the case might allow where it stands, and some that make no sense at all."""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

from store.cases.chain import case_state
from store.cases.conversation import next_sequence
from store.domain.event import NO_EVENT, CaseRole, Check, EventKind, Paper
from store.domain.restored_history import HistoryEnd, Loss
from store.domain.retention import DestructionScope
from store.domain.roster import REPORTER
from tests.genuine_case import GenuineCase
from tests.journalist_interface.restored_case import signed_note
from tests.office import TestOffice
from tests.signed_events import CONTENT, DraftedEvent
from tests.store.domain_oracle import Oracle
from tests.store.domain_table import STAGES

ROLES: Final = {
    "sari": {"officer"},
    "budi": {"officer"},
    "wati": {"officer"},
    "joko": {"investigator"},
    "agus": {"investigator"},
    "dewi": {"leadership"},
    "lina": {"leadership", "officer"},  # an alternate may act as one
    "rina": {"custodian"},
}
PEOPLE: Final = (*ROLES, REPORTER)
KEYS: Final = ("a" * 64, "b" * 64)  # digests of what a grant hands over
OFFICERS: Final = ("sari", "budi", "wati")


def drafted(
    kind: EventKind, part: CaseRole = CaseRole.OFFICER, content: bytes | None = None, **fields: object
) -> DraftedEvent:
    """An event with these fields."""
    return DraftedEvent(kind, part, content, (), fields)


def move(
    target: str, part: CaseRole = CaseRole.OFFICER, content: bytes | None = CONTENT, **fields: object
) -> DraftedEvent:
    """To another stage, with a reason unless None."""
    return DraftedEvent(EventKind.MOVE, part, content, (), {"target": target, **fields})


def paper(kind: Paper, part: CaseRole = CaseRole.OFFICER, **fields: object) -> DraftedEvent:
    """A working paper."""
    return DraftedEvent(EventKind.PAPER, part, CONTENT, (), {"paper": kind, **fields})


def joins(kind: EventKind, fields: dict[str, object], part: CaseRole = CaseRole.OFFICER) -> DraftedEvent:
    """Assigning or admitting a person."""
    return DraftedEvent(kind, part, CONTENT, (), fields)


@cache
def _loss(office: TestOffice, case: str) -> Loss:
    """Nine decisions, by a restore before the first of them; the same each time."""
    note = signed_note(office, case, HistoryEnd(0, NO_EVENT, NO_EVENT, 1))
    return Loss(note, HistoryEnd(9, "a" * 64, "b" * 64, 1), seen=True)


@dataclass(frozen=True)
class Choices:
    """Chooses for one case, with one source of chance."""

    office: TestOffice
    case: GenuineCase
    oracle: Oracle
    random: random.Random

    def sensible(self) -> tuple[str, DraftedEvent]:
        """Something that might be done at this stage, by whom the text names for it."""
        return self.random.choice(self.by_stage() + self.anywhere())

    def by_stage(self) -> list[tuple[str, DraftedEvent]]:
        """Return what leads on from here; more than once, so that walks get far."""
        officer = self.random.choice(sorted(self.oracle.officers) or ["sari"])
        lead = self.oracle.lead or "joko"
        leader = self.random.choice(sorted(self.oracle.leaders) or ["dewi"])
        entry, day = next_sequence(self.office.database, self.case.case), self.office.clock.today()
        until = day + timedelta(days=self.random.randint(1, 30))
        keys: dict[str, object] = {"keys": self.random.choice(KEYS)}
        admit_leader: dict[str, object] = {
            "person": self.random.choice(["dewi", "lina"]),
            "role": CaseRole.LEADERSHIP,
            **keys,
        }
        join: dict[str, object] = self.random.choice(
            [{"person": "joko", "role": CaseRole.LEAD}, {"person": "agus", "role": CaseRole.MEMBER}]
        )
        minutes = tuple(sorted({officer, leader, *self.oracle.declared}))
        stages: dict[str, list[tuple[str, DraftedEvent]]] = {
            "received": [(officer, move("verification", content=None))],
            "verification": [
                (officer, move("review", checks=tuple(Check))),
                (officer, move("review", checks=tuple(Check))),
                (officer, move("clarification", until=until, entry=entry)),
                (officer, move("archived", entry=entry)),
            ],
            "clarification": [
                (REPORTER, move("verification", CaseRole.REPORTER, None, entry=entry)),
                (officer, move("verification")),
                (officer, move("archived", entry=entry)),
            ],
            "review": [
                (officer, paper(Paper.REVIEW_SHEET)),
                (officer, joins(EventKind.ASSIGN, join)),
                (officer, joins(EventKind.ADMIT, admit_leader)),
                (officer, move("assignment")),
                (officer, move("deliberation")),
            ],
            "assignment": [
                (officer, joins(EventKind.ADMIT, join | keys)),
                (lead, drafted(EventKind.DECLARE, CaseRole.LEAD)),
                ("agus", drafted(EventKind.DECLARE, CaseRole.MEMBER)),
                (lead, move("investigation", CaseRole.LEAD)),
            ],
            "investigation": [
                (lead, drafted(EventKind.DECLARE, CaseRole.LEAD)),
                (lead, paper(Paper.FINDINGS, CaseRole.LEAD)),
                (lead, joins(EventKind.ADMIT, admit_leader, CaseRole.LEAD)),
                (lead, move("leadership", CaseRole.LEAD)),
                (officer, joins(EventKind.ASSIGN, join)),
            ],
            "leadership": [
                (leader, move("deliberation", CaseRole.LEADERSHIP)),
                (leader, move("investigation", CaseRole.LEADERSHIP)),
            ],
            "deliberation": [
                (officer, paper(Paper.MINUTES, people=minutes)),
                (officer, paper(Paper.CONCLUSION)),
                (officer, paper(Paper.RECOMMENDATION)),
                (leader, move("concluded", CaseRole.LEADERSHIP)),
                (leader, move("concluded", CaseRole.LEADERSHIP)),
                (leader, move("investigation", CaseRole.LEADERSHIP)),
            ],
            "concluded": [(leader, move("verification", CaseRole.LEADERSHIP))],
            "archived": [(officer, move("verification"))],
        }
        return stages[self.oracle.stage] * 3

    def anywhere(self) -> list[tuple[str, DraftedEvent]]:
        """Return what can be done at any time."""
        officer = self.random.choice(sorted(self.oracle.officers) or ["sari"])
        state = case_state(self.office.database, self.case.case)
        entry = next_sequence(self.office.database, self.case.case)
        asked = self.random.choice(sorted(self.oracle.asked) or [1])
        asker = self.oracle.asked.get(asked, ("sari",))[0]
        keys = self.random.choice(KEYS)
        leader = self.random.choice(sorted(self.oracle.leaders) or ["dewi"])
        until = self.office.clock.today() + timedelta(days=self.random.choice([0, 1, 180, 181]))
        held = self.random.choice(sorted(self.oracle.holds) or [1])
        about, asked_leader = (self.oracle.proposed or (1, "", "dewi"))[::2]
        scope = DestructionScope(entry - 1)
        off = self.random.choice([person for person in PEOPLE if person not in {"rina", REPORTER}])
        return [
            (officer, drafted(EventKind.TAKE, person=officer)),
            (officer, drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)),
            (officer, drafted(EventKind.CLASSIFY, content=CONTENT)),
            (officer, drafted(EventKind.ASK, content=CONTENT, people=("rina",))),
            (officer, drafted(EventKind.ASSESS, content=CONTENT)),
            (leader, drafted(EventKind.EXPORT, CaseRole.LEADERSHIP, CONTENT)),
            (officer, drafted(EventKind.EXPORT, content=CONTENT)),
            (officer, drafted(EventKind.RESOLVE_REQUEST, about=state.attention_request or 1)),
            (officer, drafted(EventKind.EXTEND, content=CONTENT, until=until)),
            (leader, drafted(EventKind.EXTEND, CaseRole.LEADERSHIP, CONTENT, until=until)),
            (officer, drafted(EventKind.DISMISS, content=CONTENT, person=off)),
            (
                officer,
                drafted(EventKind.ADMIT, content=CONTENT, person=off, role=CaseRole.OFFICER, keys=keys),
            ),
            ("rina", drafted(EventKind.DISCLOSE, CaseRole.CUSTODIAN, CONTENT, person=asker, about=asked)),
            ("rina", drafted(EventKind.REFUSE, CaseRole.CUSTODIAN, CONTENT, person=asker, about=asked)),
            (officer, drafted(EventKind.HOLD, content=CONTENT)),
            (leader, drafted(EventKind.RELEASE, CaseRole.LEADERSHIP, CONTENT, about=held)),
            (
                officer,
                drafted(EventKind.PROPOSE_DESTRUCTION, content=CONTENT, person=leader, destroys=scope),
            ),
            (
                asked_leader,
                drafted(EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY, about=about, destroys=scope),
            ),
            (REPORTER, drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=entry)),
            (officer, drafted(EventKind.ACCEPT_RESTORE, loss=_loss(self.office, self.case.case))),
        ]

    def wild(self) -> tuple[str, DraftedEvent]:
        """Anything at all: any part, any kind, any fields."""
        pick = self.random.choice
        choices: dict[str, object] = {
            "target": pick([*STAGES, "elsewhere"]),
            "person": pick(PEOPLE),
            "role": pick(list(CaseRole)),
            "paper": pick(list(Paper)),
            "checks": pick([(), (Check.CLARITY,), tuple(Check)]),
            "people": tuple(self.random.sample(PEOPLE, self.random.randint(0, 4))),
            "until": self.office.clock.today() + timedelta(days=self.random.randint(-2, 9)),
            "about": self.random.randint(1, max(1, self.oracle.events)),
        }
        kind, person = pick(list(EventKind)), pick(PEOPLE)
        usual = CaseRole.CUSTODIAN if person == "rina" else CaseRole(self.oracle.part(person) or "officer")
        part = CaseRole.REPORTER if person == REPORTER else pick([usual, usual, pick(list(CaseRole))])
        if kind is EventKind.MOVE:
            names = {"target"} | set(self.random.sample(["checks", "until"], self.random.randint(0, 2)))
        else:
            names = set(self.random.sample(sorted(choices), self.random.randint(0, 4)))
        fields = {name: choices[name] for name in sorted(names)}
        if person == REPORTER or self.random.random() < 0.2:
            fields["entry"] = next_sequence(self.office.database, self.case.case)
        return person, DraftedEvent(kind, part, pick([None, CONTENT]), (), fields)
